import { readFile } from 'node:fs/promises';
import type { ClusterPreparation } from '@backstage-cde/plugin-cde-common';

/** What whoever builds the cluster writes; see the documentation of `preparationFile`. */
interface PreparationFile {
  phase: 'preparing' | 'ready' | 'failed' | 'stopped';
  step: number;
  steps: number;
  title: string;
  secondsLeft?: number;
  updatedAt: string;
  error?: { message: string; cure?: string };
}

export type PreparationState =
  | { phase: 'ready' | 'stopped' | 'absent' }
  | { phase: 'preparing' | 'failed'; preparation: ClusterPreparation };

/** A builder that is alive refreshes the file every 5 s. */
const STALE_AFTER_MS = 30_000;

/** Reads the progress of whoever is building the cluster; anything unreadable counts as not there. */
export async function readPreparation(
  file: string | undefined,
  now: number,
): Promise<PreparationState> {
  if (!file) return { phase: 'absent' };
  try {
    return interpretPreparation(JSON.parse(await readFile(file, 'utf8')), now);
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException).code === 'ENOENT' ||
      error instanceof SyntaxError
    )
      return { phase: 'absent' };
    throw error;
  }
}

/** @param now - milliseconds since the epoch, by the clock of this machine */
export function interpretPreparation(
  file: PreparationFile,
  now: number,
): PreparationState {
  const { title, step, steps, secondsLeft, error } = file;
  if (file.phase === 'failed') {
    return {
      phase: 'failed',
      preparation: { phase: 'failed', title, step, steps, error },
    };
  }
  if (file.phase !== 'preparing')
    return { phase: file.phase === 'stopped' ? 'stopped' : 'ready' };
  if (now - Date.parse(file.updatedAt) > STALE_AFTER_MS) {
    const message = `Step ${step} of ${steps} (${title}) has stopped reporting.`;
    const interrupted = {
      message,
      cure: 'Start the preparation again; it continues where it was.',
    };
    return {
      phase: 'failed',
      preparation: { phase: 'failed', title, step, steps, error: interrupted },
    };
  }
  return {
    phase: 'preparing',
    preparation: { phase: 'preparing', title, step, steps, secondsLeft },
  };
}
