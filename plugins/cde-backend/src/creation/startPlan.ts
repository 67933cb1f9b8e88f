import { ConflictError, InputError } from '@backstage/errors';
import {
  parameterProblems,
  type ParameterValue,
  type ResourceClass,
} from '@backstage-cde/plugin-cde-common';
import {
  classesOf,
  refuseProblems,
  type RevisionRecord,
  type RevisionSummaryRecord,
  type TemplateOffer,
  type TemplateRecord,
} from '../templates';
import type { ReplaceableFields, WorkspaceRecord } from '../workspaces';
import { replan } from './replan';

/** What is known of a workspace's template when it is started or changed. */
export interface TemplateSurroundings {
  /** Absent: the template is not known any more. */
  template?: TemplateRecord;
  /** The revision that the workspace is pinned to. */
  pinned?: RevisionRecord;
  /** The published revision. */
  latest?: RevisionRecord;
  /** All, without their content. */
  revisions: RevisionSummaryRecord[];
  resourceClasses: ResourceClass[];
}

/** What an owner changes, to take effect at the next start. */
export interface ConfigurationChange {
  resourceClass?: string;
  parameters?: Record<string, ParameterValue>;
  /** True: apply the latest revision; false: not after all. */
  update?: boolean;
}

type Replacement = Partial<ReplaceableFields>;

/**
 * What a start makes of a workspace: the revision that its owner chose or that is due, a changed class, changed
 * parameters, and values for this start alone. Pure; empty where it stays as it is.
 *
 * @throws ConflictError where it may not start, InputError for values that do not fit
 */
export function planStart(
  row: WorkspaceRecord,
  around: TemplateSurroundings,
  ephemeral: Record<string, ParameterValue> = {},
): Replacement {
  refuseRetired(around);
  const target = targetOf(row, around);
  const schema = target?.document.spec.parameters;
  refuseProblems(
    `The template '${row.templateName}' does not take these parameters for a start`,
    parameterProblems(schema, ephemeral, { at: 'start' }),
  );
  if (!target || !needsPlanning(row, target, ephemeral)) {
    return row.pendingRevision === null ? {} : { pendingRevision: null };
  }
  return replan(row, {
    offer: target,
    parameters: row.parameters,
    ephemeral,
    resourceClass: classFor(row.resourceClassName, row, target, around),
  });
}

/**
 * What a change of class, parameters or revision makes of the row at once; a start carries it out. Pure.
 * What counts for quotas is reserved now: while it runs, the larger of what it has and what it will have.
 *
 * @throws ConflictError, InputError
 */
export function planChange(
  row: WorkspaceRecord,
  around: TemplateSurroundings,
  change: ConfigurationChange,
): Replacement {
  const pendingRevision = pendingAfter(row, around, change.update);
  const wanted = { ...row, pendingRevision };
  const target = targetOf(wanted, around);
  if (!target || !row.spec.devcontainer) {
    throw new ConflictError(
      `The workspace '${row.name}' is older than template revisions, so its class, parameters and revision stay as they are; make a new one instead`,
    );
  }
  refuseProblems(
    `The template '${row.templateName}' does not take these parameters`,
    parameterProblems(
      target.document.spec.parameters,
      change.parameters ?? {},
      { at: 'change', previous: row.parameters },
    ),
  );
  const parameters = { ...row.parameters, ...change.parameters };
  const name = change.resourceClass ?? row.resourceClassName;
  const resourceClass = classFor(name, row, target, around);
  refuseTooSmall(row, resourceClass, change);
  const planned = replan(wanted, {
    offer: target,
    parameters,
    ephemeral: placeholders(target),
    resourceClass,
  });
  return {
    pendingRevision,
    parameters,
    resourceClassName: name,
    footprint:
      row.desired === 'running'
        ? larger(row.footprint, planned.footprint)
        : planned.footprint,
  };
}

/** The revision of a later one that its workspaces are offered; `undefined`: it is at the latest. */
export function updateOf(
  row: Pick<
    WorkspaceRecord,
    'templateName' | 'templateRevision' | 'pendingRevision'
  >,
  revisions: RevisionSummaryRecord[],
):
  | { revision: number; note: string; chosen: boolean; deadline?: number }
  | undefined {
  const pinned = row.templateRevision;
  if (pinned === null) {
    return undefined;
  }
  const newer = revisions.filter(
    ({ templateId, revision }) =>
      templateId === row.templateName && revision > pinned,
  );
  if (newer.length === 0) {
    return undefined;
  }
  const latest = newer.reduce((one, other) =>
    other.revision > one.revision ? other : one,
  );
  const deadlines = newer.flatMap(({ deadline }) => deadline ?? []);
  return {
    revision: latest.revision,
    note: latest.note,
    chosen: row.pendingRevision !== null,
    ...(deadlines.length > 0 && { deadline: Math.min(...deadlines) }),
  };
}

function refuseRetired({ template }: TemplateSurroundings): void {
  if (template?.state === 'retired') {
    throw new ConflictError(
      `The template '${template.id}' is retired, so its workspaces do not start any more; what is in the volume is kept until the workspace is deleted. Make a new workspace from another template, or ask its owner ${template.ownerRef}`,
    );
  }
}

/** The revision that the next start is to use; `undefined`: it is older than revisions. */
function targetOf(
  row: WorkspaceRecord,
  { latest, pinned, revisions }: TemplateSurroundings,
): TemplateOffer | undefined {
  if (row.templateRevision === null || !row.spec.devcontainer) {
    return undefined;
  }
  const update = updateOf(row, revisions);
  const isDue = update?.deadline !== undefined && update.deadline <= row.readAt;
  const chosen = update && (update.chosen || isDue) ? latest : pinned;
  return (
    chosen && {
      id: row.templateName,
      revision: chosen.revision,
      document: chosen.document,
    }
  );
}

function needsPlanning(
  { spec, parameters, resourceClassName }: WorkspaceRecord,
  target: TemplateOffer,
  ephemeral: Record<string, ParameterValue>,
): boolean {
  const with_ = spec.plannedWith;
  return (
    with_?.revision !== target.revision ||
    with_.resourceClass !== resourceClassName ||
    with_.ephemeral ||
    Object.keys(ephemeral).length > 0 ||
    !sameValues(with_.parameters, parameters)
  );
}

function pendingAfter(
  row: WorkspaceRecord,
  { template, latest }: TemplateSurroundings,
  update: boolean | undefined,
): number | null {
  if (update === undefined) {
    return row.pendingRevision;
  }
  if (!update) {
    return null;
  }
  if (!latest || row.templateRevision === null || !template) {
    throw new ConflictError(
      `There is no later revision of the template '${row.templateName}'`,
    );
  }
  return latest.revision > row.templateRevision ? latest.revision : null;
}

function classFor(
  name: string,
  { clusterName, resourceClassName }: WorkspaceRecord,
  target: TemplateOffer,
  { resourceClasses }: TemplateSurroundings,
): ResourceClass {
  const offered = classesOf({ resourceClasses }, target, clusterName);
  const found = offered.find(candidate => candidate.name === name);
  if (found) {
    return found;
  }
  const choice = offered.map(candidate => candidate.name).join(', ');
  const message = `Revision ${target.revision} of the template '${
    target.id
  }' does not offer the resource class '${name}' in the cluster '${clusterName}'; offered: ${
    choice || 'none'
  }`;
  throw name === resourceClassName
    ? new ConflictError(`${message}. Choose another in the settings`)
    : new InputError(message);
}

/** A class that is asked for has to be large enough for the devcontainer. */
function refuseTooSmall(
  { spec }: WorkspaceRecord,
  { name, cpu, memory }: ResourceClass,
  { resourceClass }: ConfigurationChange,
): void {
  const { cpus = 0, memory: bytes = 0 } = spec.plan.hostRequirements ?? {};
  if (resourceClass && (cpus > cpu.limit || bytes > memory.limit)) {
    throw new InputError(
      `The devcontainer's hostRequirements do not fit in the resource class '${name}'; choose a larger one`,
    );
  }
}

/** Values that are given with each start do not count for the size; anything that fits stands for them. */
function placeholders({
  document,
}: TemplateOffer): Record<string, ParameterValue> {
  const { properties = {}, required = [] } = document.spec.parameters ?? {};
  return Object.fromEntries(
    required.flatMap(name => {
      const schema = Object.hasOwn(properties, name)
        ? properties[name]
        : undefined;
      if (!schema?.ephemeral || schema.default !== undefined) {
        return [];
      }
      const [first] = Array.isArray(schema.enum) ? schema.enum : [];
      const value = first ?? schema.minimum ?? EMPTY[schema.type];
      return [[name, value as ParameterValue]];
    }),
  );
}

const EMPTY = { string: '', number: 0, integer: 0, boolean: false };

function larger(
  one: WorkspaceRecord['footprint'],
  other: WorkspaceRecord['footprint'],
): WorkspaceRecord['footprint'] {
  const entries = Object.entries(one).map(([key, value]) => [
    key,
    Math.max(value, other[key as keyof typeof other]),
  ]);
  return Object.fromEntries(entries);
}

function sameValues(
  one: Record<string, ParameterValue>,
  other: Record<string, ParameterValue>,
): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every(
    name =>
      Object.hasOwn(one, name) &&
      Object.hasOwn(other, name) &&
      one[name] === other[name],
  );
}
