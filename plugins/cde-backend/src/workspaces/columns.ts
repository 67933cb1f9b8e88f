import type { Knex } from 'knex';
import type { Database } from '../database';
import type { NewWorkspace, Projection } from './types';

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

/** What a projection changes in a row that is at `version`. */
export function projectionColumns(
  database: Database,
  trx: Knex.Transaction,
  version: number,
  projection: Projection,
) {
  const { phase, cause, conditions, observed, attempts, dueInMs } = projection;
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
    ...(attempts !== undefined && { attempts }),
  };
}
