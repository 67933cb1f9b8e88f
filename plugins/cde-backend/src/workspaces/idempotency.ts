import type { Knex } from 'knex';
import { ConflictError } from '@backstage/errors';
import type { Database } from '../database';
import type { IdempotencyClaim } from './types';

const TTL_MS = 7 * 24 * 3600_000;

/**
 * Takes a key for a new workspace. Of parallel requests with one key, the
 * unique index lets one through, and the others wait for its commit.
 *
 * @returns false where the key is taken already
 */
export async function claimKey(
  database: Database,
  trx: Knex.Transaction,
  owner: { ownerRef: string; workspaceId: string },
  claim: IdempotencyClaim,
): Promise<boolean> {
  await trx('cde_idempotency')
    .where({ owner_ref: owner.ownerRef })
    .andWhere('expires_at', '<', database.now())
    .delete();
  const inserted: unknown[] = await trx('cde_idempotency')
    .insert({
      owner_ref: owner.ownerRef,
      key: claim.key,
      request_hash: claim.requestHash,
      workspace_id: owner.workspaceId,
      expires_at: database.now(TTL_MS),
    })
    .onConflict(['owner_ref', 'key'])
    .ignore()
    .returning('key');
  return inserted.length > 0;
}

/**
 * The id of the workspace that a key was used for; `undefined`: for none.
 * @throws ConflictError where the key was used for another request
 */
export async function findByKey(
  database: Database,
  knex: Knex,
  ownerRef: string,
  claim: IdempotencyClaim,
): Promise<string | undefined> {
  const row: { request_hash: string; workspace_id: string } | undefined =
    await knex('cde_idempotency')
      .where({ owner_ref: ownerRef, key: claim.key })
      .andWhere('expires_at', '>=', database.now())
      .first();
  if (row && row.request_hash !== claim.requestHash) {
    throw new ConflictError(
      'This Idempotency-Key was used for another request; use a new key for a new request',
    );
  }
  return row?.workspace_id;
}

/** What to say when the workspace that a key was used for is gone. */
export function keyOfDeleted(): ConflictError {
  return new ConflictError(
    'The workspace that was made with this Idempotency-Key is deleted; use a new key to make another one',
  );
}
