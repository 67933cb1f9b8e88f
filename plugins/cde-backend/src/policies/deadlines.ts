import type { AutomaticAct, Deadline } from '@backstage-cde/plugin-cde-common';
import type { Instant, WorkspaceRecord } from '../workspaces';
import {
  DAY_MS,
  HOUR_MS,
  idleMsOf,
  MINUTE_MS,
  policyOf,
  retentionMsOf,
  scheduleOf,
  timeZoneOf,
} from './effective';
import { isOrphaned, policyStateOf, type Warning } from './state';
import { ALL_DAYS, isWithin, lastTime, nextTime } from './times';

const IDLE_WARNING_MS = 5 * MINUTE_MS;
const STOP_WARNING_MS = 15 * MINUTE_MS;
const RETENTION_WARNING_MS = 2 * DAY_MS;
/** A scheduled start that nobody carried out in this time is let go. */
const START_CATCH_UP_MS = HOUR_MS;

/** What those who decide know beside the row. */
export interface Sight {
  /** Activity before this instant may have gone unnoticed, so that none counts as older. */
  heardSince?: Instant;
}

/** Something that will happen by itself. */
export interface PolicyDeadline {
  act: AutomaticAct;
  /** By the rules alone. */
  at: Instant;
  /** How long before it is to be warned of; 0: not at all. */
  leadMs: number;
  canKeep: boolean;
  /** Set once it was warned of. */
  warning?: Warning;
}

/** What will happen to a workspace by itself, in no order. Pure: rows tell the time at which they were read. */
export function policyDeadlines(
  row: WorkspaceRecord,
  sight: Sight = {},
): PolicyDeadline[] {
  if (row.desired === 'deleted') return [];
  const runs = row.desired === 'running' && !hasFailed(row);
  const found = runs
    ? [idleStop(row, sight), scheduledStop(row), quietStop(row), lifetime(row)]
    : [retention(row), scheduledStart(row)];
  return found
    .filter(deadline => deadline !== undefined)
    .map(deadline => ({ ...deadline, warning: warningOf(row, deadline) }));
}

/** When it is done as far as is known now. */
export function dueAt({ at, warning }: PolicyDeadline): Instant {
  return warning ? Math.max(at, warning.due) : at;
}

/** As the API shows them, the next first. */
export function presentDeadlines(row: WorkspaceRecord): Deadline[] {
  return policyDeadlines(row)
    .sort((a, b) => dueAt(a) - dueAt(b))
    .map(deadline => ({
      act: deadline.act,
      at: new Date(dueAt(deadline)).toISOString(),
      warned: deadline.warning !== undefined,
      canKeep: deadline.canKeep,
    }));
}

/** The run has failed for good, and counts as not running. */
export function hasFailed(
  row: Pick<WorkspaceRecord, 'desired' | 'observed' | 'run'>,
): boolean {
  return row.desired === 'running' && row.observed.haltedRun === row.run;
}

/** When it was last used, as far as this is known; being started is a use. */
export function lastActiveOf(row: WorkspaceRecord): Instant {
  return Math.max(
    row.lastUsedAt ?? 0,
    row.startedAt ?? 0,
    row.desiredSince,
    row.phaseSince,
  );
}

/** What is still starting has a time limit of its own. */
function idleStop(
  row: WorkspaceRecord,
  { heardSince = 0 }: Sight,
): PolicyDeadline | undefined {
  const idleMs = idleMsOf(row);
  if (idleMs === null || !['Running', 'Unknown'].includes(row.phase))
    return undefined;
  const idle = Math.max(lastActiveOf(row), heardSince) + idleMs;
  return {
    act: 'idle-stop',
    at: Math.max(idle, row.keepUntil ?? 0),
    leadMs: Math.min(IDLE_WARNING_MS, idleMs / 2),
    canKeep: true,
  };
}

function scheduledStop(row: WorkspaceRecord): PolicyDeadline | undefined {
  const schedule = scheduleOf(row);
  if (!schedule?.stop) return undefined;
  const { timeZone, days, stop } = schedule;
  const since = Math.max(runSince(row), scheduledSince(row));
  const at = nextTime({ timeZone, days, at: stop }, since);
  if (at === undefined) return undefined;
  return {
    act: 'scheduled-stop',
    at: Math.max(at, row.keepUntil ?? 0),
    leadMs: STOP_WARNING_MS,
    canKeep: true,
  };
}

/** Who starts it within quiet hours means it; it is stopped when the next ones begin. */
function quietStop(row: WorkspaceRecord): PolicyDeadline | undefined {
  const { quietHours } = policyOf(row);
  if (!quietHours) return undefined;
  const begin = {
    timeZone: timeZoneOf(row),
    days: [...ALL_DAYS],
    at: quietHours.from,
  };
  const at = nextTime(begin, runSince(row));
  return at === undefined
    ? undefined
    : {
        act: 'quiet-hours-stop',
        at,
        leadMs: STOP_WARNING_MS,
        canKeep: false,
      };
}

function lifetime(row: WorkspaceRecord): PolicyDeadline | undefined {
  const { lifetimeMs } = policyOf(row);
  if (lifetimeMs === null) return undefined;
  return {
    act: 'lifetime-stop',
    at: runSince(row) + lifetimeMs,
    leadMs: Math.min(STOP_WARNING_MS, lifetimeMs / 2),
    canKeep: false,
  };
}

function retention(row: WorkspaceRecord): PolicyDeadline {
  const retentionMs = retentionMsOf(row);
  const kept = keptFrom(row);
  const at = Math.max(kept + retentionMs, row.keepUntil ?? 0);
  return {
    act: 'retention-delete',
    at,
    leadMs: Math.min(RETENTION_WARNING_MS, retentionMs / 2),
    canKeep: at < kept + policyOf(row).maxRetentionMs,
  };
}

/** Since when it is kept without running. */
export function keptFrom(row: WorkspaceRecord): Instant {
  return hasFailed(row) ? row.phaseSince : row.desiredSince;
}

function scheduledStart(row: WorkspaceRecord): PolicyDeadline | undefined {
  const schedule = scheduleOf(row);
  if (row.desired !== 'stopped' || !schedule?.start || isOrphaned(row))
    return undefined;
  const { timeZone, days, start } = schedule;
  const time = { timeZone, days, at: start };
  const missed = lastTime(time, row.readAt);
  const tried = Math.max(
    row.desiredSince,
    policyStateOf(row).triedStart ?? 0,
    scheduledSince(row),
    row.readAt - START_CATCH_UP_MS,
  );
  const at =
    missed !== undefined && missed > tried && !isQuiet(row, missed)
      ? missed
      : nextLoud(row, time);
  return at === undefined
    ? undefined
    : { act: 'scheduled-start', at, leadMs: 0, canKeep: false };
}

/** The next time outside of quiet hours; times are the same each day but for summer time. */
function nextLoud(
  row: WorkspaceRecord,
  time: Parameters<typeof nextTime>[0],
): Instant | undefined {
  const at = nextTime(time, row.readAt);
  return at === undefined || isQuiet(row, at) ? undefined : at;
}

function isQuiet(row: WorkspaceRecord, at: Instant): boolean {
  const { quietHours } = policyOf(row);
  return quietHours !== undefined && isWithin(quietHours, timeZoneOf(row), at);
}

function scheduledSince(row: WorkspaceRecord): Instant {
  return policyStateOf(row).scheduledSince ?? 0;
}

function runSince(row: WorkspaceRecord): Instant {
  return row.startedAt ?? row.desiredSince;
}

/** A warning is good for a deadline that has not moved on since. */
function warningOf(
  row: WorkspaceRecord,
  { act, at }: PolicyDeadline,
): Warning | undefined {
  const warning = policyStateOf(row).warned?.[act];
  return warning && warning.since === row.desiredSince && warning.at >= at
    ? warning
    : undefined;
}
