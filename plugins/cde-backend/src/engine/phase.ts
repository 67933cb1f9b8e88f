import type { WorkspacePhase } from '@backstage-cde/plugin-cde-common';
import type { WorkspaceRecord } from '../workspaces';
import { lostNode } from './nodeState';
import { isHalted, stateOf } from './state';
import type { PodView } from './views';

/** What the workspace is doing. */
export function phaseOf(
  row: WorkspaceRecord,
  pod: PodView | undefined,
): WorkspacePhase {
  if (row.desired === 'deleted') return 'Deleting';
  if (row.desired === 'stopped') return pod ? 'Stopping' : 'Stopped';
  if (isHalted(row)) return 'Failed';
  if (!pod) return 'Pending';
  if (lostNode(pod, row.readAt)) return 'Unknown';
  if (pod.run !== row.run) return 'Stopping';
  if (!pod.node) return 'Pending';
  return isUp(row, pod) ? 'Running' : 'Starting';
}

/** The IDE of the current run answers: the agent says so, or the kubelet's probe. */
export function isUp(
  row: Pick<WorkspaceRecord, 'run' | 'observed'>,
  pod: PodView | undefined,
): boolean {
  if (
    pod?.run !== row.run ||
    pod.dev?.state !== 'running' ||
    pod.deletingSince !== undefined
  )
    return false;
  return pod.ready || stateOf(row).agentReady === true;
}
