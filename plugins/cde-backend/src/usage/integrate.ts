import type { UsagePoint } from '@backstage-cde/plugin-cde-common';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  7 * DAY,
  30 * DAY,
];
const MOST_STEPS = 60;

/** A time in equal steps. */
export interface Grid {
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  stepMs: number;
}

/** The finest steps that people count in, of which there are not too many. */
export function gridOf(from: number, to: number): Grid {
  const length = to - from;
  const usual = STEPS.find(step => length <= step * MOST_STEPS);
  return { from, to, stepMs: usual ?? Math.ceil(length / MOST_STEPS) };
}

/** What intervals amount to; their begin and end are in milliseconds after the grid's begin. */
export interface Weights {
  running: number;
  cpu: number;
  memory: number;
  /** Per hour. */
  price: number;
}

/**
 * All intervals that begin in one step and end in another one, added up. What an interval amounts to in each step is
 * linear in its begin and end, so that sums are all that has to be known of them.
 */
export interface IntervalGroup {
  first: number;
  last: number;
  /** Σ weight. */
  sum: Weights;
  /** Σ weight × begin. */
  begins: Weights;
  /** Σ weight × end. */
  ends: Weights;
}

const KEYS = ['running', 'cpu', 'memory', 'price'] as const;
type Totals = Weights[];

/** The mean numbers in each step; the cost is the step's own. */
export function integrate(grid: Grid, groups: IntervalGroup[]): UsagePoint[] {
  const { from, to, stepMs } = grid;
  const steps = Math.ceil((to - from) / stepMs);
  const totals: Totals = Array.from({ length: steps }, () => ({
    running: 0,
    cpu: 0,
    memory: 0,
    price: 0,
  }));
  for (const group of groups) {
    KEYS.forEach(key => addGroup(totals, stepMs, group, key));
  }
  return totals.map((total, index) => {
    const begin = from + index * stepMs;
    const lengthMs = Math.min(stepMs, to - begin);
    return {
      at: new Date(begin).toISOString(),
      running: total.running / lengthMs,
      cpu: total.cpu / lengthMs,
      memory: total.memory / lengthMs,
      cost: total.price / HOUR,
    };
  });
}

function addGroup(
  totals: Totals,
  stepMs: number,
  { first, last, sum, begins, ends }: IntervalGroup,
  key: keyof Weights,
): void {
  if (first === last) {
    totals[first][key] += ends[key] - begins[key];
    return;
  }
  totals[first][key] += (first + 1) * stepMs * sum[key] - begins[key];
  for (let step = first + 1; step < last; step++) {
    totals[step][key] += stepMs * sum[key];
  }
  totals[last][key] += ends[key] - last * stepMs * sum[key];
}
