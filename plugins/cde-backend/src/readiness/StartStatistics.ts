import type { Knex } from 'knex';
import type { Database } from '../database';
import { median } from '../workspaces';

/** What is known of the starts of workspaces for one component. */
export interface Starts {
  starts: number;
  /** Milliseconds since the epoch; 0: not known. */
  lastAt: number;
  lastMs: number;
  /** Of the last starts, of all classes. */
  durations: number[];
}

/** More names in one query are more than a database takes. */
const CHUNK = 500;

/** Reads starts by component; all of it by index. */
export class StartStatistics {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Of these components, by entity ref; those without a start are absent. */
  async of(componentRefs: string[]): Promise<Map<string, Starts>> {
    const found = new Map<string, Starts>();
    for (let from = 0; from < componentRefs.length; from += CHUNK) {
      const refs = componentRefs.slice(from, from + CHUNK);
      const [totals, times] = await this.#database.read(knex =>
        Promise.all([
          knex('cde_component_starts').whereIn('component_ref', refs),
          timesOf(knex, refs),
        ]),
      );
      for (const row of totals) {
        found.set(row.component_ref, {
          starts: Number(row.starts),
          lastAt: Number(row.last_at),
          lastMs: Number(row.last_ms),
          durations: times.get(row.component_ref) ?? [],
        });
      }
    }
    return found;
  }

  /** Components that a workspace was started for, the last ones first. */
  async recent(limit: number): Promise<string[]> {
    return this.#database.read(knex =>
      knex('cde_component_starts')
        .orderBy([
          { column: 'last_at', order: 'desc' },
          { column: 'component_ref', order: 'desc' },
        ])
        .limit(limit)
        .pluck('component_ref'),
    );
  }
}

/** Sums up the starts of some components. */
export function sumOfStarts(all: Starts[]): {
  starts: number;
  lastStartAt?: string;
  lastStartMs?: number;
  medianStartMs?: number;
} {
  const starts = all.reduce((sum, one) => sum + one.starts, 0);
  if (starts === 0) {
    return { starts };
  }
  const last = all.reduce((a, b) => (b.lastAt > a.lastAt ? b : a));
  const durations = all.flatMap(one => one.durations);
  return {
    starts,
    ...(last.lastAt > 0 && {
      lastStartAt: new Date(last.lastAt).toISOString(),
    }),
    lastStartMs: last.lastMs,
    ...(durations.length > 0 && { medianStartMs: median(durations) }),
  };
}

async function timesOf(
  knex: Knex,
  refs: string[],
): Promise<Map<string, number[]>> {
  const rows = await knex('cde_start_times')
    .whereIn('component_ref', refs)
    .select('component_ref', 'duration_ms');
  const times = new Map<string, number[]>();
  for (const row of rows) {
    const known = times.get(row.component_ref);
    if (known) {
      known.push(Number(row.duration_ms));
    } else {
      times.set(row.component_ref, [Number(row.duration_ms)]);
    }
  }
  return times;
}
