import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Fence, LeaseStore } from '../workspaces';

const TTL_MS = 10_000;
const RENEW_MS = 3_000;
const RETRY_MS = 1_000;
/** Before others can take an expired lease, its holder has stopped by itself. */
const MARGIN_MS = 2_000;

export interface LeadershipOptions {
  leases: LeaseStore;
  /** Name of the lease. */
  name: string;
  /** Unique for this process. */
  holder: string;
  logger: LoggerService;
}

/**
 * Of all replicas one at a time does the work. Its signal is given as soon as the lease is lost, or could
 * be because it cannot be renewed; writes of a holder that has not noticed yet are refused by the fence.
 * Runs until the signal is given.
 */
export async function withLeadership(
  options: LeadershipOptions,
  signal: AbortSignal,
  work: (fence: Fence, lost: AbortSignal) => Promise<void>,
): Promise<void> {
  const { leases, name, holder, logger } = options;
  let complained = false;
  while (!signal.aborted) {
    try {
      const askedAt = performance.now();
      const fence = await leases.acquire(name, holder, TTL_MS);
      complained = false;
      if (fence) await hold(options, fence, askedAt, signal, work);
    } catch (error) {
      if (!complained)
        logger.warn(`The lease '${name}' cannot be taken, trying on: ${error}`);
      complained = true;
    }
    await pause(RETRY_MS * (0.75 + Math.random() / 2), signal);
  }
}

async function hold(
  { leases, name, logger }: LeadershipOptions,
  fence: Fence,
  askedAt: number,
  signal: AbortSignal,
  work: (fence: Fence, lost: AbortSignal) => Promise<void>,
): Promise<void> {
  logger.debug(`Took the lease '${name}', epoch ${fence.epoch}`);
  const ended = new AbortController();
  const both = AbortSignal.any([signal, ended.signal]);
  const renewing = renew({
    leases,
    fence,
    renewedAt: askedAt,
    signal: both,
  }).finally(() => ended.abort());
  try {
    await work(fence, both);
  } finally {
    ended.abort();
    await renewing;
    if (!signal.aborted) logger.warn(`The lease '${name}' was lost`);
    await leases
      .release(fence)
      .catch(error =>
        logger.warn(`The lease '${name}' could not be released: ${error}`),
      );
  }
}

/** Returns when the lease is lost or the signal is given. */
async function renew({
  leases,
  fence,
  renewedAt,
  signal,
}: {
  leases: LeaseStore;
  fence: Fence;
  renewedAt: number;
  signal: AbortSignal;
}) {
  let last = renewedAt;
  while (!signal.aborted) {
    const failed = last < performance.now() - RENEW_MS * 1.5;
    await pause(failed ? RETRY_MS / 2 : RENEW_MS, signal);
    if (signal.aborted) return;
    const askedAt = performance.now();
    const left = last + TTL_MS - MARGIN_MS - askedAt;
    const answer = await Promise.race([
      leases.renew(fence, TTL_MS).catch(() => 'unknown' as const),
      pause(Math.max(left, 0), signal).then(() => 'unknown' as const),
    ]);
    if (answer === true) last = askedAt;
    if (answer === false) return;
    if (performance.now() - last > TTL_MS - MARGIN_MS) return;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
