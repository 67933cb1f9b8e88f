import type { Knex } from 'knex';
import { ConflictError } from '@backstage/errors';
import type {
  ShareRole,
  WorkspaceShare,
} from '@backstage-cde/plugin-cde-common';
import type { Database } from '../database';

const TABLE = 'cde_shares';
const MOST = 50;

/** A share to be kept. */
export interface NewShare {
  workspaceId: string;
  grantee: string;
  role: ShareRole;
  /** Milliseconds since the epoch; `null`: until it is taken back. */
  expiresAt: number | null;
  createdBy: string;
}

/** Others' access to workspaces. What has ended is as if it were not there. */
export class DatabaseShares {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(workspaceId: string): Promise<WorkspaceShare[]> {
    const rows = await this.#database.read(knex =>
      this.#open(knex, workspaceId)
        .orderBy(['created_at', 'grantee_ref'])
        .select('*'),
    );
    return rows.map(row => ({
      grantee: row.grantee_ref,
      role: row.role,
      ...(row.expires_at !== null && {
        expiresAt: new Date(Number(row.expires_at)).toISOString(),
      }),
      createdBy: row.created_by,
      createdAt: new Date(Number(row.created_at)).toISOString(),
    }));
  }

  /** Adds a share, or replaces that of the same grantee. @throws ConflictError beyond 50 */
  async put(trx: Knex.Transaction, share: NewShare): Promise<void> {
    const { workspaceId, grantee } = share;
    await this.remove(trx, workspaceId, grantee);
    await trx(TABLE)
      .where({ workspace_id: workspaceId })
      .andWhere('expires_at', '<=', this.#database.now())
      .delete();
    const [{ count }] = await trx(TABLE)
      .where({ workspace_id: workspaceId })
      .count({ count: '*' });
    if (Number(count) >= MOST) {
      throw new ConflictError(
        `A workspace can be shared with ${MOST} users and groups; share it with a group, or take a share back`,
      );
    }
    await trx(TABLE).insert({
      workspace_id: workspaceId,
      grantee_ref: grantee,
      role: share.role,
      expires_at: share.expiresAt,
      created_by: share.createdBy,
      created_at: this.#database.now(),
    });
  }

  /** False: there was none. */
  async remove(
    trx: Knex.Transaction,
    workspaceId: string,
    grantee: string,
  ): Promise<boolean> {
    const removed = await trx(TABLE)
      .where({ workspace_id: workspaceId, grantee_ref: grantee })
      .delete();
    return removed > 0;
  }

  #open(knex: Knex, workspaceId: string) {
    return knex(TABLE)
      .where({ workspace_id: workspaceId })
      .andWhere(open =>
        open
          .whereNull('expires_at')
          .orWhere('expires_at', '>', this.#database.now()),
      );
  }
}
