import { readJson, writeJson } from './files.ts';
import type { ClusterPaths } from './paths.ts';
import { isAlive } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';

export type Phase = 'preparing' | 'ready' | 'failed' | 'stopped';

/** How far the cluster is; the content of `status.json`. */
export interface Status {
  phase: Phase;
  /** The step being worked on, from 1. */
  step: number;
  steps: number;
  title: string;
  /** Estimated from earlier runs on this machine. */
  secondsLeft: number;
  /** ISO 8601. */
  startedAt: string;
  /** ISO 8601; while preparing it is never older than five seconds, or else the preparation has been killed. */
  updatedAt: string;
  error?: { message: string; cure: string };
}

/** The preparation that works on the status, or did last. */
export interface Preparation extends ProcessIdentity {
  /** The checkout whose sources it uses. */
  source: string;
}

/** The preparation at work now, if any. */
export function livingPreparation(
  paths: ClusterPaths,
): Preparation | undefined {
  const preparation = readJson<Preparation>(paths.preparation);
  return isAlive(preparation) ? preparation : undefined;
}

export function writeStatus(paths: ClusterPaths, status: Status): void {
  writeJson(paths.status, status);
}

/** The status as last written, whether or not that is still true; see `currentStatus`. */
export function writtenStatus(paths: ClusterPaths): Status | undefined {
  return readJson<Status>(paths.status);
}

/**
 * What is true of a written status, given who still lives: a killed preparation has not failed for a reason that a
 * person could mend, it goes on at the next start.
 */
export function judge(
  written: Status | undefined,
  preparing: boolean,
  serving: boolean,
): Status {
  const none = {
    step: 0,
    steps: 0,
    secondsLeft: 0,
    startedAt: new Date(0).toISOString(),
    updatedAt: new Date(0).toISOString(),
  };
  const stopped = (title: string): Status => ({
    ...(written ?? none),
    phase: 'stopped',
    title,
    secondsLeft: 0,
  });
  if (!written) return stopped('Not prepared yet');
  if (written.phase === 'preparing' && !preparing)
    return stopped('The preparation was interrupted');
  if (written.phase === 'ready' && !serving)
    return stopped('The cluster has ended');
  return written;
}

/** One line for people, such as `Kubernetes, step 2 of 6: Building Kubernetes, about 4 minutes left`. */
export function describe(status: Status): string {
  switch (status.phase) {
    case 'ready':
      return 'Kubernetes is ready';
    case 'stopped':
      return `Kubernetes is stopped: ${status.title}`;
    case 'failed':
      return `Kubernetes could not be prepared: ${status.error?.message}\n  ${status.error?.cure}`;
    default:
      return `Kubernetes, step ${status.step} of ${status.steps}: ${
        status.title
      }, ${inWords(status.secondsLeft)}`;
  }
}

/** "about 4 minutes left"; exact seconds would promise too much. */
export function inWords(seconds: number): string {
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 50) return `about ${Math.ceil(seconds / 10) * 10} seconds left`;
  const minutes = Math.round(seconds / 60) || 1;
  return `about ${minutes} minute${minutes === 1 ? '' : 's'} left`;
}
