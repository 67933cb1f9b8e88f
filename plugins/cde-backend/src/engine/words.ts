import type { Cause } from '@backstage-cde/plugin-cde-common';

/** `512 MiB`, `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  const gib = bytes / 1024 ** 3;
  if (gib >= 1) return `${trim(gib)} GiB`;
  return `${trim(bytes / 1024 ** 2)} MiB`;
}

/** `1 core`, `0.5 cores`. */
export function formatCores(cores: number): string {
  return `${trim(cores)} ${cores === 1 ? 'core' : 'cores'}`;
}

/** `40 seconds`, `3 minutes`, rounded as one says it. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  return `${minutes} minutes`;
}

function trim(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Ends a text with one full stop. */
export function sentence(text: string): string {
  const trimmed = text.trim().replace(/\s+/g, ' ');
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** The last part of a text, for messages that quote logs. */
export function lastPart(text: string, length = 300): string {
  const trimmed = text.trim();
  return trimmed.length > length ? `…${trimmed.slice(-length)}` : trimmed;
}

export function cause(reason: string, message: string, cure?: string): Cause {
  return {
    reason,
    message: sentence(message),
    ...(cure && { cure: sentence(cure) }),
  };
}
