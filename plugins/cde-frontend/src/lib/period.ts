/** Lengths of time that are offered, in milliseconds. */
const DAY = 24 * 3_600_000;
export const PERIODS = {
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  quarter: 90 * DAY,
} as const;

export type PeriodName = keyof typeof PERIODS;

/** A time that a page looks at, as it lives in the address. */
export type Period =
  | { name: PeriodName | 'any' }
  /** Days in the person's time zone, `YYYY-MM-DD`; the last one counts whole. */
  | { name: 'custom'; from: string; to: string };

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Reads a period from an address. */
export function periodFromParams(
  params: URLSearchParams,
  usual: PeriodName | 'any',
): Period {
  const from = params.get('from') ?? '';
  const to = params.get('to') ?? '';
  if (isDay(from) && isDay(to) && from <= to) {
    return { name: 'custom', from, to };
  }
  const name = params.get('period');
  return { name: isPeriodName(name) || name === 'any' ? name : usual };
}

/** Writes a period into an address, leaving out what is as usual. */
export function periodToParams(
  period: Period,
  params: URLSearchParams,
  usual: PeriodName | 'any',
): URLSearchParams {
  const next = new URLSearchParams(params);
  ['period', 'from', 'to'].forEach(key => next.delete(key));
  if (period.name === 'custom') {
    next.set('from', period.from);
    next.set('to', period.to);
  } else if (period.name !== usual) {
    next.set('period', period.name);
  }
  return next;
}

/** The instants of a period; those of a running one are cut to the minute, so that they stay the same for a while. */
export function rangeOf(
  period: Period,
  now: number = Date.now(),
): { from?: string; to?: string } {
  if (period.name === 'any') return {};
  if (period.name === 'custom') {
    const end = new Date(`${period.to}T00:00:00`);
    end.setDate(end.getDate() + 1);
    return {
      from: new Date(`${period.from}T00:00:00`).toISOString(),
      to: new Date(Math.min(end.getTime(), Math.max(now, 0))).toISOString(),
    };
  }
  const to = Math.floor(now / 60_000) * 60_000;
  return {
    from: new Date(to - PERIODS[period.name]).toISOString(),
    to: new Date(to).toISOString(),
  };
}

function isPeriodName(name: string | null): name is PeriodName {
  return name !== null && Object.hasOwn(PERIODS, name);
}

function isDay(text: string): boolean {
  return DATE.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00`));
}
