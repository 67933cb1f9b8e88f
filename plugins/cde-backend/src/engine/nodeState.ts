import type { Cause } from '@backstage-cde/plugin-cde-common';
import { STOP_SECONDS } from '../manifests';
import { MINUTE } from './problem';
import type { PodView } from './views';
import { cause } from './words';

/** A pod that should be gone by now, and whose node has not said so. */
const STUCK_MS = STOP_SECONDS * 1000 + MINUTE;

/**
 * Why nobody knows what the pod does: its node does not answer. The node controller marks the
 * pod not ready while the last word about its containers still says "ready".
 */
export function lostNode(pod: PodView, now: number): Cause | undefined {
  const marked =
    pod.phase === 'Running' &&
    !pod.ready &&
    pod.dev?.state === 'running' &&
    pod.dev.ready;
  const stuck =
    pod.deletingSince !== undefined &&
    pod.node !== undefined &&
    now - pod.deletingSince > STUCK_MS;
  if (!marked && !stuck && pod.reason !== 'NodeLost') return undefined;
  const message = `The node '${pod.node}' does not answer, so nobody knows whether the workspace still runs there`;
  const cure =
    'The volume is not attached elsewhere until the node is back or removed; tell the platform team if it lasts';
  return cause('NodeLost', message, cure);
}

/** Milliseconds until a pod that is being deleted counts as stuck. */
export function untilStuck(pod: PodView, now: number): number | undefined {
  if (pod.deletingSince === undefined || !pod.node) return undefined;
  const left = pod.deletingSince + STUCK_MS - now;
  return left > 0 ? left + 1000 : undefined;
}
