import type { Knex } from 'knex';
import type { Database } from '../database';
import { NOTHING, toAmounts } from './amounts';
import type { Amounts } from './types';

const HOUR_MS = 3600_000;
/** Databases allow some ten thousand values in one statement. */
const CHUNK = 5_000;

/** A counted sum as drivers return it: PostgreSQL's are strings. */
type Sums = Record<string, string | number | null>;

/**
 * What is used of each scope, computed from the rows themselves in one statement, so that nothing can leak that a
 * counter would keep.
 *
 * @param month - beginning of the month whose cost counts; absent: no limit asks for cost
 */
export async function readUsage(
  database: Database,
  knex: Knex,
  scopes: string[],
  month?: number,
): Promise<(scope: string) => Amounts> {
  const parts = [
    sumsOfRows(knex, scopes),
    ...(month === undefined ? [] : [spending(database, knex, month, scopes)]),
  ];
  const rows: Sums[] = await knex.unionAll(parts);
  const byScope = new Map(
    scopes.map(scope => [
      scope,
      merge(rows.filter(row => String(row.scope) === scope)),
    ]),
  );
  return scope => byScope.get(scope) ?? NOTHING;
}

/** The same by owner, of the workspaces of a scope. */
export async function readUsageByOwner(
  database: Database,
  knex: Knex,
  scope: string,
  month: number,
): Promise<Map<string, Amounts>> {
  const owned = knex('cde_charges')
    .join('cde_workspaces', 'cde_workspaces.id', 'cde_charges.workspace_id')
    .where({ 'cde_charges.scope': scope })
    .andWhere(either =>
      either.where({ 'cde_charges.of_owner': true }).orWhere({
        'cde_charges.scope': 'everyone',
      }),
    )
    .distinct('cde_workspaces.owner_ref');
  const owners: string[] = await owned.pluck('cde_workspaces.owner_ref');
  const amounts = new Map<string, Amounts>();
  for (let start = 0; start < owners.length; start += CHUNK) {
    const some = owners.slice(start, start + CHUNK);
    const of = await readUsage(database, knex, some, month);
    some.forEach(owner => amounts.set(owner, of(owner)));
  }
  return amounts;
}

function sumsOfRows(knex: Knex, scopes: string[]): Knex.QueryBuilder {
  const running = (column: string) =>
    knex.raw(`sum(case when cde_workspaces.holds_run then ?? else 0 end)`, [
      `cde_workspaces.${column}`,
    ]);
  return knex('cde_charges')
    .join('cde_workspaces', 'cde_workspaces.id', 'cde_charges.workspace_id')
    .whereIn('cde_charges.scope', scopes)
    .groupBy('cde_charges.scope')
    .select({
      scope: 'cde_charges.scope',
      workspaces: knex.raw(
        `sum(case when cde_workspaces.desired <> 'deleted' then 1 else 0 end)`,
      ),
      running: knex.raw(
        'sum(case when cde_workspaces.holds_run then 1 else 0 end)',
      ),
      cpu_millis: running('cpu_millis'),
      memory_bytes: running('memory_bytes'),
      gpu: running('gpu'),
      storage_bytes: knex.raw('sum(cde_workspaces.storage_bytes)'),
      run_price: running('run_price'),
      spent: knex.raw('0'),
    });
}

/** What this month has cost until now, also of workspaces that are gone. */
function spending(
  database: Database,
  knex: Knex,
  month: number,
  scopes: string[],
): Knex.QueryBuilder {
  const zero = () => knex.raw('0');
  return knex('cde_charges')
    .join('cde_usage', 'cde_usage.workspace_id', 'cde_charges.workspace_id')
    .whereIn('cde_charges.scope', scopes)
    .andWhere(open =>
      open
        .whereNull('cde_usage.ended_at')
        .orWhere('cde_usage.ended_at', '>', month),
    )
    .groupBy('cde_charges.scope')
    .select({
      scope: 'cde_charges.scope',
      workspaces: zero(),
      running: zero(),
      cpu_millis: zero(),
      memory_bytes: zero(),
      gpu: zero(),
      storage_bytes: zero(),
      run_price: zero(),
      spent: spentSince(database, knex, month),
    });
}

/** Sum of what the intervals of `cde_usage` cost after an instant, in millionths. */
export function spentSince(
  database: Database,
  knex: Knex,
  since: number,
): Knex.Raw {
  return knex.raw(
    `sum(cde_usage.price * 1.0 * (coalesce(cde_usage.ended_at, ?) - case when cde_usage.started_at > ? then cde_usage.started_at else ? end) / ${HOUR_MS}.0)`,
    [database.now(), since, since],
  );
}

function merge(rows: Sums[]): Amounts {
  const sum = (column: string) =>
    rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);
  return toAmounts({
    workspaces: sum('workspaces'),
    running: sum('running'),
    cpuMillis: sum('cpu_millis'),
    memoryBytes: sum('memory_bytes'),
    gpu: sum('gpu'),
    storageBytes: sum('storage_bytes'),
    runPrice: sum('run_price'),
    spent: sum('spent'),
  });
}

/** The beginning of an instant's calendar month, in UTC. */
export function monthOf(instant: number): number {
  const date = new Date(instant);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}
