import { isDeepStrictEqual } from 'node:util';
import type { Knex } from 'knex';
import type { Database } from '../database';
import type { WorkspaceRecord } from './types';

/** Hours of a month, for prices that are per month. */
export const MONTH_HOURS = 730;

const KINDS = ['run', 'storage'] as const;
type Kind = (typeof KINDS)[number];

/**
 * Notes in the transaction of a change from when to when something ran or was kept, for whom and at which price. An
 * interval ends and another begins where any of that changes.
 *
 * @param before - `undefined` for a new workspace
 */
export async function meterChange(
  database: Database,
  trx: Knex.Transaction,
  before: WorkspaceRecord | undefined,
  after: WorkspaceRecord,
): Promise<void> {
  const changed = KINDS.map(kind => ({
    kind,
    old: before && meterOf(before, kind),
    next: meterOf(after, kind),
  })).filter(({ old, next }) => !isDeepStrictEqual(old, next));
  const ending = changed.filter(({ old }) => old).map(({ kind }) => kind);
  if (ending.length > 0) {
    await endMeters(database, trx, after.id, ending);
  }
  const beginning = changed.flatMap(({ next }) => next ?? []);
  if (beginning.length > 0) {
    const started_at = database.now();
    await trx('cde_usage').insert(
      beginning.map(meter => ({ ...meter, started_at })),
    );
  }
}

/** Ends what is metered of a workspace now. */
export async function endMeters(
  database: Database,
  trx: Knex.Transaction,
  workspaceId: string,
  kinds: Kind[] = [...KINDS],
): Promise<void> {
  await trx('cde_usage')
    .where({ workspace_id: workspaceId })
    .whereIn('kind', kinds)
    .whereNull('ended_at')
    .update({ ended_at: database.now() });
}

/** What is metered of a workspace as it is; `undefined`: nothing. */
function meterOf(record: WorkspaceRecord, kind: Kind) {
  if (kind === 'run' && !record.holdsRun) {
    return undefined;
  }
  const { footprint } = record;
  const { cpuMillis, memoryBytes, storageBytes, gpu } = footprint;
  const runs = kind === 'run';
  return {
    workspace_id: record.id,
    kind,
    price: runs ? footprint.runPrice : footprint.storagePrice / MONTH_HOURS,
    cpu_millis: runs ? cpuMillis : 0,
    memory_bytes: runs ? memoryBytes : 0,
    storage_bytes: runs ? 0 : storageBytes,
    gpu: runs ? gpu : 0,
    owner_ref: record.ownerRef,
    component_ref: record.componentRef,
    component_owner_ref: record.componentOwnerRef,
    system_ref: record.systemRef,
    resource_class: record.resourceClassName,
    template_name: record.templateName,
    cluster_name: record.clusterName,
  };
}
