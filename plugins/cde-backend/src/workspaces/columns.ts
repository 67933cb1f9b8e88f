import type { Knex } from 'knex';
import type { Database } from '../database';
import type {
  DesiredChange,
  Footprint,
  NewWorkspace,
  Projection,
  ReplaceableFields,
  WorkspaceRecord,
} from './types';

/** The row of a workspace that shall run for the first time. */
export function newWorkspaceColumns(
  database: Database,
  workspace: NewWorkspace,
) {
  const now = database.now();
  return {
    id: workspace.id,
    owner_ref: workspace.ownerRef,
    name: workspace.name,
    component_ref: workspace.componentRef,
    cluster_name: workspace.clusterName,
    namespace: workspace.namespace,
    template_name: workspace.templateName,
    template_revision: workspace.templateRevision,
    parameters: JSON.stringify(workspace.parameters),
    settings: JSON.stringify(workspace.settings),
    component_owner_ref: workspace.componentOwnerRef,
    system_ref: workspace.systemRef,
    ...footprintColumns(workspace.footprint),
    holds_run: true,
    desired_since: now,
    resource_class: workspace.resourceClassName,
    ide: workspace.ide,
    repository_url: workspace.repositoryUrl,
    ref: JSON.stringify(workspace.ref),
    commit: workspace.commit,
    spec: JSON.stringify(workspace.spec),
    desired: 'running',
    run: 1,
    phase: 'Pending',
    phase_since: now,
    cause: null,
    conditions: '[]',
    observed: '{}',
    next_due_at: now,
    attempts: 0,
    created_at: now,
    started_at: now,
    version: 1,
    event_seq: 0,
  };
}

/** What a workspace counts for. */
export function footprintColumns(footprint: Footprint) {
  return {
    cpu_millis: footprint.cpuMillis,
    memory_bytes: footprint.memoryBytes,
    storage_bytes: footprint.storageBytes,
    gpu: footprint.gpu,
    run_price: footprint.runPrice,
    storage_price: footprint.storagePrice,
  };
}

/** What a change of what shall be makes of a row. */
export function changeColumns(
  database: Database,
  current: WorkspaceRecord,
  change: DesiredChange,
) {
  const now = database.now();
  const told = change.newRun || change.desired !== current.desired;
  return {
    ...(told && {
      desired: change.desired,
      desired_since: now,
      holds_run: change.desired === 'running',
      keep_until: null,
      cause: null,
      attempts: 0,
    }),
    phase: change.phase,
    phase_since: change.phase === current.phase ? current.phaseSince : now,
    next_due_at: now,
    version: current.version + 1,
    ...(change.newRun && { run: current.run + 1, started_at: now }),
    ...(change.desired === 'deleted' && { deleted_at: now }),
    ...replacedColumns(change.replace ?? {}),
  };
}

function replacedColumns(replace: Partial<ReplaceableFields>) {
  const { footprint, ...rest } = replace;
  const columns: Record<keyof typeof rest, string> = {
    spec: 'spec',
    ownerRef: 'owner_ref',
    name: 'name',
    templateRevision: 'template_revision',
    pendingRevision: 'pending_revision',
    parameters: 'parameters',
    settings: 'settings',
    resourceClassName: 'resource_class',
    keepUntil: 'keep_until',
    observed: 'observed',
  };
  const entries = Object.entries(rest).map(([field, value]) => [
    columns[field as keyof typeof rest],
    typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
  ]);
  return {
    ...Object.fromEntries(entries),
    ...(footprint && footprintColumns(footprint)),
  };
}

/** What a projection changes in a row that is at `version`. */
export function projectionColumns(
  database: Database,
  trx: Knex.Transaction,
  version: number,
  projection: Projection,
) {
  const { phase, cause, conditions, observed, attempts, dueInMs, gitDueInMs } =
    projection;
  const since = 'case when phase = ? then phase_since else ? end';
  return {
    version: version + 1,
    next_due_at: dueInMs === null ? null : database.now(dueInMs),
    ...(phase && {
      phase,
      phase_since: trx.raw(since, [phase, database.now()]),
    }),
    ...(cause !== undefined && { cause: cause && JSON.stringify(cause) }),
    ...(conditions && { conditions: JSON.stringify(conditions) }),
    ...(observed && { observed: JSON.stringify(observed) }),
    // A run that failed for good waits for its owner, without counting as running.
    ...(observed?.haltedRun !== undefined && {
      holds_run: trx.raw('case when run = ? then ? else holds_run end', [
        observed.haltedRun,
        false,
      ]),
    }),
    ...(attempts !== undefined && { attempts }),
    ...(gitDueInMs !== undefined && {
      git_due_at: gitDueInMs === null ? null : database.now(gitDueInMs),
    }),
  };
}
