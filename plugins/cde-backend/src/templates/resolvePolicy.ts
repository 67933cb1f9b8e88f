import {
  parseDuration,
  type EffectivePolicy,
  type TemplatePolicies,
} from '@backstage-cde/plugin-cde-common';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const EVERY_DAY = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/**
 * What a template's policies come to. A ceiling that is not named never lies below the template's own default.
 * The times of its schedule are those of the owner's time zone; the zone written here stands for it.
 */
export function resolvePolicy(
  policies: TemplatePolicies = {},
): EffectivePolicy {
  const { idle, retention, schedule, lifetime } = policies;
  const idleMs = lengthOf(idle?.timeout, 30 * MINUTE_MS);
  const retentionMs = lengthOf(retention?.after, 7 * DAY_MS)!;
  const planned = schedule?.start ?? schedule?.stop;
  return {
    idleMs,
    maxIdleMs: idle?.max ? lengthOf(idle.max, null) : larger(idleMs, DAY_MS),
    schedule:
      planned === undefined
        ? null
        : {
            timeZone: 'UTC',
            days: schedule?.days ?? [...EVERY_DAY],
            ...(schedule?.start && { start: schedule.start }),
            ...(schedule?.stop && { stop: schedule.stop }),
          },
    ownersMaySchedule: schedule?.ownersMayChange ?? true,
    ...(schedule?.quietHours && { quietHours: schedule.quietHours }),
    lifetimeMs: lengthOf(lifetime, null),
    retentionMs,
    maxRetentionMs: retention?.max
      ? lengthOf(retention.max, null)!
      : Math.max(retentionMs, 30 * DAY_MS),
  };
}

/** `null`: never, or no limit. */
function lengthOf(text: string | undefined, fallback: number | null) {
  if (text === undefined) return fallback;
  return text === 'never' ? null : parseDuration(text) ?? fallback;
}

function larger(a: number | null, b: number): number | null {
  return a === null ? null : Math.max(a, b);
}
