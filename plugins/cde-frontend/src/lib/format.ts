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

/** Bytes in powers of 1024, the one family of units on all pages, as the cluster counts memory and disks. */
export function formatBytes(bytes: number): string {
  const gibibytes = bytes / 1024 ** 3;
  if (gibibytes >= 1) return unit(gibibytes, 'GiB', 1);
  return unit(bytes / 1024 ** 2, 'MiB');
}

/** A plain number in the person's language. */
export function formatNumber(value: number, digits = 1): string {
  return new Intl.NumberFormat(undefined, {
    maximumFractionDigits: digits,
  }).format(value);
}

/** `2 CPU, 2 GiB`: what a class allows at most; `8 CPU, 32 GiB, 1 GPU` where it has one. */
export function formatClass(resourceClass: ResourceClass): string {
  const { cpu, memory, gpu } = resourceClass;
  return [
    unit(cpu.limit, 'CPU', 1),
    formatBytes(memory.limit),
    gpu && unit(gpu.count, 'GPU'),
  ]
    .filter(Boolean)
    .join(', ');
}

/** Money in the person's language, with more digits where an amount is small. */
export function formatMoney(amount: number, currency: string): string {
  return new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: amount !== 0 && Math.abs(amount) < 0.1 ? 3 : 2,
  }).format(amount);
}

/** How far off something is, in one round figure: `4 min`, `2 h`, `3 days`. */
export function formatSpan(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 90) return unit(minutes, 'min');
  const hours = Math.round(minutes / 60);
  if (hours < 36) return unit(hours, 'h');
  return inDays(Math.round(hours / 24));
}

/** A length of time that people set: `30 min`, `8 h`, `7 days`. */
export function formatSetting(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes % (24 * 60) === 0) return inDays(minutes / (24 * 60));
  if (minutes % 60 === 0) return unit(minutes / 60, 'h');
  return formatDuration(ms);
}

function inDays(days: number): string {
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: 'day',
    unitDisplay: 'long',
  }).format(days);
}

/** A time of day, with the weekday where it is not today: `18:00`, `Tue 08:00`. */
export function formatClock(iso: string, now: number = Date.now()): string {
  const time = DateTime.fromISO(iso);
  const clock = time.toLocaleString(DateTime.TIME_SIMPLE);
  if (time.hasSame(DateTime.fromMillis(now), 'day')) return clock;
  const near = Math.abs(time.toMillis() - now) < 6 * 24 * 3_600_000;
  const day = time.toLocaleString(
    near ? { weekday: 'short' } : DateTime.DATE_MED,
  );
  return `${day} ${clock}`;
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
