import type { Quota } from '@backstage-cde/plugin-cde-common';
import type { CdeConfig } from '../config';

/** Limits of the configuration, which the portal shows but cannot change. */
export function configuredQuotas({
  quotas,
}: Pick<CdeConfig, 'quotas'>): Quota[] {
  return quotas.items.map(({ target, limits, note }, index) => ({
    id: `config:${index}`,
    target,
    limits,
    ...(note && { note }),
    source: 'config' as const,
    version: 0,
  }));
}
