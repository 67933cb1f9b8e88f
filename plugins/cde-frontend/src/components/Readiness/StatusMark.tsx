import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  RiAlertFill,
  RiCheckboxCircleFill,
  RiErrorWarningFill,
  RiIndeterminateCircleLine,
  RiQuestionLine,
} from '@remixicon/react';
import type { RemixiconComponentType } from '@remixicon/react';
import type {
  ReadinessStatus,
  ReadinessTotal,
} from '@backstage-cde/plugin-cde-common';
import { statusShares } from '../../lib/readiness';
import { cdeTranslationRef } from '../../translation';
import { ToneMark } from '../Common';
import type { Tone } from '../Common';
import styles from './Readiness.module.css';

const LOOKS: Record<
  ReadinessStatus,
  { icon: RemixiconComponentType; tone: Tone }
> = {
  valid: { icon: RiCheckboxCircleFill, tone: 'success' },
  warnings: { icon: RiAlertFill, tone: 'warning' },
  invalid: { icon: RiErrorWarningFill, tone: 'danger' },
  none: { icon: RiIndeterminateCircleLine, tone: 'neutral' },
  unknown: { icon: RiQuestionLine, tone: 'neutral' },
};

/** How a component's devcontainer stands: an icon, a colour and a word. */
export const StatusMark = ({ status }: { status: ReadinessStatus }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <span title={t(`readiness.help.${status}`)}>
      <ToneMark {...LOOKS[status]}>
        {t(`readiness.statuses.${status}`)}
      </ToneMark>
    </span>
  );
};

/** The parts that each status has of some components; said in words, too. */
export const ShareBar = ({
  total,
}: {
  total: Pick<ReadinessTotal, 'byStatus' | 'components'>;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const shares = statusShares(total);
  const text = shares
    .map(
      ({ status, count }) => `${t(`readiness.statuses.${status}`)}: ${count}`,
    )
    .join(', ');
  return (
    <div role="img" aria-label={text} title={text} className={styles.bar}>
      {shares.map(({ status, share }) => (
        <span
          key={status}
          data-status={status}
          style={{ inlineSize: `${share * 100}%` }}
        />
      ))}
    </div>
  );
};
