import type { Knex } from 'knex';
import type { Database } from '../database';
import { LeaseLostError, type Fence, type LeaseStore } from './types';

/** Leases in the database, by its clock. */
export class DatabaseLeaseStore implements LeaseStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async acquire(
    name: string,
    holder: string,
    ttlMs: number,
  ): Promise<Fence | undefined> {
    return this.#database.transaction(async trx => {
      await trx('cde_leases')
        .insert({ name, holder: '', epoch: 0, expires_at: 0 })
        .onConflict('name')
        .ignore();
      // The exclusive lock waits for writes that were fenced by the lease's last holder.
      const lease = await this.#database.lockRow(trx, 'cde_leases', { name });
      if (
        lease.holder !== holder &&
        Number(lease.expires_at) > Number(lease.read_at)
      ) {
        return undefined;
      }
      const epoch = Number(lease.epoch) + 1;
      await trx('cde_leases')
        .where({ name })
        .update({ holder, epoch, expires_at: this.#database.now(ttlMs) });
      return { name, holder, epoch };
    });
  }

  async renew(fence: Fence, ttlMs: number): Promise<boolean> {
    const renewed = await this.#database.read(knex =>
      this.#held(knex, fence).update({ expires_at: this.#database.now(ttlMs) }),
    );
    return renewed === 1;
  }

  async release(fence: Fence): Promise<void> {
    await this.#database.read(knex =>
      knex('cde_leases')
        .where({ ...fence })
        .update({ expires_at: 0 }),
    );
  }

  #held(knex: Knex, fence: Fence) {
    return knex('cde_leases')
      .where({ ...fence })
      .andWhere('expires_at', '>', this.#database.now());
  }
}

/**
 * Refuses the transaction unless the lease is held, and keeps it from being taken over before
 * the transaction ends. Renewals are not held up.
 * @throws LeaseLostError
 */
export async function assertFence(
  database: Database,
  trx: Knex.Transaction,
  fence: Fence,
): Promise<void> {
  const held = trx('cde_leases')
    .where({ ...fence })
    .andWhere('expires_at', '>', database.now());
  if (!(await database.lockKey(trx, held, 'name'))) {
    throw new LeaseLostError(fence);
  }
}
