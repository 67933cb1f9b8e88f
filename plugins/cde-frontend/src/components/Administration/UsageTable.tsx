import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import type {
  UsageDimension,
  UsageReport,
  UsageRow,
} from '@backstage-cde/plugin-cde-common';
import { useLinks } from '../../hooks/useLinks';
import { formatMoney, formatNumber } from '../../lib/format';
import { gibHours } from '../../lib/usage';
import { cdeTranslationRef } from '../../translation';
import styles from './Usage.module.css';

/** All sums, most expensive first. */
export const UsageTable = ({
  report,
  by,
}: {
  report: UsageReport;
  by: UsageDimension;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t(`administration.usage.dimension.${by}`)}</th>
            {(
              [
                'totalCost',
                'workspaces',
                'runningNow',
                'runningHours',
                'cpuHours',
                'memoryHours',
              ] as const
            ).map(key => (
              <th key={key} scope="col" data-number>
                {t(`administration.usage.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.rows.map(row => (
            <tr key={row.key}>
              <th scope="row">
                <Who row={row} by={by} />
              </th>
              <td data-number>{formatMoney(row.cost, report.currency)}</td>
              <td data-number>{formatNumber(row.workspaces)}</td>
              <td data-number>{formatNumber(row.running)}</td>
              <td data-number>{formatNumber(row.runningHours)}</td>
              <td data-number>{formatNumber(row.cpuHours)}</td>
              <td data-number>{formatNumber(gibHours(row.memoryByteHours))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Who = ({ row, by }: { row: UsageRow; by: UsageDimension }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  if (!row.key) return <>{t('administration.usage.unassigned')}</>;
  switch (by) {
    case 'class':
      return <>{row.title || row.key}</>;
    case 'template':
      return <Link href={links.template(row.key)}>{row.title || row.key}</Link>;
    default:
      return (
        <EntityRefLink entityRef={row.key} title={row.title || undefined} />
      );
  }
};
