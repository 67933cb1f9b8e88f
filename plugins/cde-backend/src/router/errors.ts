import { InputError, isError } from '@backstage/errors';
import type { NextFunction, Request, Response } from 'express';
import { error as validation } from 'express-openapi-validator';

const RETRY_AFTER_SECONDS = 5;
/** Of a refusal, so that a hostile body does not make a long answer. */
const MAX_PARTS = 10;

/** The parser quotes what it stumbled over, which may be a secret. */
export function hideUnreadable(
  error: unknown,
  _req: Request,
  _res: Response,
  next: NextFunction,
): void {
  const type = (error as { type?: unknown } | undefined)?.type;
  next(
    type === 'entity.parse.failed'
      ? new InputError('The body of the request is not JSON')
      : error,
  );
}

/** Says which part of a request does not fit the API's document. */
export function describeRefusal(
  error: unknown,
  _req: Request,
  _res: Response,
  next: NextFunction,
): void {
  const refusals = [
    validation.BadRequest,
    validation.UnsupportedMediaType,
    validation.MethodNotAllowed,
  ];
  const refusal = refusals.find(type => error instanceof type);
  next(refusal && isError(error) ? new InputError(sentence(error)) : error);
}

/** What is unavailable is worth another try. */
export function explainUnavailable(
  error: unknown,
  _req: Request,
  res: Response,
  next: NextFunction,
): void {
  if (
    isError(error) &&
    error.name === 'ServiceUnavailableError' &&
    !res.headersSent
  ) {
    res.setHeader('Retry-After', String(RETRY_AFTER_SECONDS));
  }
  next(error);
}

interface Refusal {
  path: string;
  message: string;
}

function sentence(error: Error & { errors?: Refusal[] }): string {
  const parts = (error.errors ?? []).map(({ path, message }) => {
    const [, where, rest] = /^\/(\w+)\/?(.*)$/.exec(path) ?? [];
    const name = rest?.replaceAll('/', '.');
    return /additional propert/i.test(message)
      ? `'${name}' is not known in the ${where}; leave it out`
      : `${
          name ? `'${name}' in the ${where}` : `the ${where ?? 'request'}`
        } ${message}`;
  });
  return `The request is not valid: ${
    [...new Set(parts)].slice(0, MAX_PARTS).join('; ') || error.message
  }`;
}
