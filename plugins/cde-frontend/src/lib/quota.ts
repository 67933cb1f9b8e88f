import { ResponseError } from '@backstage/errors';
import type {
  QuotaMeasure,
  QuotaRefusal,
  QuotaUsage,
} from '@backstage-cde/plugin-cde-common';
import { formatBytes, formatMoney, formatNumber } from './format';

/** What a quota says about a request that it refused; undefined for any other error. */
export function quotaRefusalOf(
  error: Error | undefined,
): QuotaRefusal | undefined {
  if (!error) return undefined;
  const said: object =
    error instanceof ResponseError ? error.body.error : error;
  const quota = 'quota' in said ? said.quota : undefined;
  return isRefusal(quota) ? quota : undefined;
}

function isRefusal(value: unknown): value is QuotaRefusal {
  return (
    typeof value === 'object' &&
    value !== null &&
    'exceeded' in value &&
    Array.isArray(value.exceeded) &&
    value.exceeded.length > 0
  );
}

/** An amount of what is limited, in its unit. */
export function formatAmount(
  measure: QuotaMeasure,
  amount: number,
  currency: string,
): string {
  switch (measure) {
    case 'memory':
    case 'storage':
      return formatBytes(amount);
    case 'cost':
      return formatMoney(amount, currency);
    default:
      return formatNumber(amount, 2);
  }
}

/** How full a limit is, between 0 and 1. */
export function fullness({ used, limit }: QuotaUsage): number {
  if (limit <= 0) return 1;
  return Math.min(1, Math.max(0, used / limit));
}

/** How many more of the same fit; undefined where nothing is known of a request. */
export function timesLeft({
  used,
  limit,
  requested,
}: QuotaUsage): number | undefined {
  if (!requested || requested <= 0) return undefined;
  return Math.max(0, Math.floor((limit - used) / requested + 1e-9));
}

/** Whether a request would go over a limit. */
export function isExceeded(usage: QuotaUsage): boolean {
  return usage.used + (usage.requested ?? 0) > usage.limit + 1e-9;
}

/** The order in which limits matter to a person: those in the way, then the fullest. */
export function byTightness(usages: readonly QuotaUsage[]): QuotaUsage[] {
  return [...usages].sort(
    (a, b) =>
      Number(isExceeded(b)) - Number(isExceeded(a)) ||
      fullness(b) - fullness(a),
  );
}

/** How many more workspaces like the requested one may be made, by the limit that ends first. */
export function roomFor(usages: readonly QuotaUsage[]): number | undefined {
  const left = usages.flatMap(usage => timesLeft(usage) ?? []);
  return left.length > 0 ? Math.min(...left) : undefined;
}

/** What tells one limit from another in a list. */
export function usageKey({ target, measure }: QuotaUsage): string {
  return [target.kind, target.ref, target.per, measure].join(' ');
}
