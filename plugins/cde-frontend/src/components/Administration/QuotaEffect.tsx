import { useEffect, useState } from 'react';
import { toError } from '@backstage/errors';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type {
  QuotaEffect,
  SetQuotaRequest,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useSettled } from '../../hooks/useSettled';
import { shortRef } from '../../lib/entities';
import { formatAmount } from '../../lib/quota';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice } from '../Common';
import styles from './Quotas.module.css';

/** What is known of what a request would do. */
export type KnownEffect =
  | { state: 'none' | 'pending' }
  | { state: 'known'; effect: QuotaEffect }
  | { state: 'failed'; error: Error };

/** Asks what setting a quota would do, each time that the form has come to rest. */
export function useEffectOf(request: SetQuotaRequest | undefined): KnownEffect {
  const api = useApi(cdeApiRef);
  const wanted = request ? JSON.stringify(request) : '';
  const settled = useSettled(wanted);
  const [known, setKnown] = useState<{ of: string; effect: KnownEffect }>();
  useEffect(() => {
    if (!settled) return undefined;
    const abort = new AbortController();
    const tell = (effect: KnownEffect) => {
      if (!abort.signal.aborted) setKnown({ of: settled, effect });
    };
    api.previewQuota(JSON.parse(settled), { signal: abort.signal }).then(
      effect => tell({ state: 'known', effect }),
      error => tell({ state: 'failed', error: toError(error) }),
    );
    return () => abort.abort();
  }, [api, settled]);
  if (!wanted) return { state: 'none' };
  return known?.of === wanted ? known.effect : { state: 'pending' };
}

/** What setting a quota would do, in words. */
export const EffectPane = ({
  effect,
  currency,
}: {
  effect: KnownEffect;
  currency: string;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <section
      className={styles.effect}
      aria-label={t('administration.quotas.effect')}
      aria-live="polite"
    >
      <Text as="p" weight="bold">
        {t('administration.quotas.effect')}
      </Text>
      {effect.state === 'none' && (
        <p>{t('administration.quotas.effectNone')}</p>
      )}
      {effect.state === 'pending' && (
        <p>{t('administration.quotas.effectPending')}</p>
      )}
      {effect.state === 'failed' && (
        <ErrorNotice
          error={effect.error}
          title={t('administration.quotas.effectFailed')}
        />
      )}
      {effect.state === 'known' && (
        <Effect effect={effect.effect} currency={currency} />
      )}
    </section>
  );
};

const Effect = ({
  effect,
  currency,
}: {
  effect: QuotaEffect;
  currency: string;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <>
      <p>
        {t('administration.quotas.owners', { count: effect.owners })}{' '}
        {effect.over.length === 0 && t('administration.quotas.nobodyOver')}
      </p>
      {effect.over.length > 0 && (
        <>
          <p>{t('administration.quotas.over')}</p>
          <ul>
            {effect.over.map(({ ref, measure, used, limit }) => (
              <li key={`${ref} ${measure}`}>
                {t('administration.quotas.overOne', {
                  who:
                    ref === 'everyone'
                      ? t('administration.quotas.everyone')
                      : shortRef(ref),
                  used: formatAmount(measure, used, currency),
                  limit: formatAmount(measure, limit, currency),
                  measure: t(`administration.quotas.measure.${measure}`),
                })}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
};
