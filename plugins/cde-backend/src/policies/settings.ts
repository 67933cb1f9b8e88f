import { ConflictError, InputError } from '@backstage/errors';
import type {
  ChangeSettingsRequest,
  WorkspaceSchedule,
  WorkspaceSettings,
} from '@backstage-cde/plugin-cde-common';
import type {
  DesiredChange,
  ReplaceableFields,
  WorkspaceRecord,
} from '../workspaces';
import { unchanged } from './changes';
import { DAY_MS, MINUTE_MS, policyOf } from './effective';
import { withPolicyState } from './state';
import { isTimeZone } from './times';
import { formatPeriod } from './words';

/**
 * The row with other settings. Pure.
 * @param replace - what class, parameters and revision make of it
 * @returns `undefined` where it is so already
 * @throws InputError naming the ceiling, ConflictError for what is being deleted
 */
export function decideSettings(
  row: WorkspaceRecord,
  request: ChangeSettingsRequest,
  replace: Partial<ReplaceableFields>,
  actor: string,
): DesiredChange | undefined {
  if (row.desired === 'deleted') {
    throw new ConflictError(
      `The workspace '${row.name}' is being deleted, so its settings stay as they are`,
    );
  }
  const { settings, name } = request;
  if (settings) checkSettings(row, settings);
  const planned = onlyChanged(row, replace);
  const detail = [
    name !== undefined && name !== row.name && `renamed to ${name}`,
    ...(settings ? describe(row.settings, settings) : []),
    ...describePlanned(planned),
  ].filter(part => part !== false);
  if (detail.length === 0) return undefined;
  const reschedules =
    settings && !same(settings.schedule, row.settings.schedule);
  return {
    ...unchanged(row),
    event: {
      key: `settings:${row.version}`,
      step: 'settings',
      state: 'info',
      detail: detail.join('; '),
      actor,
    },
    replace: {
      ...planned,
      ...(name !== undefined && { name }),
      ...(settings && { settings }),
      ...(reschedules && {
        observed: withPolicyState(row, { scheduledSince: row.readAt }),
      }),
    },
  };
}

/** @throws InputError where the template does not allow it */
export function checkSettings(
  row: Pick<WorkspaceRecord, 'spec' | 'templateName'>,
  { idleMinutes, retentionDays, schedule }: WorkspaceSettings,
): void {
  const { maxIdleMs, maxRetentionMs } = policyOf(row);
  const template = `the template '${row.templateName}'`;
  if (
    maxIdleMs !== null &&
    idleMinutes !== undefined &&
    (idleMinutes === null || idleMinutes * MINUTE_MS > maxIdleMs)
  ) {
    const wanted =
      idleMinutes === null ? 'never' : formatPeriod(idleMinutes * MINUTE_MS);
    throw new InputError(
      `'idleMinutes': ${template} stops workspaces after ${formatPeriod(
        maxIdleMs,
      )} without activity at the latest; you asked for ${wanted}`,
    );
  }
  if (retentionDays !== undefined && retentionDays * DAY_MS > maxRetentionMs) {
    throw new InputError(
      `'retentionDays': ${template} keeps stopped workspaces for ${formatPeriod(
        maxRetentionMs,
      )} at most; you asked for ${formatPeriod(retentionDays * DAY_MS)}`,
    );
  }
  if (schedule) checkTimes(schedule);
  if (schedule !== undefined) checkMayChoose(row, schedule, template);
}

function checkTimes({ timeZone, start, stop }: WorkspaceSchedule): void {
  if (!isTimeZone(timeZone)) {
    throw new InputError(
      `'schedule.timeZone': there is no time zone '${timeZone}'; use a name like Europe/Lisbon`,
    );
  }
  if (start !== undefined && start === stop) {
    throw new InputError(
      `'schedule': it cannot start and stop at the same time, ${start}`,
    );
  }
}

/** Where owners may not choose times, they still choose the zone that the template's are meant in. */
function checkMayChoose(
  row: Pick<WorkspaceRecord, 'spec'>,
  schedule: WorkspaceSchedule | null,
  template: string,
): void {
  const policy = policyOf(row);
  if (policy.ownersMaySchedule) return;
  const times = (one: WorkspaceSchedule | null) =>
    one && (one.start || one.stop)
      ? { start: one.start, stop: one.stop, days: [...one.days].sort() }
      : null;
  const isZoneOnly = schedule !== null && times(schedule) === null;
  if (!isZoneOnly && !same(times(schedule), times(policy.schedule))) {
    throw new InputError(
      `'schedule': ${template} sets the times of its workspaces; you can choose the time zone only`,
    );
  }
}

function describe(before: WorkspaceSettings, after: WorkspaceSettings) {
  return [
    !same(before.idleMinutes, after.idleMinutes) &&
      `idle time-out: ${idleText(after.idleMinutes)}`,
    !same(before.schedule, after.schedule) &&
      `schedule: ${scheduleText(after.schedule)}`,
    !same(before.retentionDays, after.retentionDays) &&
      `kept when stopped: ${
        after.retentionDays === undefined
          ? AS_TEMPLATE
          : formatPeriod(after.retentionDays * DAY_MS)
      }`,
  ];
}

const AS_TEMPLATE = 'as the template says';

function idleText(minutes: WorkspaceSettings['idleMinutes']): string {
  if (minutes === undefined) return AS_TEMPLATE;
  return minutes === null ? 'never' : formatPeriod(minutes * MINUTE_MS);
}

function scheduleText(schedule: WorkspaceSettings['schedule']): string {
  if (schedule === undefined) return AS_TEMPLATE;
  if (schedule === null) return 'none';
  const { start, stop, days, timeZone } = schedule;
  const parts = [start && `start ${start}`, stop && `stop ${stop}`];
  return [...parts, days.join(' '), timeZone].filter(Boolean).join(', ');
}

function onlyChanged(
  row: WorkspaceRecord,
  replace: Partial<ReplaceableFields>,
): Partial<ReplaceableFields> {
  return Object.fromEntries(
    Object.entries(replace).filter(
      ([field, value]) => !same(row[field as keyof ReplaceableFields], value),
    ),
  );
}

function describePlanned(planned: Partial<ReplaceableFields>) {
  const { resourceClassName, parameters, pendingRevision } = planned;
  const next = 'at the next start';
  return [
    resourceClassName !== undefined &&
      `resource class ${resourceClassName} ${next}`,
    parameters !== undefined && `other parameters ${next}`,
    typeof pendingRevision === 'number' &&
      `revision ${pendingRevision} of the template ${next}`,
    pendingRevision === null && 'no update of the template for now',
    planned.footprint !== undefined &&
      resourceClassName === undefined &&
      parameters === undefined &&
      pendingRevision === undefined &&
      `another size ${next}`,
  ];
}

function same(one: unknown, other: unknown): boolean {
  return stable(one) === stable(other);
}

/** Equal for values that differ in the order of their keys only. */
function stable(value: unknown): string {
  return (
    JSON.stringify(value, (_, part) =>
      part && typeof part === 'object' && !Array.isArray(part)
        ? Object.fromEntries(
            Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)),
          )
        : part,
    ) ?? 'undefined'
  );
}
