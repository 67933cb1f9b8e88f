import type {
  Workspace,
  WorkspaceDetails,
} from '@backstage-cde/plugin-cde-common';
import { policyOf, presentDeadlines } from '../policies';
import { priceOf } from '../quotas/footprint';
import type { Act } from './lifecycle';
import { presentAdditional } from './repositories';
import { startKey } from './timelines';
import type { WorkspaceRecord } from './types';

/** What a record is shown with. */
export interface PresentOptions {
  /** What the caller may do now. */
  allowed: Act[];
  /** How the caller comes to see it. */
  relation: Workspace['relation'];
  /** Values of parameters are for who works in it, not for who only sees it. */
  showsParameters: boolean;
  /** Medians in milliseconds by `startKey`. */
  usualStarts: Map<string, number>;
  /** A later revision of its template. */
  update?: Workspace['update'];
}

/** A record as the API shows it. */
export function presentWorkspace(
  record: WorkspaceRecord,
  options: PresentOptions,
): Workspace {
  const { componentRef, resourceClassName, repositoryUrl, commit, cause } =
    record;
  const usualStartMs =
    componentRef &&
    options.usualStarts.get(startKey({ componentRef, resourceClassName }));
  const price = priceOf(record.footprint);
  return {
    id: record.id,
    name: record.name,
    owner: record.ownerRef,
    ...(componentRef && { component: componentRef }),
    ...(repositoryUrl && {
      repository: {
        url: repositoryUrl,
        ref: record.ref,
        ...(commit && { commit }),
      },
    }),
    ...(record.spec.additional && {
      additional: presentAdditional(record.spec, record.spec.plan),
    }),
    template: record.templateName,
    resourceClass: resourceClassName,
    ide: record.ide,
    cluster: record.clusterName,
    namespace: record.namespace,
    desired: record.desired,
    phase: record.phase,
    phaseSince: iso(record.phaseSince),
    ...(cause && { cause }),
    conditions: record.conditions,
    run: record.run,
    createdAt: iso(record.createdAt),
    ...(record.lastUsedAt !== null && { lastUsedAt: iso(record.lastUsedAt) }),
    ...(usualStartMs && { usualStartMs }),
    ...(record.startedAt !== null && { startedAt: iso(record.startedAt) }),
    ports: record.spec.plan.ports,
    ...(record.templateRevision !== null && {
      templateRevision: record.templateRevision,
    }),
    ...(options.update && { update: options.update }),
    privileged: record.spec.template?.privileged ?? false,
    ...(record.systemRef && { system: record.systemRef }),
    relation: options.relation,
    deadlines: presentDeadlines(record),
    ...(price && { price }),
    allowed: options.allowed,
  };
}

/** The same with what only one workspace's own page shows. */
export function presentDetails(
  record: WorkspaceRecord,
  options: PresentOptions,
): WorkspaceDetails {
  const { podName, node } = record.observed;
  return {
    ...presentWorkspace(record, options),
    devcontainer: record.spec.report,
    image: record.spec.plan.image,
    workspaceFolder: record.spec.plan.workspaceFolder,
    ...(podName && { podName }),
    ...(node && { node }),
    parameters: options.showsParameters ? record.parameters : {},
    // Without the values, the defaults in it would pass for them.
    ...(options.showsParameters &&
      record.spec.template?.parameters && {
        parameterSchema: record.spec.template.parameters,
      }),
    settings: record.settings,
    policy: policyOf(record),
    resourceClasses: record.spec.template?.resourceClasses ?? [
      record.resourceClassName,
    ],
  };
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
