const MINUTE = 60_000;
const UNITS: Record<string, number> = {
  m: MINUTE,
  h: 60 * MINUTE,
  d: 24 * 60 * MINUTE,
};

/** What `parseDuration` takes, for schemas. */
export const DURATION_PATTERN = '^[1-9][0-9]{0,4}[mhd]$';

/** Milliseconds of a length of time such as `30m`, `8h` or `7d`; `undefined`: it is none. @public */
export function parseDuration(text: string): number | undefined {
  if (!new RegExp(DURATION_PATTERN).test(text)) return undefined;
  return Number(text.slice(0, -1)) * UNITS[text.slice(-1)];
}

/** The shortest way to write so many milliseconds, in whole minutes: `90m`, `2h`, `7d`. @public */
export function formatDuration(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE));
  const unit = ['d', 'h'].find(name => (minutes * MINUTE) % UNITS[name] === 0);
  return unit ? `${(minutes * MINUTE) / UNITS[unit]}${unit}` : `${minutes}m`;
}
