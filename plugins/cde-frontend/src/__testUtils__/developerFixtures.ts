import { ConflictError } from '@backstage/errors';
import type {
  Deadline,
  QuotaRefusal,
  QuotaUsage,
  ResourceClass,
  TemplateParameters,
  WorkspaceTemplateSummary,
} from '@backstage-cde/plugin-cde-common';
import { OPTIONS } from './fixtures';

/** A limit of everyone's, as far as it is used. */
export function aQuotaUsage(changes: Partial<QuotaUsage> = {}): QuotaUsage {
  return {
    target: { kind: 'everyone', per: 'each' },
    title: 'Everyone',
    measure: 'running',
    limit: 5,
    used: 3,
    ...changes,
  };
}

/** A refusal over one limit, which two workspaces use up. */
export function aQuotaRefusal(): QuotaRefusal {
  return {
    exceeded: [
      {
        ...aQuotaUsage({ limit: 2, used: 2, requested: 1 }),
        holders: [
          {
            id: 'a',
            name: 'payments-api-main',
            owner: 'user:default/ana',
            amount: 1,
            running: true,
            allowed: ['stop', 'delete'],
          },
          { amount: 1, running: true, allowed: [] },
        ],
      },
    ],
  };
}

/** The error that a refusal of the quota arrives as. */
export function quotaError(refusal: QuotaRefusal = aQuotaRefusal()): Error {
  return Object.assign(new ConflictError('A limit is reached.'), {
    quota: refusal,
  });
}

/** Something that happens by itself, some milliseconds from now. */
export function inMs(
  ms: number,
  changes: Partial<Deadline> & Pick<Deadline, 'act'>,
): Deadline {
  return {
    at: new Date(Date.now() + ms).toISOString(),
    warned: false,
    canKeep: true,
    ...changes,
  };
}

/** One parameter of each sort. */
export const PARAMETERS: TemplateParameters = {
  properties: {
    database: {
      type: 'string',
      title: 'Database',
      description: 'Beside the development container.',
      enum: ['none', 'postgres', 'mysql'],
      default: 'postgres',
    },
    workers: {
      type: 'integer',
      title: 'Workers',
      minimum: 1,
      maximum: 8,
      default: 2,
      mutable: true,
    },
    seed: {
      type: 'boolean',
      title: 'Load example data',
      default: false,
      ephemeral: true,
    },
  },
};

/** The best match first, with its reason. */
export const TEMPLATES: WorkspaceTemplateSummary[] = [
  {
    name: 'node-service',
    title: 'Node service',
    description: 'For services with a database.',
    revision: 3,
    match: 'predicate',
    parameters: PARAMETERS,
    resourceClasses: ['small', 'medium'],
    ides: ['vscode-web'],
  },
  {
    name: 'docker',
    title: 'Docker inside',
    description: 'Runs containers inside the workspace.',
    revision: 5,
    match: 'default',
    privileged: true,
    resourceClasses: ['medium'],
    ides: ['vscode-web'],
  },
  { ...OPTIONS.templates[0], match: 'default' },
];

/** The same classes with prices. */
export const PRICED_CLASSES: ResourceClass[] = OPTIONS.resourceClasses.map(
  (resourceClass, index) => ({
    ...resourceClass,
    price: { perHour: 0.04 * (index + 1), perGbMonth: 0.1 },
  }),
);
