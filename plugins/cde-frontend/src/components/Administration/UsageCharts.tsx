import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Text,
} from '@backstage/ui';
import { DateTime } from 'luxon';
import {
  Area,
  AreaChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { UsageReport } from '@backstage-cde/plugin-cde-common';
import { formatMoney, formatNumber } from '../../lib/format';
import { chartPoints } from '../../lib/usage';
import type { ChartPoint } from '../../lib/usage';
import { cdeTranslationRef } from '../../translation';
import { AXIS, GRID, TOOLTIP } from './chartLooks';
import styles from './Usage.module.css';

const HEIGHT = 180;
const TWO_DAYS = 48 * 3_600_000;

type Measure = Exclude<keyof ChartPoint, 'at'>;

/** One chart a measure over the same time, and the same figures as a table. */
export const UsageCharts = ({ report }: { report: UsageReport }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const points = useMemo(() => chartPoints(report.series), [report]);
  const charts = useMeasures(report.currency);
  const time = timeFormat(Date.parse(report.to) - Date.parse(report.from));
  return (
    <section aria-label={t('administration.usage.overTime')}>
      <div className={styles.charts}>
        {charts.map(chart => (
          <TimeChart
            key={chart.measure}
            {...chart}
            points={points}
            time={time}
          />
        ))}
      </div>
      <Accordion>
        <AccordionTrigger title={t('administration.usage.figures')} />
        <AccordionPanel>
          <SeriesTable charts={charts} points={points} time={time} />
        </AccordionPanel>
      </Accordion>
    </section>
  );
};

interface Chart {
  measure: Measure;
  title: string;
  format: (value: number) => string;
}

function useMeasures(currency: string): Chart[] {
  const { t } = useTranslationRef(cdeTranslationRef);
  return useMemo(() => {
    // Or several ticks of a small scale would be called the same.
    const plain = (value: number) => formatNumber(value, value < 1 ? 2 : 1);
    return [
      {
        measure: 'running',
        title: t('administration.usage.runningChart'),
        format: plain,
      },
      {
        measure: 'cost',
        title: t('administration.usage.costChart'),
        format: value => formatMoney(value, currency),
      },
      {
        measure: 'cpu',
        title: `${t('administration.usage.cpuChart')} (${t(
          'administration.usage.cores',
        )})`,
        format: plain,
      },
      {
        measure: 'memory',
        title: `${t('administration.usage.memoryChart')} (GiB)`,
        format: plain,
      },
    ];
  }, [t, currency]);
}

const TimeChart = ({
  measure,
  title,
  format,
  points,
  time,
}: Chart & { points: ChartPoint[]; time: TimeFormat }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const highest = Math.max(0, ...points.map(point => point[measure]));
  return (
    <figure className={styles.chart}>
      <figcaption>
        <Text weight="bold">{title}</Text>
        <Text variant="body-small" color="secondary">
          {t('administration.usage.highest', { value: format(highest) })}
        </Text>
      </figcaption>
      <div aria-hidden>
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <AreaChart data={points} margin={{ top: 8, right: 8 }}>
            <CartesianGrid {...GRID} />
            <XAxis
              {...AXIS}
              dataKey="at"
              type="number"
              scale="time"
              domain={['dataMin', 'dataMax']}
              tickFormatter={time.tick}
              minTickGap={40}
            />
            <YAxis {...AXIS} width={64} tickFormatter={format} />
            <Tooltip
              {...TOOLTIP}
              labelFormatter={at => time.full(Number(at))}
              formatter={value => [format(Number(value)), title]}
            />
            <Area
              dataKey={measure}
              type="stepAfter"
              stroke="var(--bui-fg-info)"
              strokeWidth={2}
              fill="var(--bui-fg-info)"
              fillOpacity={0.15}
              isAnimationActive={false}
            />
          </AreaChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
};

const SeriesTable = ({
  charts,
  points,
  time,
}: {
  charts: Chart[];
  points: ChartPoint[];
  time: TimeFormat;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('administration.usage.time')}</th>
            {charts.map(({ measure, title }) => (
              <th key={measure} scope="col" data-number>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map(point => (
            <tr key={point.at}>
              <th scope="row">{time.full(point.at)}</th>
              {charts.map(({ measure, format }) => (
                <td key={measure} data-number>
                  {format(point[measure])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

interface TimeFormat {
  /** Below an axis: hours for short times, days for long ones. */
  tick: (at: number) => string;
  full: (at: number) => string;
}

function timeFormat(length: number): TimeFormat {
  const as = (format: Intl.DateTimeFormatOptions) => (at: number) =>
    DateTime.fromMillis(at).toLocaleString(format);
  return {
    tick: as(
      length <= TWO_DAYS
        ? { hour: '2-digit', minute: '2-digit' }
        : { day: 'numeric', month: 'short' },
    ),
    full: as({
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    }),
  };
}
