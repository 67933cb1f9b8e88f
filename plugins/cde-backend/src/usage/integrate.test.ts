import {
  gridOf,
  integrate,
  type IntervalGroup,
  type Weights,
} from './integrate';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

const weights = (running: number): Weights => ({
  running,
  cpu: 2 * running,
  memory: 100 * running,
  price: 3 * running,
});

/** A group of intervals, added up as the database does it. */
function groupOf(
  stepMs: number,
  ...intervals: Array<[number, number]>
): IntervalGroup {
  const total = (of: (interval: [number, number]) => number) =>
    weights(intervals.reduce((sum, interval) => sum + of(interval), 0));
  const [[begin, end]] = intervals;
  return {
    first: Math.floor(begin / stepMs),
    last: Math.floor((end - 1) / stepMs),
    sum: total(() => 1),
    begins: total(([from]) => from),
    ends: total(([, to]) => to),
  };
}

describe('gridOf', () => {
  it.each([
    [HOUR, 5 * 60_000],
    [DAY, HOUR],
    [30 * DAY, 12 * HOUR],
    [31 * DAY, DAY],
    [365 * DAY, 7 * DAY],
  ])('of %d ms has steps of %d ms', (length, stepMs) => {
    expect(gridOf(0, length).stepMs).toBe(stepMs);
  });

  it('never has more than 60 steps', () => {
    const { from, to, stepMs } = gridOf(0, 10_000 * DAY);
    expect(Math.ceil((to - from) / stepMs)).toBe(60);
  });
});

describe('integrate', () => {
  const grid = { from: 0, to: 3.5 * HOUR, stepMs: HOUR };

  it.each<[string, IntervalGroup[], number[]]>([
    ['nothing', [], [0, 0, 0, 0]],
    [
      'a quarter within a step',
      [groupOf(HOUR, [0.5 * HOUR, 0.75 * HOUR])],
      [0.25, 0, 0, 0],
    ],
    [
      'one over several steps',
      [groupOf(HOUR, [0.5 * HOUR, 2.25 * HOUR])],
      [0.5, 1, 0.25, 0],
    ],
    [
      'to the end of the shorter last step',
      [groupOf(HOUR, [2.5 * HOUR, 3.5 * HOUR])],
      [0, 0, 0.5, 1],
    ],
    [
      'several at once',
      [
        groupOf(HOUR, [0, 1.5 * HOUR], [0.5 * HOUR, 2 * HOUR]),
        groupOf(HOUR, [HOUR, 2 * HOUR]),
      ],
      [1.5, 2.5, 0, 0],
    ],
  ])('%s', (_, groups, running) => {
    const points = integrate(grid, groups);
    expect(points.map(point => point.running)).toEqual(running);
    expect(points.map(point => point.cpu)).toEqual(running.map(one => 2 * one));
    expect(points.map(point => point.memory)).toEqual(
      running.map(one => 100 * one),
    );
    expect(points.map(point => point.cost)).toEqual(
      running.map((one, index) => 3 * one * (index === 3 ? 0.5 : 1)),
    );
    expect(points[1].at).toBe('1970-01-01T01:00:00.000Z');
  });
});
