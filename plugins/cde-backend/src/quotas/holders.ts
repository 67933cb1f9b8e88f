import type { Knex } from 'knex';
import type {
  QuotaHolder,
  QuotaMeasure,
} from '@backstage-cde/plugin-cde-common';
import type { Database } from '../database';
import type { WorkspaceRecord } from '../workspaces';
import { toRecord, type Row } from '../workspaces/rows';
import { amountsOf } from './amounts';
import type { UsedLimit } from './types';
import { monthOf, spentSince } from './usage';

/** As many as a person looks through to make room. */
const MOST_SHOWN = 20;
const MILLIONTHS = 1e6;

/** A workspace and how much of a limit it uses. */
export interface Holding {
  record: WorkspaceRecord;
  amount: number;
}

/** What uses up a limit, the largest first. */
export async function readHoldings(
  database: Database,
  { scope, measure }: Pick<UsedLimit, 'scope' | 'measure'>,
): Promise<Holding[]> {
  return database.read(async knex => {
    const rows: Row[] = await ordered(
      knex('cde_charges')
        .join('cde_workspaces', 'cde_workspaces.id', 'cde_charges.workspace_id')
        .where({ scope })
        .select('cde_workspaces.*', { read_at: database.now() }),
      knex,
      measure,
    ).limit(MOST_SHOWN);
    const records = rows.map(toRecord);
    const spent =
      measure === 'cost' ? await readSpent(database, knex, records) : new Map();
    return records
      .map(record => ({
        record,
        amount: amountsOf(record)[measure] + (spent.get(record.id) ?? 0),
      }))
      .filter(({ amount }) => amount > 0)
      .sort((a, b) => b.amount - a.amount);
  });
}

/**
 * Holdings as a caller may know them: by name where they may see the workspace, else only how much.
 *
 * @param may - what the caller may do with a workspace
 */
export function presentHoldings(
  holdings: Holding[],
  measure: QuotaMeasure,
  may: (act: 'read' | 'stop' | 'delete', record: WorkspaceRecord) => boolean,
): QuotaHolder[] {
  return holdings.map(({ record, amount }) => {
    const { id, name, ownerRef, holdsRun: running, desired } = record;
    if (!may('read', record)) {
      return { amount, running, allowed: [] };
    }
    const helps = {
      stop: running && measure !== 'workspaces' && measure !== 'storage',
      delete: desired !== 'deleted',
    };
    const allowed = (['stop', 'delete'] as const).filter(
      act => helps[act] && may(act, record),
    );
    return { id, name, owner: ownerRef, amount, running, allowed };
  });
}

const COLUMNS: Record<QuotaMeasure, string> = {
  workspaces: 'created_at',
  running: 'created_at',
  cpu: 'cpu_millis',
  memory: 'memory_bytes',
  gpu: 'gpu',
  storage: 'storage_bytes',
  cost: 'run_price',
};

function ordered(
  query: Knex.QueryBuilder,
  knex: Knex,
  measure: QuotaMeasure,
): Knex.QueryBuilder {
  if (measure === 'workspaces') {
    query.andWhereNot({ desired: 'deleted' });
  } else if (measure !== 'storage' && measure !== 'cost') {
    query.andWhere({ holds_run: knex.raw('true') });
  }
  if (measure === 'cost') {
    query.orderBy('cde_workspaces.holds_run', 'desc');
  }
  return query.orderBy(`cde_workspaces.${COLUMNS[measure]}`, 'desc');
}

/** What workspaces have cost in this month, in the currency. */
async function readSpent(
  database: Database,
  knex: Knex,
  records: WorkspaceRecord[],
): Promise<Map<string, number>> {
  if (records.length === 0) return new Map();
  const month = monthOf(records[0].readAt);
  const rows: Array<{ workspace_id: string; spent: string | number }> =
    await knex('cde_usage')
      .whereIn(
        'workspace_id',
        records.map(({ id }) => id),
      )
      .andWhere(open =>
        open.whereNull('ended_at').orWhere('ended_at', '>', month),
      )
      .groupBy('workspace_id')
      .select('workspace_id', { spent: spentSince(database, knex, month) });
  return new Map(
    rows.map(({ workspace_id, spent }) => [
      workspace_id,
      Math.round(Number(spent)) / MILLIONTHS,
    ]),
  );
}
