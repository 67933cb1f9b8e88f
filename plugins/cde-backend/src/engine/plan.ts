import type { Cause } from '@backstage-cde/plugin-cde-common';
import type { WorkspaceRecord } from '../workspaces';
import { finalCause, type Limits, problemsOf } from './problems';
import { currentRefusal, isHalted, stateOf } from './state';
import type { PodView, Seen, VolumeView } from './views';

/** One thing to do; the steps of a plan are done in their order. */
export type Step =
  /** Make what is missing of volume, secret, network policy and pod. */
  | { type: 'start' }
  /** Something in the Secret of what runs ends, or was given anew. */
  | { type: 'renewSecret' }
  /** Nobody works in it: its owner's own tokens and keys go. */
  | { type: 'scrubSecret' }
  /** Give up this run: nothing is tried any more until its owner does. */
  | { type: 'halt'; cause: Cause }
  | { type: 'deletePod'; pod: PodView }
  | { type: 'deleteVolume'; volume: VolumeView }
  /** Nothing is left in the cluster: the row may go too. */
  | { type: 'forget' };

/**
 * What makes the cluster equal to the row. Pure: the same row (with the time at which it was
 * read) and the same sight of the cluster always give the same steps.
 *
 * A pod is never made while an earlier one is there, ending or not, so a volume is never
 * attached twice.
 */
export function plan(row: WorkspaceRecord, seen: Seen, limits: Limits): Step[] {
  switch (row.desired) {
    case 'deleted':
      if (!seen.pod && !seen.volume) return [{ type: 'forget' }];
      return [...deletePod(seen.pod), ...deleteVolume(seen.volume)];
    case 'stopped':
      return [...deletePod(seen.pod), ...scrubSecret(row, seen)];
    default:
      return planRunning(row, seen, limits);
  }
}

function planRunning(row: WorkspaceRecord, seen: Seen, limits: Limits): Step[] {
  if (isHalted(row)) return [...deletePod(seen.pod), ...scrubSecret(row, seen)];
  const final = finalCause(row, seen, problemsOf(row, seen, limits), limits);
  if (final) return [{ type: 'halt', cause: final }, ...deletePod(seen.pod)];
  if (seen.pod)
    return seen.pod.run === row.run
      ? renewSecret(row, seen.pod)
      : deletePod(seen.pod);
  const refusal = currentRefusal(row);
  return refusal && refusal.retryAt > row.readAt ? [] : [{ type: 'start' }];
}

function renewSecret(row: WorkspaceRecord, pod: PodView): Step[] {
  const isDue = row.gitDueAt !== null && row.gitDueAt <= row.readAt;
  return isDue && pod.deletingSince === undefined
    ? [{ type: 'renewSecret' }]
    : [];
}

function scrubSecret(row: WorkspaceRecord, { volume }: Seen): Step[] {
  return volume && !volume.deleting && stateOf(row).secret?.personal
    ? [{ type: 'scrubSecret' }]
    : [];
}

function deletePod(pod: PodView | undefined): Step[] {
  return pod && pod.deletingSince === undefined
    ? [{ type: 'deletePod', pod }]
    : [];
}

function deleteVolume(volume: VolumeView | undefined): Step[] {
  return volume && !volume.deleting ? [{ type: 'deleteVolume', volume }] : [];
}
