import { ConflictError, InputError } from '@backstage/errors';
import {
  parameterProblems,
  type ParameterValue,
  type ResourceClass,
} from '@backstage-cde/plugin-cde-common';
import { refuseProblems, type TemplateOffer } from '../templates';
import type { ReplaceableFields, WorkspaceRecord } from '../workspaces';
import { planFor, specify } from './specification';

/** What a workspace shall be made from instead. */
export interface Replanning {
  offer: TemplateOffer;
  /** Those that are kept. */
  parameters: Record<string, ParameterValue>;
  /** For one start. */
  ephemeral?: Record<string, ParameterValue>;
  resourceClass: ResourceClass;
}

type Replanned = Pick<
  ReplaceableFields,
  | 'spec'
  | 'templateRevision'
  | 'pendingRevision'
  | 'parameters'
  | 'resourceClassName'
  | 'footprint'
>;

/**
 * What a workspace becomes with another revision, class or parameters. Pure: it is planned from the
 * devcontainer.json that the row keeps, without asking the git host. The volume keeps its size.
 *
 * @throws ConflictError for a workspace that is older than revisions, or a revision that needs another namespace;
 * InputError for values that do not fit the revision
 */
export function replan(
  record: WorkspaceRecord,
  { offer, parameters, ephemeral = {}, resourceClass }: Replanning,
): Replanned {
  const { spec } = record;
  if (!spec.devcontainer || !spec.template) {
    throw new ConflictError(
      `The workspace '${record.name}' is older than template revisions, so it stays as it was made; make a new one for something else`,
    );
  }
  refusePrivilegeChange(record, offer);
  const values = { ...knownTo(offer, parameters), ...ephemeral };
  refuseProblems(
    `Revision ${offer.revision} of the template '${offer.id}' does not take these parameters`,
    parameterProblems(offer.document.spec.parameters, values, {
      at: 'creation',
    }),
  );
  const { plan, report } = planFor(
    offer.document,
    values,
    spec.devcontainer,
    record.id,
  );
  if (!plan) {
    throw new InputError(
      `With revision ${offer.revision} of the template '${
        offer.id
      }', nothing can be made from the devcontainer.json: ${report.problems
        .map(({ message }) => message)
        .join('; ')}`,
    );
  }
  const { parts, footprint, kept } = specify(offer, values, resourceClass);
  const storage = spec.resources.storage;
  const perGbMonth = resourceClass.price?.perGbMonth ?? 0;
  return {
    spec: {
      ...spec,
      ...parts,
      plan,
      report,
      resources: { ...parts.resources, storage },
    },
    templateRevision: offer.revision,
    pendingRevision: null,
    parameters: kept,
    resourceClassName: resourceClass.name,
    footprint: {
      ...footprint,
      storageBytes: storage,
      storagePrice: Math.round(perGbMonth * (storage / 1e9) * 1e6),
    },
  };
}

/** A revision may have lost parameters that an older one had. */
function knownTo(
  { document }: TemplateOffer,
  parameters: Record<string, ParameterValue>,
): Record<string, ParameterValue> {
  const known = document.spec.parameters?.properties ?? {};
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => Object.hasOwn(known, name)),
  );
}

/** Privileged workspaces have a namespace of their own, and a volume cannot move. */
function refusePrivilegeChange(
  { spec, name }: WorkspaceRecord,
  { id, revision, document }: TemplateOffer,
): void {
  const now = spec.template?.privileged ?? false;
  const then = document.spec.privileged ?? false;
  if (now !== then) {
    throw new ConflictError(
      `Revision ${revision} of the template '${id}' runs ${
        then ? 'privileged' : 'unprivileged'
      }, which needs another namespace, and a volume cannot be moved; '${name}' stays at its revision. Make a new workspace from it`,
    );
  }
}
