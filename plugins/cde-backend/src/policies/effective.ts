import type {
  EffectivePolicy,
  WorkspaceSchedule,
} from '@backstage-cde/plugin-cde-common';
import type { WorkspaceRecord } from '../workspaces';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** For workspaces older than templates with policies. */
export const DEFAULT_POLICY: EffectivePolicy = {
  idleMs: 30 * MINUTE_MS,
  maxIdleMs: DAY_MS,
  schedule: null,
  ownersMaySchedule: true,
  lifetimeMs: null,
  retentionMs: 7 * DAY_MS,
  maxRetentionMs: 30 * DAY_MS,
};

type Governed = Pick<WorkspaceRecord, 'spec' | 'settings'>;

/** What the template allows this workspace. */
export function policyOf(row: Pick<WorkspaceRecord, 'spec'>): EffectivePolicy {
  return row.spec.template?.policy ?? DEFAULT_POLICY;
}

/** Milliseconds without activity until it is stopped, within the template's ceiling; `null`: never. */
export function idleMsOf(row: Governed): number | null {
  const { idleMs, maxIdleMs } = policyOf(row);
  const { idleMinutes } = row.settings;
  const wanted =
    idleMinutes === undefined ? idleMs : idleMinutes && idleMinutes * MINUTE_MS;
  if (maxIdleMs === null) return wanted;
  return wanted === null ? maxIdleMs : Math.min(wanted, maxIdleMs);
}

/** How long it is kept when stopped. */
export function retentionMsOf(row: Governed): number {
  const { retentionMs, maxRetentionMs } = policyOf(row);
  const { retentionDays } = row.settings;
  const wanted =
    retentionDays === undefined ? retentionMs : retentionDays * DAY_MS;
  return Math.min(wanted, maxRetentionMs);
}

/** Where owners may not choose times, they still say in which zone they live. */
export function scheduleOf(row: Governed): WorkspaceSchedule | null {
  const { schedule, ownersMaySchedule } = policyOf(row);
  const own = row.settings.schedule;
  if (own === undefined) return schedule;
  if (ownersMaySchedule) return own;
  return (
    schedule && { ...schedule, timeZone: own?.timeZone ?? schedule.timeZone }
  );
}

/** The zone that times are meant in. */
export function timeZoneOf(row: Governed): string {
  return (
    row.settings.schedule?.timeZone ?? policyOf(row).schedule?.timeZone ?? 'UTC'
  );
}

/** By how much "keep running" puts an end off; not beyond what may be set as idle time-out. */
export function keepRunningMsOf(row: Pick<WorkspaceRecord, 'spec'>): number {
  return Math.min(HOUR_MS, policyOf(row).maxIdleMs ?? HOUR_MS);
}
