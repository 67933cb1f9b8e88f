import { ResponseError } from '@backstage/errors';
import type { Cause } from '@backstage-cde/plugin-cde-common';

/** What an error means for the person in front of it. */
export type ErrorKind =
  | 'denied'
  | 'missing'
  | 'refused'
  | 'unreachable'
  | 'broken';

/** An error in words, with what to do where the backend knows. */
export interface ExplainedError {
  kind: ErrorKind;
  message: string;
  cure?: string;
}

/** Sorts an error of {@link CdeApi} by what a person can do about it. */
export function explainError(error: Error): ExplainedError {
  if (error instanceof ResponseError) {
    const said = error.body.error;
    const cure = typeof said.cure === 'string' ? said.cure : undefined;
    return { kind: kindOf(error.statusCode), message: said.message, cure };
  }
  return { kind: KINDS[error.name] ?? 'broken', message: error.message };
}

const KINDS: Record<string, ErrorKind> = {
  NotAllowedError: 'denied',
  NotFoundError: 'missing',
  InputError: 'refused',
  ConflictError: 'refused',
  // `fetch` rejects with it when no answer came at all.
  TypeError: 'unreachable',
};

function kindOf(status: number): ErrorKind {
  if (status === 401 || status === 403) return 'denied';
  if (status === 404) return 'missing';
  if (status === 502 || status === 503 || status === 504) return 'unreachable';
  return status < 500 ? 'refused' : 'broken';
}

/** Whether what was asked for does not exist (any more), or not for the user. */
export function isMissing(error: Error | undefined): boolean {
  return error !== undefined && explainError(error).kind === 'missing';
}

/** A cause as one or two sentences. */
export function causeText(cause: Cause): string {
  if (!cause.cure) return cause.message;
  const end = /[.!?]$/.test(cause.message) ? '' : '.';
  return `${cause.message}${end} ${cause.cure}`;
}

/** Whether somebody else was faster, or something stands in the way. */
export function isConflict(error: Error): boolean {
  return error instanceof ResponseError
    ? error.statusCode === 409
    : error.name === 'ConflictError';
}
