import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { UsageReport } from '@backstage-cde/plugin-cde-common';
import { formatBytes, formatMoney, formatNumber } from '../../lib/format';
import { totals } from '../../lib/usage';
import { cdeTranslationRef } from '../../translation';
import styles from './Usage.module.css';

/** The figures that one looks for first. */
export const UsageFigures = ({ report }: { report: UsageReport }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { cost, now } = totals(report);
  const { currency, measured } = report;
  const used = (value: string | undefined) =>
    value === undefined
      ? t('administration.usage.notMeasured')
      : t('administration.usage.usedNow', { used: value });
  const figures = [
    {
      label: t('administration.usage.totalCost'),
      value: formatMoney(cost, currency),
    },
    {
      label: t('administration.usage.runningChart'),
      value: formatNumber(now?.running ?? 0),
      more: t('administration.usage.lately'),
    },
    {
      label: t('administration.usage.cpuChart'),
      value: `${formatNumber(now?.cpu ?? 0)} ${t(
        'administration.usage.cores',
      )}`,
      more: used(measured && formatNumber(measured.cpu)),
    },
    {
      label: t('administration.usage.memoryChart'),
      value: formatBytes(now?.memory ?? 0),
      more: used(measured && formatBytes(measured.memory)),
    },
  ];
  return (
    <dl className={styles.figures}>
      {figures.map(({ label, value, more }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <strong>{value}</strong>
            {more && <span>{more}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
};
