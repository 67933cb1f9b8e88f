import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import type {
  Cause,
  GitSecretKind,
  GitSecretList,
  GitTokenList,
  SetGitSecretRequest,
  SetGitTokenRequest,
} from '@backstage-cde/plugin-cde-common';
import type { KnownHost } from '../devcontainers';
import type { AuditLog, Caller, Runtime } from '../service';
import type { DatabaseGitAccess } from './DatabaseGitAccess';
import type { Sealer } from './Sealer';
import { readSshKey } from './sshKeys';

const MINUTE = 60_000;

const NO_KEY: Cause = {
  reason: 'NoSealingKey',
  message:
    'This portal keeps no tokens and keys of users: it has no key to seal them with',
  cure: 'Whoever runs the portal can set cde.git.sealingKey to 32 or more random characters; until then repositories are reached as the portal',
};

/** What users give for git hosts, and take back. It is never shown again. */
export class GitCredentials {
  readonly #store: DatabaseGitAccess;
  readonly #sealer: Sealer | undefined;
  readonly #hosts: KnownHost[];
  readonly #longestMs: number;
  readonly #audit: AuditLog;
  readonly #runtime: Pick<Runtime, 'wake'>;

  constructor(options: {
    store: DatabaseGitAccess;
    /** Absent: nothing is taken. */
    sealer?: Sealer;
    hosts: KnownHost[];
    /** The longest that a token is kept without being sent again. */
    longestMs: number;
    audit: AuditLog;
    runtime: Pick<Runtime, 'wake'>;
  }) {
    this.#store = options.store;
    this.#sealer = options.sealer;
    this.#hosts = options.hosts;
    this.#longestMs = options.longestMs;
    this.#audit = options.audit;
    this.#runtime = options.runtime;
  }

  async tokens(caller: Caller): Promise<GitTokenList> {
    const { items } = await this.#store.tokens(refOf(caller));
    return {
      ...this.#unavailable,
      items: this.#hosts.map(({ host, protocol }) => {
        const token = items.find(one => one.host === host);
        return {
          host,
          protocol,
          ...(token && {
            token: {
              ...(token.username !== null && { username: token.username }),
              setAt: iso(token.setAt),
              expiresAt: iso(token.expiresAt),
            },
          }),
        };
      }),
    };
  }

  /** @throws InputError, NotAllowedError; none of them has the token in it */
  async setToken(
    caller: Caller,
    request: SetGitTokenRequest,
  ): Promise<GitTokenList> {
    const ownerRef = refOf(caller);
    const host = request.host.toLowerCase();
    const meta = { userRef: ownerRef, ...this.#named(host) };
    await this.#audit.record('git-token-set', caller, meta, async () => {
      const sealer = this.#requireSealer();
      this.#requireHost(host);
      const { now } = await this.#store.tokens(ownerRef);
      const forMs = this.#lifetime(request.expiresAt, now);
      const sealedFor = {
        purpose: 'git-token',
        ownerRef,
        label: host,
      } as const;
      const ids = await this.#store.setToken(ownerRef, {
        host,
        username: request.username ?? null,
        sealed: sealer.seal(request.token, sealedFor),
        forMs,
      });
      this.#wake(ids);
      return { result: undefined, meta: { expiresAt: iso(now + forMs) } };
    });
    return this.tokens(caller);
  }

  /** @throws NotFoundError */
  async removeToken(caller: Caller, text: string): Promise<GitTokenList> {
    const ownerRef = refOf(caller);
    const host = text.toLowerCase();
    const meta = { userRef: ownerRef, ...this.#named(host) };
    await this.#audit.record('git-token-remove', caller, meta, async () => {
      const { items } = await this.#store.tokens(ownerRef);
      if (!items.some(one => one.host === host)) {
        throw new NotFoundError('You have given no token for this host');
      }
      this.#wake(await this.#store.removeToken(ownerRef, host));
      return { result: undefined };
    });
    return this.tokens(caller);
  }

  async secrets(caller: Caller): Promise<GitSecretList> {
    const rows = await this.#store.secrets(refOf(caller));
    return {
      ...this.#unavailable,
      items: rows.map(({ kind, keyType, fingerprint, setAt }) => ({
        kind,
        type: keyType,
        fingerprint,
        setAt: iso(setAt),
      })),
    };
  }

  /** @throws InputError for what is no key, NotAllowedError; none of them has the key in it */
  async setSecret(
    caller: Caller,
    { kind, privateKey }: SetGitSecretRequest,
  ): Promise<GitSecretList> {
    const ownerRef = refOf(caller);
    const meta = { userRef: ownerRef, kind };
    await this.#audit.record('git-secret-set', caller, meta, async () => {
      const sealer = this.#requireSealer();
      const key = readSshKey(privateKey);
      const sealedFor = {
        purpose: 'git-secret',
        ownerRef,
        label: kind,
      } as const;
      const { type: keyType, fingerprint } = key;
      const ids = await this.#store.setSecret(ownerRef, {
        kind,
        sealed: sealer.seal(key.privateKey, sealedFor),
        keyType,
        fingerprint,
      });
      this.#wake(ids);
      return { result: undefined, meta: { fingerprint } };
    });
    return this.secrets(caller);
  }

  /** @throws NotFoundError */
  async removeSecret(
    caller: Caller,
    kind: GitSecretKind,
  ): Promise<GitSecretList> {
    const ownerRef = refOf(caller);
    const meta = { userRef: ownerRef, kind };
    await this.#audit.record('git-secret-remove', caller, meta, async () => {
      const rows = await this.#store.secrets(ownerRef);
      if (!rows.some(one => one.kind === kind)) {
        throw new NotFoundError('You have given no such key');
      }
      this.#wake(await this.#store.removeSecret(ownerRef, kind));
      return { result: undefined };
    });
    return this.secrets(caller);
  }

  get #unavailable() {
    return this.#sealer ? {} : { unavailable: NO_KEY };
  }

  #requireSealer(): Sealer {
    if (!this.#sealer) {
      throw new NotAllowedError(`${NO_KEY.message}. ${NO_KEY.cure}`);
    }
    return this.#sealer;
  }

  #requireHost(host: string): void {
    if (!this.#hosts.some(one => one.host === host)) {
      const known = this.#hosts.map(one => one.host).join(', ');
      throw new InputError(
        `Workspaces have no repositories at this host. Tokens can be given for ${known}`,
      );
    }
  }

  /** What is no host may be a token that was pasted into the wrong field. */
  #named(host: string): { host?: string } {
    return this.#hosts.some(one => one.host === host) ? { host } : {};
  }

  /** Never longer than the portal's limit, whatever the token itself would allow. */
  #lifetime(expiresAt: string | undefined, now: number): number {
    if (expiresAt === undefined) {
      return this.#longestMs;
    }
    const at = Date.parse(expiresAt);
    if (Number.isNaN(at)) {
      throw new InputError(
        `'expiresAt' is not a point in time; write for example 2026-12-24T18:00:00Z`,
      );
    }
    if (at < now + MINUTE) {
      throw new InputError(
        'The token has expired, or does within a minute; give a fresh one',
      );
    }
    return Math.min(at - now, this.#longestMs);
  }

  #wake(ids: string[]): void {
    for (const id of ids) this.#runtime.wake(id);
  }
}

function refOf({ credentials }: Caller): string {
  return credentials.principal.userEntityRef;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
