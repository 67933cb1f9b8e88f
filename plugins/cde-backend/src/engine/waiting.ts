import { isDeepStrictEqual } from 'node:util';
import type {
  Cause,
  ClusterPreparation,
  ClusterStatus,
} from '@backstage-cde/plugin-cde-common';
import type {
  NewTimelineEvent,
  Projection,
  WorkspaceRecord,
} from '../workspaces';
import { type PolicyView, policyLookIn } from './keeper';
import { type EngineState, stateOf } from './state';
import { cause, formatDuration } from './words';

/** Why nothing can be done in a cluster now. */
export function clusterCause(status: ClusterStatus): Cause {
  if (status.preparation) return preparationCause(status, status.preparation);
  return (
    status.cause ?? {
      reason: 'ClusterUnreachable',
      message: `The cluster '${status.title}' does not answer.`,
    }
  );
}

function preparationCause(
  { title }: ClusterStatus,
  preparation: ClusterPreparation,
): Cause {
  const { step, steps, secondsLeft, error } = preparation;
  const where = `${preparation.title}, step ${step} of ${steps}`;
  if (preparation.phase === 'failed') {
    return cause(
      'ClusterNotPrepared',
      `The cluster '${title}' could not be prepared (${where}): ${
        error?.message ?? 'no reason was given'
      }`,
      error?.cure,
    );
  }
  const left = secondsLeft
    ? `, about ${formatDuration(Math.ceil(secondsLeft / 10) * 10_000)} left`
    : '';
  return cause(
    'ClusterPreparing',
    `The cluster '${title}' is being prepared: ${where}${left}`,
    'The workspace starts by itself when it is ready',
  );
}

/**
 * What a row that needs its cluster says while there is none; `undefined`: as it is. Running workspaces
 * keep their last state here, see `withClusterStatus`.
 */
export function projectWaiting(
  row: WorkspaceRecord,
  status: ClusterStatus,
  view?: PolicyView,
): { projection: Projection; events: NewTimelineEvent[] } | undefined {
  const state = stateOf(row);
  const settled =
    row.desired === 'stopped'
      ? row.phase === 'Stopped'
      : row.desired === 'running' && isHere(row);
  const dueInMs = view ? policyLookIn(row, view) : null;
  if (settled)
    return isPlanned(row, dueInMs)
      ? undefined
      : { projection: { dueInMs }, events: [] };
  const why = clusterCause(status);
  const starts = row.desired === 'running';
  const observed: EngineState = starts
    ? {
        ...state,
        waiting:
          state.waiting?.run === row.run
            ? state.waiting
            : { run: row.run, at: row.readAt },
      }
    : state;
  const phase = starts ? 'Pending' : row.phase;
  if (
    row.phase === phase &&
    isDeepStrictEqual(row.cause, why) &&
    isPlanned(row, dueInMs)
  )
    return undefined;
  const first = starts && state.waiting?.run !== row.run;
  const events: NewTimelineEvent[] = first
    ? [{ key: 'cluster:begin', step: 'cluster', state: 'started', cause: why }]
    : [];
  return { projection: { phase, cause: why, observed, dueInMs }, events };
}

/** The row is looked at again when policies want it. */
function isPlanned(row: WorkspaceRecord, dueInMs: number | null): boolean {
  if (dueInMs === null || row.nextDueAt === null)
    return dueInMs === row.nextDueAt;
  return Math.abs(row.readAt + dueInMs - row.nextDueAt) <= 1000;
}

/** It is to be deleted before anything was made of it, so there is nothing in the cluster to wait for. */
export function isUnbegun(row: WorkspaceRecord): boolean {
  const { begun, pvcUid } = stateOf(row);
  return row.desired === 'deleted' && !begun && !pvcUid;
}

/** The current run has a pod, or has failed: there is nothing that waits. */
function isHere(row: WorkspaceRecord): boolean {
  const { podUid, podRun, haltedRun } = stateOf(row);
  return haltedRun === row.run || (podUid !== undefined && podRun === row.run);
}

const needsCluster = ({ phase }: WorkspaceRecord) =>
  ['Running', 'Starting', 'Stopping', 'Deleting'].includes(phase);

/**
 * A record as it is shown while its cluster does not answer, or is no more: what it did last is not what it
 * does now. Nothing is written for that, so an outage costs no write per workspace.
 *
 * @param status - of the record's cluster; `undefined` where the configuration has none of its name
 */
export function withClusterStatus<T extends WorkspaceRecord>(
  record: T,
  status: ClusterStatus | undefined,
): T {
  if (status?.state === 'connected') return record;
  const why = status
    ? clusterCause(status)
    : cause(
        'ClusterNotConfigured',
        `The cluster '${record.clusterName}' is not in the portal's configuration any more`,
        'Ask the platform team to bring it back; until then only its last state is known',
      );
  if (needsCluster(record)) return { ...record, phase: 'Unknown', cause: why };
  return record.phase === 'Pending' ? { ...record, cause: why } : record;
}
