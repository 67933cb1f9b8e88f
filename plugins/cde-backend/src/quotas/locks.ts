import type { Knex } from 'knex';

/**
 * Lets one request at a time check a scope: locks are held to the end of the transaction, so whoever waited sees what
 * the one before has reserved. Always taken in the order of their names, so that two requests cannot wait for each
 * other.
 *
 * SQLite has one writer at a time, and every transaction that gets here has written before.
 */
export async function lockScopes(
  trx: Knex.Transaction,
  scopes: string[],
): Promise<void> {
  const ordered = [...new Set(scopes)].sort();
  if (ordered.length === 0 || trx.client.config.client !== 'pg') {
    return;
  }
  await trx('cde_quota_locks')
    .insert(ordered.map(scope => ({ scope })))
    .onConflict('scope')
    .ignore();
  await trx('cde_quota_locks')
    .whereIn('scope', ordered)
    .orderBy('scope')
    .forUpdate()
    .select('scope');
}
