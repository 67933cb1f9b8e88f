import {
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { Cause } from '@backstage-cde/plugin-cde-common';

/** A host did not say what it was asked for. */
export class HostRefusal extends Error {
  readonly problem: Required<Cause>;

  constructor(reason: string, message: string, cure: string) {
    super(message);
    this.problem = { reason, message, cure };
  }

  /** For who asked for one thing and nothing else. */
  toError(): Error {
    const { reason, message, cure } = this.problem;
    const text = `${message}. ${cure}`;
    switch (reason) {
      case 'Unauthorized':
        return new NotAllowedError(text);
      case 'NotFound':
        return new NotFoundError(text);
      default:
        return new ServiceUnavailableError(text);
    }
  }
}

const RUNS_THE_PORTAL = 'Ask whoever runs the portal';

/** What an answer of a host means. @param askedFor - as people say it: `the pull requests of …` */
export function refusalOf(
  response: Response,
  host: string,
  askedFor: string,
): HostRefusal {
  const { status, headers } = response;
  const isSpent = ['x-ratelimit-remaining', 'ratelimit-remaining'].some(
    name => headers.get(name) === '0',
  );
  if (
    status === 429 ||
    (status === 403 && (isSpent || headers.has('retry-after')))
  ) {
    return new HostRefusal(
      'RateLimited',
      `${host} answers no more questions of the portal for now: its rate limit is spent`,
      `Try again ${whenReset(
        headers,
      )}, or choose a branch instead; with credentials in 'integrations' the limit is higher`,
    );
  }
  if (status === 401 || status === 403 || status === 203) {
    return new HostRefusal(
      'Unauthorized',
      `${host} does not show the portal ${askedFor}: the portal's credentials for it are missing, have ended, or may not do this`,
      `${RUNS_THE_PORTAL} to check the credentials for ${host} in 'integrations'`,
    );
  }
  if (status === 404) {
    return new HostRefusal(
      'NotFound',
      `${host} has no ${askedFor.replace(
        /^the /,
        '',
      )}, or does not show it to the portal`,
      `Check the address; for a private repository ask whoever runs the portal to give it access`,
    );
  }
  return unavailable(host, `it answered with ${status}`);
}

/** Nobody answers, or not in a way that can be understood. */
export function unavailable(host: string, why: string): HostRefusal {
  return new HostRefusal(
    'Unavailable',
    `${host} could not be asked: ${why}`,
    `Try again; if it stays so, ask whoever runs ${host}`,
  );
}

function whenReset(headers: Headers): string {
  const after = Number(headers.get('retry-after') ?? Number.NaN);
  const at = Number(
    headers.get('x-ratelimit-reset') ??
      headers.get('ratelimit-reset') ??
      Number.NaN,
  );
  const seconds = Number.isFinite(after) ? Date.now() / 1000 + after : at;
  return seconds > 0 && seconds < 1e11
    ? `after ${new Date(seconds * 1000).toISOString().slice(11, 16)} UTC`
    : 'in some minutes';
}
