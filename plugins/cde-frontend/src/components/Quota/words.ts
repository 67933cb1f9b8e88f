import { useCallback } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { QuotaUsage } from '@backstage-cde/plugin-cde-common';
import { formatAmount } from '../../lib/quota';
import { cdeTranslationRef } from '../../translation';

/** Limits in words: `3 of 5 running`, and whose they are. */
export function useQuotaWords() {
  const { t } = useTranslationRef(cdeTranslationRef);
  const usageText = useCallback(
    ({ measure, used, limit }: QuotaUsage, currency: string) =>
      t('quota.of', {
        used: formatAmount(measure, used, currency),
        limit: formatAmount(measure, limit, currency),
        what: t(`quota.measure.${measure}`),
      }),
    [t],
  );
  const whose = useCallback(
    ({ target, title }: QuotaUsage) => {
      const { kind, per } = target;
      if (kind === 'group' && per === 'each')
        return t('quota.whose.groupEach', { title });
      if (kind === 'everyone') {
        return per === 'each'
          ? t('quota.whose.everyoneEach')
          : t('quota.whose.everyone');
      }
      return t(`quota.whose.${kind}`, { title });
    },
    [t],
  );
  return { usageText, whose };
}
