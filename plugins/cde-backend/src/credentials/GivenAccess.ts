import type { LoggerService } from '@backstage/backend-plugin-api';
import type { GitSecretKind } from '@backstage-cde/plugin-cde-common';
import type { KnownHost } from '../devcontainers';
import type { DatabaseGitAccess } from './DatabaseGitAccess';
import { SealBrokenError, type SealedFor, type Sealer } from './Sealer';
import type { Login } from './types';

/** A user's own token, opened. */
export interface OwnToken extends Login {
  host: string;
  /** Milliseconds. */
  endsInMs: number;
}

/** What users gave, opened: for their own workspaces, and for reading repositories as they. */
export class GivenAccess {
  readonly #store: DatabaseGitAccess;
  readonly #sealer: Sealer | undefined;
  readonly #hosts: KnownHost[];
  readonly #logger: LoggerService;

  constructor(options: {
    store: DatabaseGitAccess;
    /** Absent: nothing can be kept, and nothing that was kept is opened. */
    sealer?: Sealer;
    hosts: KnownHost[];
    logger: LoggerService;
  }) {
    this.#store = options.store;
    this.#sealer = options.sealer;
    this.#hosts = options.hosts;
    this.#logger = options.logger;
  }

  async of(
    ownerRef: string,
  ): Promise<{ tokens: OwnToken[]; keys: Map<GitSecretKind, string> }> {
    if (!this.#sealer) {
      return { tokens: [], keys: new Map() };
    }
    const [tokens, secrets] = await Promise.all([
      this.#tokens(ownerRef),
      this.#store.secrets(ownerRef),
    ]);
    const keys = secrets.flatMap(({ kind, sealed }) => {
      const sealedFor = { ownerRef, label: kind };
      const key = this.#open(sealed, { purpose: 'git-secret', ...sealedFor });
      return key === undefined ? [] : [[kind, key] as const];
    });
    return { tokens, keys: new Map(keys) };
  }

  /** A user's own way to a repository, if there is one. */
  async login(ownerRef: string, url: string): Promise<Login | undefined> {
    if (!this.#sealer) {
      return undefined;
    }
    const { host } = new URL(url);
    return (await this.#tokens(ownerRef, host))[0];
  }

  async #tokens(ownerRef: string, only?: string): Promise<OwnToken[]> {
    const { now, items } = await this.#store.tokens(ownerRef);
    const wanted = items.filter(
      ({ host }) => only === undefined || host === only,
    );
    return wanted.flatMap(({ host, username, sealed, expiresAt }) => {
      const known = this.#hosts.find(one => one.host === host);
      const password =
        known &&
        this.#open(sealed, { purpose: 'git-token', ownerRef, label: host });
      return password === undefined
        ? []
        : [
            {
              host,
              username: username ?? known!.defaultUsername,
              password,
              endsInMs: expiresAt - now,
            },
          ];
    });
  }

  /** What another key sealed is as good as not given; its owner gives it anew. */
  #open(sealed: string, sealedFor: SealedFor): string | undefined {
    try {
      return this.#sealer?.open(sealed, sealedFor);
    } catch (error) {
      if (!(error instanceof SealBrokenError)) throw error;
      this.#logger.warn(error.message);
      return undefined;
    }
  }
}
