import type { TimeOfDay, Weekday } from '@backstage-cde/plugin-cde-common';
import { DateTime } from 'luxon';

const WEEKDAYS: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
/** More than a week, for times that are weekly. */
const DAYS = 8;

/** A time that comes again on certain days, as the clocks of a zone show it. */
export interface RecurringTime {
  timeZone: string;
  days: Weekday[];
  at: TimeOfDay;
}

/**
 * The first such time after an instant, in milliseconds since the epoch. A time that a day leaves out because
 * clocks go forward comes as much later as they are put forward; one that comes twice counts once, the first time.
 * @returns `undefined` where no day is named or the zone is not known
 */
export function nextTime(
  time: RecurringTime,
  after: number,
): number | undefined {
  const today = DateTime.fromMillis(after, { zone: time.timeZone });
  for (let day = 0; day <= DAYS; day += 1) {
    const candidate = onDay(time, today.plus({ days: day }));
    if (candidate !== undefined && candidate > after) return candidate;
  }
  return undefined;
}

/** The last such time up to an instant. */
export function lastTime(
  time: RecurringTime,
  until: number,
): number | undefined {
  const today = DateTime.fromMillis(until, { zone: time.timeZone });
  for (let day = 0; day <= DAYS; day += 1) {
    const candidate = onDay(time, today.minus({ days: day }));
    if (candidate !== undefined && candidate <= until) return candidate;
  }
  return undefined;
}

/** Whether an instant is within a span of each day, which may go past midnight; its end does not belong to it. */
export function isWithin(
  { from, to }: { from: TimeOfDay; to: TimeOfDay },
  timeZone: string,
  instant: number,
): boolean {
  const now = DateTime.fromMillis(instant, { zone: timeZone }).toFormat(
    'HH:mm',
  );
  return from <= to ? from <= now && now < to : now >= from || now < to;
}

/** Whether it is an IANA zone that this process knows. */
export function isTimeZone(name: string): boolean {
  return DateTime.local({ zone: name }).isValid;
}

/** `14:35` in a zone, for messages. */
export function clockTime(instant: number, timeZone: string): string {
  const time = DateTime.fromMillis(instant, { zone: timeZone });
  return time.isValid ? time.toFormat('HH:mm') : clockTime(instant, 'utc');
}

/** `2026-11-22 14:35`, in a zone, for messages. */
export function dayAndTime(instant: number, timeZone: string): string {
  const time = DateTime.fromMillis(instant, { zone: timeZone });
  return time.isValid
    ? time.toFormat('yyyy-MM-dd HH:mm')
    : dayAndTime(instant, 'utc');
}

function onDay({ days, at }: RecurringTime, day: DateTime): number | undefined {
  if (!day.isValid || !days.includes(WEEKDAYS[day.weekday - 1]))
    return undefined;
  const [hour, minute] = at.split(':').map(Number);
  const { year, month, day: date } = day;
  const time = DateTime.fromObject(
    { year, month, day: date, hour, minute },
    { zone: day.zone },
  );
  if (!time.isValid) return undefined;
  // Of a time that comes twice, the one before the clocks were put back.
  return Math.min(
    ...time.getPossibleOffsets().map(possible => possible.toMillis()),
  );
}

/** Every day. */
export const ALL_DAYS: readonly Weekday[] = WEEKDAYS;
