import type { DesiredChange, Instant, WorkspaceRecord } from '../workspaces';
import { SYSTEM, unchanged } from './changes';
import { keptFrom, policyDeadlines } from './deadlines';
import { keepRunningMsOf, policyOf, timeZoneOf } from './effective';
import { clockTime, dayAndTime } from './times';

/**
 * Puts off what would happen by itself: a run for a while, a stay up to the template's ceiling.
 * @returns `undefined` where nothing can be put off, or is already
 */
export function decideKeep(
  row: WorkspaceRecord,
  actor: string,
): DesiredChange | undefined {
  const until = keepUntil(row);
  if (until === undefined || until <= (row.keepUntil ?? 0)) return undefined;
  const zone = timeZoneOf(row);
  const runs = row.desired === 'running';
  const detail = runs
    ? `kept running until ${clockTime(until, zone)} (${zone})`
    : `kept until ${dayAndTime(until, zone)} (${zone})`;
  return {
    ...unchanged(row),
    event: {
      key: `policy:keep:${row.version}`,
      step: 'policy',
      state: 'info',
      detail: actor === SYSTEM ? `${detail}, asked for in the IDE` : detail,
      actor,
    },
    replace: { keepUntil: until },
  };
}

/** Whether something that would happen by itself can be put off. */
export function mayKeep(row: WorkspaceRecord): boolean {
  return policyDeadlines(row).some(({ canKeep }) => canKeep);
}

function keepUntil(row: WorkspaceRecord): Instant | undefined {
  const keepable = policyDeadlines(row).filter(({ canKeep }) => canKeep);
  if (keepable.length === 0) return undefined;
  return keepable.some(({ act }) => act === 'retention-delete')
    ? keptFrom(row) + policyOf(row).maxRetentionMs
    : row.readAt + keepRunningMsOf(row);
}
