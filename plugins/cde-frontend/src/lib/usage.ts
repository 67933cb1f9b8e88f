import type {
  UsageDimension,
  UsagePoint,
  UsageReport,
  UsageRow,
} from '@backstage-cde/plugin-cde-common';
import { periodFromParams, periodToParams } from './period';
import type { Period } from './period';

/** What usage can be summed by, in the order of the choice. */
export const DIMENSIONS: UsageDimension[] = [
  'group',
  'system',
  'component',
  'owner',
  'class',
  'template',
];

const USUAL = 'week';
const GIBIBYTE = 2 ** 30;

/** What the usage page looks at; it lives in its address. */
export interface UsageView {
  by: UsageDimension;
  period: Period;
}

/** Reads a view from an address. */
export function usageFromParams(params: URLSearchParams): UsageView {
  const by = DIMENSIONS.find(dimension => dimension === params.get('by'));
  const period = periodFromParams(params, USUAL);
  return {
    by: by ?? 'group',
    // Usage is always of a time.
    period: period.name === 'any' ? { name: USUAL } : period,
  };
}

/** Writes a view into an address. */
export function usageToParams(
  { by, period }: UsageView,
  params: URLSearchParams,
): URLSearchParams {
  const next = periodToParams(period, params, USUAL);
  if (by === 'group') next.delete('by');
  else next.set('by', by);
  return next;
}

/** What the charts over time show, in units that axes can carry. */
export interface ChartPoint {
  /** Milliseconds. */
  at: number;
  running: number;
  cpu: number;
  /** GiB. */
  memory: number;
  cost: number;
}

/** The series of a report for charts. */
export function chartPoints(series: UsagePoint[]): ChartPoint[] {
  return series.map(({ at, running, cpu, memory, cost }) => ({
    at: Date.parse(at),
    running,
    cpu,
    memory: memory / GIBIBYTE,
    cost,
  }));
}

/** The rows of a report for a chart of bars: the most expensive ones, and the rest as one. */
export function chartBars(
  rows: UsageRow[],
  most: number,
): { bars: UsageRow[]; others: { number: number; cost: number } | undefined } {
  const costly = rows.filter(({ cost }) => cost > 0);
  if (costly.length <= most) return { bars: costly, others: undefined };
  const rest = costly.slice(most - 1);
  return {
    bars: costly.slice(0, most - 1),
    others: {
      number: rest.length,
      cost: rest.reduce((sum, { cost }) => sum + cost, 0),
    },
  };
}

/** What a whole report comes to; over time, for a workspace can count for several groups. */
export function totals({ series }: UsageReport): {
  cost: number;
  now: UsagePoint | undefined;
} {
  return {
    cost: series.reduce((sum, { cost }) => sum + cost, 0),
    now: series.at(-1),
  };
}

/** Whether there is anything to show. */
export function isUnused({ rows, series }: UsageReport): boolean {
  return (
    rows.every(
      ({ cost, runningHours, workspaces }) =>
        !cost && !runningHours && !workspaces,
    ) && series.every(({ cost, running }) => !cost && !running)
  );
}

/** Gibibyte hours of byte hours. */
export function gibHours(byteHours: number): number {
  return byteHours / GIBIBYTE;
}
