import type { Database } from '../database';

const REMEMBERED_MS = 2_000;
const MOST_REMEMBERED = 10_000;

/** Users who have left the organisation, as off-boarding found. */
export class Departures {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #known = new Map<string, { until: number; left: boolean }>();

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
  }

  /** Asked with every request, so that an answer is believed for two seconds. */
  async has(userRef: string): Promise<boolean> {
    const known = this.#known.get(userRef);
    if (known && this.#now() < known.until) {
      return known.left;
    }
    const row = await this.#database.read(knex =>
      knex('cde_owners')
        .where({ owner_ref: userRef })
        .whereNotNull('offboarded_at')
        .first('owner_ref'),
    );
    const left = row !== undefined;
    if (this.#known.size >= MOST_REMEMBERED) {
      this.#known.clear();
    }
    this.#known.set(userRef, { until: this.#now() + REMEMBERED_MS, left });
    return left;
  }
}
