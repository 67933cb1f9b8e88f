import type { Knex } from 'knex';
import type { Database } from '../database';
import type { OutgoingNotification } from './types';

/** Keeps notifications, in the transaction of what they tell of, until they are sent. */
export async function putInOutbox(
  database: Database,
  trx: Knex.Transaction,
  notifications: OutgoingNotification[],
): Promise<void> {
  if (notifications.length === 0) {
    return;
  }
  const now = database.now();
  await trx('cde_outbox')
    .insert(
      notifications.map(({ key, recipient, ...payload }) => ({
        key,
        recipient,
        payload: JSON.stringify(payload),
        created_at: now,
        due_at: now,
      })),
    )
    .onConflict('key')
    .ignore();
}
