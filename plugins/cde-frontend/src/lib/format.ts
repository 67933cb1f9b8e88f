import type { GitRef, ResourceClass } from '@backstage-cde/plugin-cde-common';
import { DateTime } from 'luxon';

/** A number in the person's language with a unit's international symbol. */
function unit(value: number, symbol: string, digits = 0): string {
  return `${new Intl.NumberFormat(undefined, {
    maximumFractionDigits: digits,
  }).format(value)}\u00a0${symbol}`;
}

/** A duration as a person writes it: `0.4 s`, `12 s`, `2 min 5 s`, `1 h 3 min`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return unit(seconds, 's', 1);
  const whole = Math.round(seconds);
  if (whole < 60) return unit(whole, 's');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    return minutes < 10 && whole % 60
      ? `${unit(minutes, 'min')} ${unit(whole % 60, 's')}`
      : unit(minutes, 'min');
  }
  const hours = Math.floor(minutes / 60);
  return minutes % 60
    ? `${unit(hours, 'h')} ${unit(minutes % 60, 'min')}`
    : unit(hours, 'h');
}

/** The same in whole seconds, for figures that tick. */
export function formatElapsed(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  return seconds < 60 ? unit(seconds, 's') : formatDuration(seconds * 1000);
}

/** Bytes in the unit that memory and disks are sold in (powers of 1024). */
export function formatBytes(bytes: number): string {
  const gigabytes = bytes / 1024 ** 3;
  if (gigabytes >= 1) return unit(gigabytes, 'GB', 1);
  return unit(bytes / 1024 ** 2, 'MB');
}

/** `2 CPU, 2 GB`: what a class allows at most. */
export function formatClass(resourceClass: ResourceClass): string {
  const cpu = new Intl.NumberFormat(undefined, {
    maximumFractionDigits: 1,
  }).format(resourceClass.cpu.limit);
  return `${cpu} CPU, ${formatBytes(resourceClass.memory.limit)}`;
}

/** `5 minutes ago`, in the person's language. */
export function formatRelative(iso: string, now: number = Date.now()): string {
  const time = DateTime.fromISO(iso);
  // Clocks differ: what has happened is never in the future.
  const base = DateTime.max(DateTime.fromMillis(now), time.plus(1));
  return time.toRelative({ base }) ?? iso;
}

/** The absolute time, to the second, in the person's language. */
export function formatAbsolute(iso: string): string {
  return DateTime.fromISO(iso).toLocaleString(
    DateTime.DATETIME_MED_WITH_SECONDS,
  );
}

/** Seven digits of a commit. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}

/** The branch, tag or commit by name; undefined for the repository's default. */
export function refName(ref: GitRef): string | undefined {
  if (ref.type === 'default') return undefined;
  return ref.type === 'commit' ? shortCommit(ref.name) : ref.name;
}
