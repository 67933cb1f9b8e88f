import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ReadinessTotal } from '@backstage-cde/plugin-cde-common';
import { formatDuration } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import { RelativeTime } from '../Common';
import styles from './Readiness.module.css';

type Starts = Pick<
  ReadinessTotal,
  'lastStartAt' | 'lastStartMs' | 'medianStartMs' | 'starts'
>;

/** When a workspace was last ready, and how long that took. */
export const LastStart = ({ of }: { of: Starts }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { lastStartAt, lastStartMs } = of;
  if (!lastStartAt) {
    return <span className={styles.minor}>{t('readiness.never')}</span>;
  }
  return (
    <span className={styles.start}>
      <RelativeTime at={lastStartAt} />
      {lastStartMs !== undefined && (
        <span className={styles.minor}>
          {t('readiness.took', { time: formatDuration(lastStartMs) })}
        </span>
      )}
    </span>
  );
};

/** How long starts usually take, and of how many that is known. */
export const MedianStart = ({ of }: { of: Starts }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { medianStartMs, starts } = of;
  if (medianStartMs === undefined) {
    return <span className={styles.minor}>—</span>;
  }
  return (
    <span className={styles.start}>
      <span className={styles.number}>{formatDuration(medianStartMs)}</span>
      <span className={styles.minor}>
        {t('readiness.ofStarts', { count: starts })}
      </span>
    </span>
  );
};
