import type { Database } from '../database';
import type { OutgoingNotification } from '../workspaces';

/** A notification that this replica sends now. */
export interface ClaimedNotification {
  id: number;
  attempts: number;
  notification: Omit<OutgoingNotification, 'key'>;
}

/** For as long a notification belongs to who took it. */
const CLAIM_MS = 60_000;
/** Sent ones are kept so long, against being written once more. */
const KEPT_MS = 30 * 24 * 3600_000;

/** Notifications that wait in the database. */
export class Outbox {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Takes some that are due; two replicas never take the same one at a time. */
  async claim(limit: number): Promise<ClaimedNotification[]> {
    const rows = await this.#database.read(knex =>
      knex('cde_outbox')
        .whereIn('id', due => {
          due
            .select('id')
            .from('cde_outbox')
            .where('due_at', '<=', this.#database.now())
            .orderBy('due_at')
            .limit(limit);
          if (knex.client.config.client === 'pg') {
            due.forUpdate().skipLocked();
          }
        })
        .update({
          due_at: this.#database.now(CLAIM_MS),
          attempts: knex.raw('attempts + 1'),
        })
        .returning(['id', 'recipient', 'payload', 'attempts']),
    );
    return rows.map(({ id, recipient, payload, attempts }) => ({
      id: Number(id),
      attempts: Number(attempts),
      notification: { recipient, ...JSON.parse(payload) },
    }));
  }

  /** It was sent, or is given up. */
  async done(id: number): Promise<void> {
    await this.#database.read(knex =>
      knex('cde_outbox').where({ id }).update({ due_at: null }),
    );
  }

  /** It is tried again later. */
  async putOff(id: number, ms: number): Promise<void> {
    await this.#database.read(knex =>
      knex('cde_outbox')
        .where({ id })
        .update({ due_at: this.#database.now(ms) }),
    );
  }

  /** Removes what was done long ago. */
  async purge(): Promise<void> {
    await this.#database.read(knex =>
      knex('cde_outbox')
        .whereNull('due_at')
        .where('created_at', '<', this.#database.now(-KEPT_MS))
        .delete(),
    );
  }
}
