import { createHash } from 'node:crypto';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { Authorize } from '../devcontainers';
import type { Login } from './types';

const MINUTE = 60_000;
/** Tokens of GitHub Apps live for an hour; the integration makes new ones ten minutes before. */
const APP_MS = 50 * MINUTE;
/** What others may have asked for before has at least ten minutes left. */
const SHARED_MS = 9 * MINUTE;
const FORGET_MS = 2 * 60 * MINUTE;

/** The integrations' own ways into git hosts, lent to workspaces of users who gave none. */
export class LentCredentials {
  readonly #integrations: ScmIntegrationRegistry;
  readonly #authorize: Authorize;
  readonly #now: () => number;
  /** When a token was met first, by its hash. */
  readonly #met = new Map<string, number>();

  constructor(options: {
    integrations: ScmIntegrationRegistry;
    /** Not shared with others, so that a token is met when it is made. */
    authorize: Authorize;
    now?: () => number;
  }) {
    this.#integrations = options.integrations;
    this.#authorize = options.authorize;
    this.#now = options.now ?? Date.now;
  }

  /** @returns `undefined` where the integration has none. @throws where it cannot be asked */
  async find(
    url: string,
  ): Promise<(Login & { dueInMs: number | null }) | undefined> {
    const header = await this.#authorize(url);
    const login = header && loginOf(header);
    return login
      ? { ...login, dueInMs: this.#dueInMs(url, login.password) }
      : undefined;
  }

  #dueInMs(url: string, token: string): number | null {
    const { github, bitbucketCloud, azure } = this.#integrations;
    if (github.byUrl(url)?.config.apps?.length) {
      return Math.max(MINUTE, this.#metAt(token) + APP_MS - this.#now());
    }
    const isShared =
      bitbucketCloud.byUrl(url)?.config.clientId !== undefined ||
      azure
        .byUrl(url)
        ?.config.credentials?.some(
          ({ kind }) => kind !== 'PersonalAccessToken',
        );
    return isShared ? SHARED_MS : null;
  }

  #metAt(token: string): number {
    const now = this.#now();
    for (const [known, at] of this.#met) {
      if (at < now - FORGET_MS) this.#met.delete(known);
    }
    const hash = createHash('sha256').update(token).digest('base64');
    const at = this.#met.get(hash) ?? now;
    this.#met.set(hash, at);
    return at;
  }
}

/** Hosts that take a bearer token take it as a password too, beside this name. */
const ANY_NAME = 'x-token-auth';

function loginOf(header: string): Login | undefined {
  const [scheme, value = ''] = header.split(' ');
  if (scheme.toLowerCase() !== 'basic') {
    return value ? { username: ANY_NAME, password: value } : undefined;
  }
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
