import type { Knex } from 'knex';
import type { GitSecretKind } from '@backstage-cde/plugin-cde-common';
import type { Database } from '../database';

/** A token as it is kept; `sealed` opens for its owner and host alone. */
export interface TokenRow {
  host: string;
  username: string | null;
  sealed: string;
  setAt: number;
  /** By the database's clock, like all times here. */
  expiresAt: number;
}

/** A key as it is kept. */
export interface SecretRow {
  kind: GitSecretKind;
  sealed: string;
  keyType: string;
  fingerprint: string;
  setAt: number;
}

/** What users gave for git hosts, in the database. */
export class DatabaseGitAccess {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Tokens of a user that have not expired, and the time at which they were read. */
  async tokens(ownerRef: string): Promise<{ now: number; items: TokenRow[] }> {
    return this.#database.read(async knex => {
      const rows = await knex('cde_git_tokens')
        .where({ owner_ref: ownerRef })
        .andWhere('expires_at', '>', this.#database.now())
        .orderBy('host');
      const [{ now }] = await knex.select({ now: this.#database.now() });
      const items = rows.map(row => ({
        host: row.host,
        username: row.username,
        sealed: row.sealed,
        setAt: Number(row.set_at),
        expiresAt: Number(row.expires_at),
      }));
      return { now: Number(now), items };
    });
  }

  async secrets(ownerRef: string): Promise<SecretRow[]> {
    const rows = await this.#database.read(knex =>
      knex('cde_git_secrets').where({ owner_ref: ownerRef }).orderBy('kind'),
    );
    return rows.map(row => ({
      kind: row.kind,
      sealed: row.sealed,
      keyType: row.key_type,
      fingerprint: row.fingerprint,
      setAt: Number(row.set_at),
    }));
  }

  /** @returns the ids of the running workspaces that get it */
  async setToken(
    ownerRef: string,
    token: Pick<TokenRow, 'host' | 'username' | 'sealed'> & { forMs: number },
  ): Promise<string[]> {
    const { host, username, sealed, forMs } = token;
    const now = this.#database.now();
    const row = {
      owner_ref: ownerRef,
      host,
      username,
      sealed,
      set_at: now,
      expires_at: this.#database.now(forMs),
    };
    return this.#change(ownerRef, trx =>
      trx('cde_git_tokens')
        .insert(row)
        .onConflict(['owner_ref', 'host'])
        .merge(['username', 'sealed', 'set_at', 'expires_at']),
    );
  }

  /** @returns the ids of the running workspaces that lose it */
  async removeToken(ownerRef: string, host: string): Promise<string[]> {
    return this.#change(ownerRef, trx =>
      trx('cde_git_tokens').where({ owner_ref: ownerRef, host }).delete(),
    );
  }

  /** @returns the ids of the running workspaces that get it */
  async setSecret(
    ownerRef: string,
    secret: Omit<SecretRow, 'setAt'>,
  ): Promise<string[]> {
    const { kind, sealed, keyType, fingerprint } = secret;
    const row = {
      owner_ref: ownerRef,
      kind,
      sealed,
      key_type: keyType,
      fingerprint,
      set_at: this.#database.now(),
    };
    return this.#change(ownerRef, trx =>
      trx('cde_git_secrets')
        .insert(row)
        .onConflict(['owner_ref', 'kind'])
        .merge(['sealed', 'key_type', 'fingerprint', 'set_at']),
    );
  }

  /** @returns the ids of the running workspaces that lose it */
  async removeSecret(ownerRef: string, kind: GitSecretKind): Promise<string[]> {
    return this.#change(ownerRef, trx =>
      trx('cde_git_secrets').where({ owner_ref: ownerRef, kind }).delete(),
    );
  }

  /** What has expired, and what belonged to those who have left. */
  async removeStale(): Promise<void> {
    await this.#database.read(knex =>
      knex('cde_git_tokens')
        .where('expires_at', '<=', this.#database.now())
        .delete(),
    );
    for (const table of ['cde_git_tokens', 'cde_git_secrets']) {
      await this.#database.read(knex =>
        knex(table)
          .whereIn(
            'owner_ref',
            knex('cde_owners')
              .whereNotNull('offboarded_at')
              .select('owner_ref'),
          )
          .delete(),
      );
    }
  }

  /** The change, and the sign for the engine to write the Secrets of what runs anew, in whichever replica. */
  async #change(
    ownerRef: string,
    write: (trx: Knex.Transaction) => PromiseLike<unknown>,
  ): Promise<string[]> {
    return this.#database.transaction(async trx => {
      await write(trx);
      const running = { owner_ref: ownerRef, desired: 'running' };
      await trx('cde_workspaces')
        .where(running)
        .update({
          git_due_at: this.#database.now(),
          next_due_at: this.#database.now(),
          version: trx.raw('version + 1'),
        });
      return trx('cde_workspaces').where(running).pluck('id');
    });
  }
}
