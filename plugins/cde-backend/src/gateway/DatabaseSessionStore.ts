import { randomUUID } from 'node:crypto';
import type { Database } from '../database';
import type { SessionStore } from './types';

const TABLE = 'cde_sessions';

/** How long sessions stay readable after their end. */
const KEPT_MS = 24 * 3_600_000;

/** Sessions in the plugin's database. */
export class DatabaseSessionStore implements SessionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(session: Parameters<SessionStore['create']>[0]): ReturnType<SessionStore['create']> {
    const [row] = await this.#database.read(knex =>
      knex(TABLE)
        .insert({
          id: randomUUID(),
          code_hash: session.codeHash,
          user_ref: session.userRef,
          workspace_id: session.workspaceId,
          target: session.target,
          granted_by: session.grantedBy,
          created_at: this.#database.now(),
          code_expires_at: this.#database.now(session.codeLifetimeMs),
          expires_at: this.#database.now(session.lifetimeMs),
        })
        .returning(['id', 'code_expires_at']),
    );
    return { id: row.id, codeExpiresAt: Number(row.code_expires_at) };
  }

  async redeem(code: Parameters<SessionStore['redeem']>[0]): ReturnType<SessionStore['redeem']> {
    const [row] = await this.#database.read(knex =>
      knex(TABLE)
        .where({ code_hash: code.codeHash, workspace_id: code.workspaceId, target: code.target })
        .whereNull('redeemed_at')
        .whereNull('revoked_at')
        .where('code_expires_at', '>', this.#database.now())
        .update({ redeemed_at: this.#database.now() })
        .returning(['id', 'user_ref']),
    );
    return row && { id: row.id, userRef: row.user_ref };
  }

  async grantOf(id: string): ReturnType<SessionStore['grantOf']> {
    const row = await this.#database.read(knex =>
      knex(TABLE)
        .where({ id })
        .whereNotNull('redeemed_at')
        .whereNull('revoked_at')
        .where('expires_at', '>', this.#database.now())
        .first('granted_by', 'created_at', { now: this.#database.now() }),
    );
    return row && { grantedBy: row.granted_by, ageMs: Number(row.now) - Number(row.created_at) };
  }

  async revoke({ userRef, workspaceId }: Parameters<SessionStore['revoke']>[0]): Promise<void> {
    const match = {
      ...(userRef && { user_ref: userRef }),
      ...(workspaceId && { workspace_id: workspaceId }),
    };
    await this.#database.read(knex =>
      knex(TABLE).where(match).whereNull('revoked_at').update({ revoked_at: this.#database.now() }),
    );
  }

  async purge(): Promise<void> {
    await this.#database.read(knex => knex(TABLE).where('expires_at', '<', this.#database.now(-KEPT_MS)).delete());
    await this.#database.read(knex =>
      knex(TABLE).whereNull('redeemed_at').where('code_expires_at', '<', this.#database.now(-KEPT_MS)).delete(),
    );
  }
}
