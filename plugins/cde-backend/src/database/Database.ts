import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseService } from '@backstage/backend-plugin-api';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import {
  DatabaseUnavailableError,
  isCollision,
  isUnavailable,
} from './unavailable';

/** A transaction that collides with others is tried for so long. */
const GIVE_UP_MS = 5_000;
const BACKOFF_MS = 10;

/**
 * The plugin's database: its clock, its locks, and one error for all the ways in
 * which it can be out of reach.
 */
export class Database {
  readonly #knex: Knex;
  readonly #clockOffsetMs: () => number;

  /** Connects and migrates. */
  static async create(service: DatabaseService): Promise<Database> {
    const knex = await service.getClient();
    if (!service.migrations?.skip) {
      await knex.migrate.latest({ directory: migrationsDirectory() });
    }
    return new Database(knex);
  }

  /** @param clockOffsetMs - added to the database's clock, so that tests can move time */
  constructor(knex: Knex, clockOffsetMs: () => number = () => 0) {
    this.#knex = knex;
    this.#clockOffsetMs = clockOffsetMs;
  }

  /** The database's clock as an SQL expression: milliseconds since the epoch, plus `plusMs`. */
  now(plusMs = 0): Knex.Raw {
    const clock = this.#isPostgres
      ? 'floor(extract(epoch from statement_timestamp()) * 1000)::bigint'
      : `cast(unixepoch('subsec') * 1000 as integer)`;
    return this.#knex.raw(
      `(${clock} + ${Math.round(this.#clockOffsetMs() + plusMs)})`,
    );
  }

  /** @throws DatabaseUnavailableError */
  async read<T>(work: (knex: Knex) => PromiseLike<T>): Promise<T> {
    return this.#translated(() => work(this.#knex));
  }

  /**
   * All of it or nothing. Where it collides with another transaction it was undone, and is run again: besides what it
   * does in the database, the work must not change anything.
   *
   * On SQLite every transaction that writes has to begin with a write, which waits for its turn; one that reads first
   * could find that what it read was changed by another process, and would have to be given up.
   *
   * @throws DatabaseUnavailableError
   */
  async transaction<T>(
    work: (trx: Knex.Transaction) => Promise<T>,
  ): Promise<T> {
    const begun = performance.now();
    for (let tries = 1; ; tries++) {
      try {
        return await this.#knex.transaction(work);
      } catch (error) {
        const late = performance.now() - begun > GIVE_UP_MS;
        if (late || !isCollision(error)) {
          throw isUnavailable(error)
            ? new DatabaseUnavailableError(error)
            : error;
        }
      }
      await sleep(tries * BACKOFF_MS * (1 + Math.random()));
    }
  }

  /**
   * A query that finds the row of a table and locks it for the rest of the transaction.
   *
   * SQLite has no row locks; writing first takes its write lock at once, where reading
   * first could end in a deadlock between two processes that both go on to write.
   */
  async lockRow(
    trx: Knex.Transaction,
    table: string,
    where: Record<string, string>,
  ) {
    if (this.#isPostgres) {
      return trx(table)
        .where(where)
        .forUpdate()
        .first(`${table}.*`, { read_at: this.now() });
    }
    const [column] = Object.keys(where);
    await trx(table)
      .where(where)
      .update({ [column]: where[column] });
    return trx(table).where(where).first(`${table}.*`, { read_at: this.now() });
  }

  /**
   * Locks a row against removal and change of its key, but lets others update the rest of it
   * (PostgreSQL's `FOR KEY SHARE`). True if the row is there.
   */
  async lockKey(
    trx: Knex.Transaction,
    query: Knex.QueryBuilder,
    keyColumn: string,
  ): Promise<boolean> {
    if (this.#isPostgres) {
      return (
        (await query.transacting(trx).forKeyShare().first(keyColumn)) !==
        undefined
      );
    }
    return (
      (await query.transacting(trx).update(keyColumn, trx.ref(keyColumn))) > 0
    );
  }

  get #isPostgres(): boolean {
    return this.#knex.client.config.client === 'pg';
  }

  async #translated<T>(work: () => PromiseLike<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw isUnavailable(error) ? new DatabaseUnavailableError(error) : error;
    }
  }
}

/** Where the migrations are, in the source tree and in the published package. */
export function migrationsDirectory(): string {
  return resolvePackagePath('@backstage-cde/plugin-cde-backend', 'migrations');
}
