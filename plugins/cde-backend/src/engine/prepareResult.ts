import type {
  PrepareFailure,
  PrepareSuccess,
} from '@backstage-cde/plugin-cde-common';
import type { ContainerView } from './views';

/** What the init container that fetches the repository left behind. */
export type PrepareResult =
  | { outcome: 'success'; steps: PrepareSuccess['steps'] }
  | {
      outcome: 'failure';
      error: PrepareFailure['error'];
      log: string;
      /** What succeeded all the same. */
      done: PrepareSuccess['steps'];
    }
  /** It ended without a word of its own: killed, or its image is broken. */
  | { outcome: 'silent'; exitCode?: number; reason?: string; text: string };

/** Reads the termination message; `undefined` while it runs for the first time. */
export function readPrepareResult(
  container: ContainerView | undefined,
): PrepareResult | undefined {
  const ended = container?.state === 'terminated' ? container : container?.last;
  if (!ended) return undefined;
  const message = ended.message ?? '';
  const parsed = parse(message);
  if (parsed && 'steps' in parsed && ended.exitCode === 0)
    return { outcome: 'success', steps: parsed.steps };
  if (parsed && 'error' in parsed)
    return {
      outcome: 'failure',
      error: parsed.error,
      log: parsed.log ?? '',
      done: parsed.done ?? [],
    };
  if (ended.exitCode === 0) return { outcome: 'success', steps: [] };
  return {
    outcome: 'silent',
    exitCode: ended.exitCode,
    reason: ended.reason,
    text: message,
  };
}

/** The message comes from a container that runs with the user's data, so its form is checked. */
function parse(message: string): PrepareSuccess | PrepareFailure | undefined {
  let value: Partial<PrepareSuccess & PrepareFailure> | undefined;
  try {
    value = JSON.parse(message);
  } catch {
    return undefined;
  }
  if (Array.isArray(value?.steps)) {
    return { steps: known(value.steps) };
  }
  const { error } = value ?? {};
  if (typeof error?.reason !== 'string' || typeof error.message !== 'string')
    return undefined;
  return {
    error: { ...error, step: error.step === 'tools' ? 'tools' : 'clone' },
    log: String(value?.log ?? ''),
    done: Array.isArray(value?.done) ? known(value.done) : [],
  };
}

function known(steps: PrepareSuccess['steps']): PrepareSuccess['steps'] {
  return steps.filter(step => step?.step === 'tools' || step?.step === 'clone');
}
