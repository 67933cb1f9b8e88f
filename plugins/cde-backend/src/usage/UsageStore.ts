import type { Knex } from 'knex';
import type {
  UsageDimension,
  UsageRow,
} from '@backstage-cde/plugin-cde-common';
import type { Database } from '../database';
import type { Grid, IntervalGroup, Weights } from './integrate';

/** As many as a page shows. */
const MOST_ROWS = 500;
const HOUR_MS = 3600_000;
const MILLIONTHS = 1e6;

const COLUMNS: Record<Exclude<UsageDimension, 'group'>, string> = {
  owner: 'owner_ref',
  system: 'system_ref',
  component: 'component_ref',
  class: 'resource_class',
  template: 'template_name',
};

type Sums = Record<string, string | number | null>;

/** Sums over what was metered. */
export class UsageStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Milliseconds since the epoch, by the database's clock. */
  async now(): Promise<number> {
    const [{ now }] = await this.#database.read(knex =>
      knex.select({ now: this.#database.now() }),
    );
    return Number(now);
  }

  /**
   * By one dimension, the most expensive first. What counts for several groups is in the row of each.
   * @param owner - only this owner's; absent: all
   */
  async rows(
    by: UsageDimension,
    grid: Grid,
    owner?: string,
  ): Promise<Array<Omit<UsageRow, 'title'>>> {
    const sums: Sums[] = await this.#database.read(knex => {
      const ran = `case when kind = 'run' then ended - begun else 0 end`;
      const query = knex
        .from(intervals(knex, grid, owner).as('intervals'))
        .groupBy('key')
        .orderBy([{ column: 'cost', order: 'desc' }, 'key'])
        .limit(MOST_ROWS)
        .select({
          workspaces: knex.raw('count(distinct intervals.workspace_id)'),
          running: knex.raw(
            `sum(case when kind = 'run' and is_open then 1 else 0 end)`,
          ),
          run_ms: knex.raw(`sum(${ran})`),
          cpu_ms: knex.raw(`sum(1.0 * cpu_millis * (${ran}))`),
          memory_ms: knex.raw(`sum(1.0 * memory_bytes * (${ran}))`),
          cost: knex.raw('sum(price * 1.0 * (ended - begun))'),
        });
      return by === 'group'
        ? query
            .join(
              'cde_charges',
              'cde_charges.workspace_id',
              'intervals.workspace_id',
            )
            .andWhere('cde_charges.scope', 'like', 'group:%')
            .select({ key: 'cde_charges.scope' })
        : query.select({ key: `intervals.${COLUMNS[by]}` });
    });
    return sums.map(toRow);
  }

  /** Intervals by the steps in which they begin and end. */
  async groups(grid: Grid, owner?: string): Promise<IntervalGroup[]> {
    const step = whole(grid.stepMs);
    const sums: Sums[] = await this.#database.read(knex => {
      const sum = (weight: string, of: string) =>
        knex.raw(`sum(1.0 * ${weight} * ${of})`);
      const of = (suffix: string, factor: string) => ({
        [`running${suffix}`]: sum(RUNS, factor),
        [`cpu${suffix}`]: sum('cpu_millis', factor),
        [`memory${suffix}`]: sum('memory_bytes', factor),
        [`price${suffix}`]: sum('price', factor),
      });
      return knex
        .from(intervals(knex, grid, owner).as('intervals'))
        .whereRaw('ended > begun')
        .groupBy('first', 'last')
        .select({
          first: knex.raw(`begun / ${step}`),
          last: knex.raw(`(ended - 1) / ${step}`),
          ...of('', '1'),
          ...of('_begin', 'begun'),
          ...of('_end', 'ended'),
        });
    });
    return sums.map(row => ({
      first: Number(row.first),
      last: Number(row.last),
      sum: weights(row, ''),
      begins: weights(row, '_begin'),
      ends: weights(row, '_end'),
    }));
  }
}

const RUNS = `(case when kind = 'run' then 1 else 0 end)`;

/** What falls into the grid, cut to it, with times in milliseconds after its begin. */
function intervals(
  knex: Knex,
  grid: Grid,
  owner: string | undefined,
): Knex.QueryBuilder {
  // Written into the statement, since SQLite's driver hands numbers over as floating point ones, which divide so.
  const from = whole(grid.from);
  const to = whole(grid.to);
  const query = knex('cde_usage')
    .where('started_at', '<', grid.to)
    .andWhere(open =>
      open.whereNull('ended_at').orWhere('ended_at', '>', grid.from),
    )
    .select(
      'workspace_id',
      'kind',
      'price',
      'cpu_millis',
      'memory_bytes',
      ...Object.values(COLUMNS),
      {
        is_open: knex.raw('ended_at is null'),
        begun: knex.raw(
          `(case when started_at > ${from} then started_at else ${from} end) - ${from}`,
        ),
        ended: knex.raw(
          `(case when ended_at < ${to} then ended_at else ${to} end) - ${from}`,
        ),
      },
    );
  return owner ? query.andWhere({ owner_ref: owner }) : query;
}

function whole(value: number): string {
  return String(Math.round(value));
}

function toRow(sums: Sums): Omit<UsageRow, 'title'> {
  return {
    key: String(sums.key ?? ''),
    workspaces: Number(sums.workspaces),
    running: Number(sums.running),
    cpuHours: Number(sums.cpu_ms) / 1000 / HOUR_MS,
    memoryByteHours: Number(sums.memory_ms) / HOUR_MS,
    runningHours: Number(sums.run_ms) / HOUR_MS,
    cost: money(Number(sums.cost) / HOUR_MS),
  };
}

/** Cores and the currency, from thousandths and millionths. */
function weights(sums: Sums, suffix: string): Weights {
  return {
    running: Number(sums[`running${suffix}`]),
    cpu: Number(sums[`cpu${suffix}`]) / 1000,
    memory: Number(sums[`memory${suffix}`]),
    price: Number(sums[`price${suffix}`]) / MILLIONTHS,
  };
}

function money(millionths: number): number {
  return Math.round(millionths) / MILLIONTHS;
}
