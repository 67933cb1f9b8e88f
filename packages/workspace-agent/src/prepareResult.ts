import type {
  PrepareFailure,
  PrepareStep,
  PrepareSuccess,
} from '@backstage-cde/plugin-cde-common';
import { CloneError, redact } from './gitErrors.ts';

/** Makes a failure fit the termination log: the log's end gives way, and where that is not enough, what is done. */
export function boundedFailure(failure: PrepareFailure, bytes: number): string {
  const { done, ...rest } = failure;
  for (let { log } = failure; ; log = log.slice(Math.ceil(log.length / 8))) {
    const text = JSON.stringify({ ...failure, log });
    if (Buffer.byteLength(text) <= bytes) {
      return text;
    }
    if (log === '') {
      return done ? boundedFailure(rest, bytes) : text;
    }
  }
}

/** Makes a success fit the termination log: names of branches may be long, and give way. */
export function boundedSuccess(success: PrepareSuccess, bytes: number): string {
  const text = JSON.stringify(success);
  return Buffer.byteLength(text) <= bytes
    ? text
    : JSON.stringify({ steps: success.steps.map(({ ref, ...step }) => step) });
}

/** Puts any error of a step into words. */
export function describeFailure(
  step: PrepareStep['step'],
  error: unknown,
): PrepareFailure['error'] {
  if (error instanceof CloneError) {
    const { reason, message, cure } = error;
    return { step, reason, message, cure };
  }
  const message = error instanceof Error ? error.message : String(error);
  const full = /ENOSPC|EDQUOT|no space left/i.test(message);
  return {
    step,
    reason: full ? 'DiskFull' : 'Internal',
    message: full ? 'The disk of the workspace is full' : redact(message),
    cure: full
      ? 'Choose a larger volume, or delete files, then start the workspace again.'
      : 'Start the workspace again; if it fails again, tell the platform team.',
  };
}
