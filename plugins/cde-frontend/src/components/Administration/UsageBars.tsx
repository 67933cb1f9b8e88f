import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import {
  Bar,
  BarChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type {
  UsageDimension,
  UsageReport,
} from '@backstage-cde/plugin-cde-common';
import { formatMoney } from '../../lib/format';
import { chartBars } from '../../lib/usage';
import { cdeTranslationRef } from '../../translation';
import { AXIS, TOOLTIP } from './chartLooks';
import styles from './Usage.module.css';

const MOST = 10;
const BAR = 34;
const AXIS_HEIGHT = 40;

/** Who costs most; all of it is in the table below. */
export const UsageBars = ({
  report,
  by,
}: {
  report: UsageReport;
  by: UsageDimension;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { bars, others } = chartBars(report.rows, MOST);
  if (bars.length === 0) return null;
  const data = [
    ...bars.map(({ title, cost }) => ({
      title: title || t('administration.usage.unassigned'),
      cost,
    })),
    ...(others
      ? [
          {
            title: t('administration.usage.others', {
              number: String(others.number),
            }),
            cost: others.cost,
          },
        ]
      : []),
  ];
  const title = t('administration.usage.costByChart', {
    dimension: t(`administration.usage.dimension.${by}`).toLocaleLowerCase(),
  });
  const format = (value: unknown) =>
    formatMoney(Number(value), report.currency);
  return (
    <figure className={styles.chart}>
      <figcaption>
        <Text weight="bold">{title}</Text>
      </figcaption>
      <div aria-hidden>
        <ResponsiveContainer
          width="100%"
          height={data.length * BAR + AXIS_HEIGHT}
        >
          <BarChart data={data} layout="vertical" margin={{ right: 16 }}>
            <XAxis {...AXIS} type="number" tickFormatter={format} />
            <YAxis {...AXIS} type="category" dataKey="title" width={120} />
            <Tooltip
              {...TOOLTIP}
              formatter={value => [
                format(value),
                t('administration.usage.totalCost'),
              ]}
            />
            <Bar
              dataKey="cost"
              fill="var(--bui-fg-info)"
              maxBarSize={20}
              radius={[0, 3, 3, 0]}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
};
