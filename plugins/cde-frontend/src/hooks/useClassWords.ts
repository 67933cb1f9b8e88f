import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ResourceClass } from '@backstage-cde/plugin-cde-common';
import { formatBytes, formatClass, formatMoney } from '../lib/format';
import { cdeTranslationRef } from '../translation';
import { useRights } from './useRights';

/** A class in words: how large, and how dear. */
export interface ClassWords {
  /** `2 CPU, 2 GiB, 5 GiB disk`. */
  size: (resourceClass: ResourceClass) => string;
  /** `€0.04 per hour, €0.10 per GB and month`; undefined where it has no price. */
  price: (resourceClass: ResourceClass) => string | undefined;
}

/** Classes in words. */
export function useClassWords(): ClassWords {
  const { t } = useTranslationRef(cdeTranslationRef);
  const currency = useRights().value?.currency;
  return useMemo(
    () => ({
      size: resourceClass =>
        `${formatClass(resourceClass)}, ${t('new.disk', {
          size: formatBytes(resourceClass.storage),
        })}`,
      price: ({ price }) =>
        price && currency
          ? [
              t('price.perHour', {
                amount: formatMoney(price.perHour, currency),
              }),
              t('price.perGbMonth', {
                amount: formatMoney(price.perGbMonth, currency),
              }),
            ].join(', ')
          : undefined,
    }),
    [t, currency],
  );
}
