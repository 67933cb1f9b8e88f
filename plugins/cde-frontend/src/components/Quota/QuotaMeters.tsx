import { useId } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type {
  QuotaUsage,
  QuotaUsageList,
} from '@backstage-cde/plugin-cde-common';
import {
  byTightness,
  formatAmount,
  fullness,
  isExceeded,
  usageKey,
} from '../../lib/quota';
import { cdeTranslationRef } from '../../translation';
import { useQuotaWords } from './words';
import styles from './Quota.module.css';

const AT_ONCE = 3;

/** How much of the user's limits is used, the tightest first; nothing where there are none. */
export const QuotaMeters = ({
  usage,
  nothingAsked,
}: {
  usage: QuotaUsageList;
  /** Leave out what one more workspace would add. */
  nothingAsked?: boolean;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const all = byTightness(
    nothingAsked
      ? usage.items.map(item => ({ ...item, requested: undefined }))
      : usage.items,
  );
  if (all.length === 0) return null;
  const rest = all.slice(AT_ONCE);
  return (
    <section className={styles.meters} aria-label={t('quota.label')}>
      <Text as="h3" variant="body-small" color="secondary">
        {t('quota.label')}
      </Text>
      <Meters usages={all.slice(0, AT_ONCE)} currency={usage.currency} />
      {rest.length > 0 && (
        <details className={styles.rest}>
          <summary>{t('quota.more', { number: String(all.length) })}</summary>
          <Meters usages={rest} currency={usage.currency} />
        </details>
      )}
    </section>
  );
};

const Meters = ({
  usages,
  currency,
}: {
  usages: QuotaUsage[];
  currency: string;
}) => (
  <ul className={styles.list}>
    {usages.map(usage => (
      <li key={usageKey(usage)}>
        <Meter usage={usage} currency={currency} />
      </li>
    ))}
  </ul>
);

/** One limit: its bar, its figures and whose it is. */
const Meter = ({
  usage,
  currency,
}: {
  usage: QuotaUsage;
  currency: string;
}) => {
  const { usageText, whose } = useQuotaWords();
  const label = useId();
  const { measure, used, limit, requested } = usage;
  const full = isExceeded(usage) || used >= limit;
  return (
    <div className={styles.meter} data-full={full}>
      <div
        role="meter"
        aria-labelledby={label}
        aria-valuemin={0}
        aria-valuemax={limit}
        aria-valuenow={Math.min(used, limit)}
        aria-valuetext={usageText(usage, currency)}
        className={styles.bar}
      >
        <span style={{ inlineSize: `${fullness(usage) * 100}%` }} />
        {requested !== undefined && requested > 0 && (
          <span
            className={styles.requested}
            style={{ inlineSize: `${added(usage) * 100}%` }}
          />
        )}
      </div>
      <span id={label} className={styles.text}>
        <strong>{usageText(usage, currency)}</strong>{' '}
        {requested !== undefined && requested > 0 && (
          <>(+{formatAmount(measure, requested, currency)}) </>
        )}
        <span className={styles.whose}>{whose(usage)}</span>
      </span>
    </div>
  );
};

/** The part of the bar that a request would fill. */
function added(usage: QuotaUsage): number {
  const { requested = 0, limit } = usage;
  if (limit <= 0) return 0;
  return Math.min(1 - fullness(usage), requested / limit);
}
