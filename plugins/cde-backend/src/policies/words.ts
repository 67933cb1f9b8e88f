import type { AutomaticAct, Cause } from '@backstage-cde/plugin-cde-common';
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
import { clockTime, dayAndTime } from './times';

const REASONS: Record<AutomaticAct, string> = {
  'idle-stop': 'IdleStop',
  'scheduled-stop': 'ScheduledStop',
  'scheduled-start': 'ScheduledStart',
  'quiet-hours-stop': 'QuietHours',
  'lifetime-stop': 'LifetimeOver',
  'retention-delete': 'RetentionOver',
  'offboarding-stop': 'OwnerLeft',
};

/** `30 minutes`, `8 hours`, `7 days`: whole numbers of the largest unit that fits. */
export function formatPeriod(ms: number): string {
  const units: Array<[number, string]> = [
    [DAY_MS, 'day'],
    [HOUR_MS, 'hour'],
    [MINUTE_MS, 'minute'],
  ];
  const [size, name] = units.find(
    ([unit]) => ms >= unit && ms % unit === 0,
  ) ?? [1000, 'second'];
  const count = Math.round(ms / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** Why something was done. */
export function actCause(row: WorkspaceRecord, act: AutomaticAct): Cause {
  return { reason: REASONS[act], message: whyDone(row, act) };
}

/** What will be done, and when. */
export function warningCause(
  row: WorkspaceRecord,
  { act, due, canKeep }: { act: AutomaticAct; due: Instant; canKeep: boolean },
): Cause {
  const zone = timeZoneOf(row);
  const when =
    due - row.readAt < 20 * HOUR_MS
      ? `at ${clockTime(due, zone)} (${zone})`
      : `on ${dayAndTime(due, zone)} (${zone})`;
  if (act === 'retention-delete') {
    return {
      reason: `${REASONS[act]}Ahead`,
      message: `It is deleted with its files ${when}: ${whyAhead(row, act)}.`,
      cure: canKeep ? 'Start it, or keep it on its page' : 'Start it',
    };
  }
  return {
    reason: `${REASONS[act]}Ahead`,
    message: `It stops ${when}: ${whyAhead(row, act)}.`,
    cure: canKeep
      ? 'Go on working, or keep it running on its page'
      : 'Save your work; you can start it again afterwards',
  };
}

function whyDone(row: WorkspaceRecord, act: AutomaticAct): string {
  switch (act) {
    case 'idle-stop':
      return `Nobody used it for ${formatPeriod(idleMsOf(row) ?? 0)}.`;
    case 'scheduled-stop':
    case 'scheduled-start': {
      const schedule = scheduleOf(row);
      const at = act === 'scheduled-stop' ? schedule?.stop : schedule?.start;
      return `Its schedule says so: ${at} (${schedule?.timeZone}).`;
    }
    case 'quiet-hours-stop': {
      const hours = policyOf(row).quietHours;
      return `The template's quiet hours began: ${hours?.from} to ${
        hours?.to
      } (${timeZoneOf(row)}).`;
    }
    case 'lifetime-stop':
      return `A run lasts ${formatPeriod(
        policyOf(row).lifetimeMs ?? 0,
      )} at most.`;
    case 'retention-delete':
      return `It did not run for ${formatPeriod(
        retentionMsOf(row),
      )} or longer.`;
    default:
      return 'Its owner is no longer in the catalog.';
  }
}

function whyAhead(row: WorkspaceRecord, act: AutomaticAct): string {
  switch (act) {
    case 'idle-stop':
      return `nobody uses it, and it stops after ${formatPeriod(
        idleMsOf(row) ?? 0,
      )} without activity`;
    case 'scheduled-stop':
      return 'its schedule says so';
    case 'quiet-hours-stop':
      return "the template's quiet hours begin";
    case 'lifetime-stop':
      return `a run lasts ${formatPeriod(
        policyOf(row).lifetimeMs ?? 0,
      )} at most`;
    default:
      return `it is kept for ${formatPeriod(
        retentionMsOf(row),
      )} when it does not run`;
  }
}
