import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import type {
  QuotaHolder,
  QuotaRefusal,
  QuotaUsage,
} from '@backstage-cde/plugin-cde-common';
import { useRights } from '../../hooks/useRights';
import { formatAmount, usageKey } from '../../lib/quota';
import { cdeTranslationRef } from '../../translation';
import { Notice } from '../Common';
import { Holder } from './Holder';
import { useQuotaWords } from './words';
import styles from './Quota.module.css';

/** What prices are in while the portal's currency is not known. */
const UNKNOWN_CURRENCY = 'XXX';

interface QuotaRefusalNoticeProps {
  refusal: QuotaRefusal;
  /** Does again what was refused. */
  onRetry?: () => void;
}

/** Which limit, whose, what uses it, and what to stop to make room. */
export const QuotaRefusalNotice = ({
  refusal,
  onRetry,
}: QuotaRefusalNoticeProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Notice
      urgent
      severity="warning"
      title={t('quota.refused')}
      actions={
        onRetry && (
          <Button size="small" variant="primary" onPress={onRetry}>
            {t('quota.tryAgain')}
          </Button>
        )
      }
    >
      <div className={styles.refusal}>
        {refusal.exceeded.map(exceeded => (
          <Exceeded key={usageKey(exceeded)} exceeded={exceeded} />
        ))}
      </div>
    </Notice>
  );
};

const Exceeded = ({
  exceeded,
}: {
  exceeded: QuotaUsage & { holders: QuotaHolder[] };
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { usageText, whose } = useQuotaWords();
  const currency = useRights().value?.currency ?? UNKNOWN_CURRENCY;
  const { measure, requested, holders } = exceeded;
  const actable = holders.some(({ allowed }) => allowed.length > 0);
  return (
    <div>
      <p className={styles.limit}>
        <strong>
          {t('quota.exceeded', {
            whose: whose(exceeded),
            usage: usageText(exceeded, currency),
          })}
        </strong>
        {requested !== undefined &&
          requested > 0 &&
          `, ${t('quota.adds', {
            amount: formatAmount(measure, requested, currency),
          })}`}
        . {t(actable ? 'quota.makeRoom' : 'quota.makeRoomOthers')}
      </p>
      {holders.length > 0 && (
        <ul className={styles.holders} aria-label={t('quota.holders')}>
          {holders.map((holder, index) => (
            <Holder
              key={holder.id ?? `hidden ${index}`}
              holder={holder}
              amount={formatAmount(measure, holder.amount, currency)}
            />
          ))}
        </ul>
      )}
    </div>
  );
};
