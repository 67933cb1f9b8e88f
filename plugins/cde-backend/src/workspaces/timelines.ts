import type { Knex } from 'knex';
import type { TimelineEvent } from '@backstage-cde/plugin-cde-common';
import type { Database } from '../database';
import { eventColumns, toEvent, type Row } from './rows';
import type { NewTimelineEvent } from './types';

/** Events kept per workspace; the oldest go first. */
const EVENTS_PER_WORKSPACE = 500;
/** Starts remembered per component and resource class. */
const STARTS_PER_KEY = 20;

/**
 * Appends events inside the caller's transaction. Raising the workspace's counter locks its row, so numbers
 * become visible in their order and a reader that asks for "after 7" misses none.
 *
 * @returns the events that were not there before; nothing where the workspace is gone
 */
export async function appendEvents(
  database: Database,
  trx: Knex.Transaction,
  workspaceId: string,
  events: NewTimelineEvent[],
): Promise<NewTimelineEvent[]> {
  if (events.length === 0) {
    return [];
  }
  const [workspace] = await trx('cde_workspaces')
    .where({ id: workspaceId })
    .increment('event_seq', events.length)
    .returning(['event_seq', 'run']);
  if (!workspace) {
    return [];
  }
  const first = Number(workspace.event_seq) - events.length + 1;
  const inserted: Array<{ seq: number }> = await trx('cde_workspace_events')
    .insert(
      events.map((event, index) => ({
        ...eventColumns(event),
        workspace_id: workspaceId,
        seq: first + index,
        run: event.run ?? workspace.run,
        at: event.at ?? database.now(),
      })),
    )
    .onConflict(['workspace_id', 'run', 'key'])
    .ignore()
    .returning('seq');
  await trx('cde_workspace_events')
    .where({ workspace_id: workspaceId })
    .andWhere('seq', '<=', Number(workspace.event_seq) - EVENTS_PER_WORKSPACE)
    .delete();
  const numbers = new Set(inserted.map(row => Number(row.seq)));
  return events.filter((_, index) => numbers.has(first + index));
}

/** Reads at most `limit` events with numbers above `after`, oldest first. */
export async function readTimeline(
  knex: Knex,
  workspaceId: string,
  options: { after?: number; limit: number },
): Promise<TimelineEvent[]> {
  const rows: Row[] = await knex('cde_workspace_events')
    .where({ workspace_id: workspaceId })
    .andWhere('seq', '>', options.after ?? 0)
    .orderBy('seq')
    .limit(options.limit);
  return rows.map(toEvent);
}

export interface StartKey {
  componentRef: string;
  resourceClassName: string;
}

/** Key of a map of start times. */
export function startKey(key: StartKey): string {
  return `${key.componentRef}\n${key.resourceClassName}`;
}

/** Remembers how long a start took, and forgets all but the last ones of its kind. */
export async function recordStart(
  database: Database,
  trx: Knex.Transaction,
  key: StartKey,
  durationMs: number,
): Promise<void> {
  const kind = {
    component_ref: key.componentRef,
    resource_class: key.resourceClassName,
  };
  const duration = Math.round(durationMs);
  await trx('cde_start_times').insert({ ...kind, duration_ms: duration });
  const last = { last_at: database.now(), last_ms: duration };
  await trx('cde_component_starts')
    .insert({ component_ref: key.componentRef, starts: 1, ...last })
    .onConflict('component_ref')
    .merge({
      starts: trx.raw('cde_component_starts.starts + 1'),
      ...last,
    });
  await trx('cde_start_times')
    .where(kind)
    .whereNotIn('id', query =>
      query
        .select('id')
        .from('cde_start_times')
        .where(kind)
        .orderBy('id', 'desc')
        .limit(STARTS_PER_KEY),
    )
    .delete();
}

/** Medians in milliseconds by {@link startKey}, in one query. */
export async function readUsualStarts(
  knex: Knex,
  keys: StartKey[],
): Promise<Map<string, number>> {
  if (keys.length === 0) {
    return new Map();
  }
  const rows: Array<{
    component_ref: string;
    resource_class: string;
    duration_ms: string | number;
  }> = await knex('cde_start_times')
    .whereIn('component_ref', [...new Set(keys.map(key => key.componentRef))])
    .whereIn('resource_class', [
      ...new Set(keys.map(key => key.resourceClassName)),
    ]);
  const durations = new Map<string, number[]>();
  for (const row of rows) {
    const key = startKey({
      componentRef: row.component_ref,
      resourceClassName: row.resource_class,
    });
    durations.set(key, [
      ...(durations.get(key) ?? []),
      Number(row.duration_ms),
    ]);
  }
  return new Map([...durations].map(([key, values]) => [key, median(values)]));
}

/** Median of at least one number. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? sorted[middle]
    : Math.round((sorted[middle - 1] + sorted[middle]) / 2);
}
