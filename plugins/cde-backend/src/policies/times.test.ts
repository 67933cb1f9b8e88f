import type { Weekday } from '@backstage-cde/plugin-cde-common';
import { isTimeZone, isWithin, lastTime, nextTime } from './times';

const at = (text: string) => Date.parse(text);
const iso = (instant: number | undefined) =>
  instant === undefined ? undefined : new Date(instant).toISOString();
const WORKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const DAILY = [...WORKDAYS, 'sat', 'sun'] as const;

// Lisbon: UTC in winter, UTC+1 in summer; in 2026 clocks change on 29 March and 25 October at 01:00 UTC.
describe('nextTime', () => {
  it.each([
    [
      'later the same day',
      'UTC',
      DAILY,
      '18:00',
      '2026-01-05T17:00:00Z',
      '2026-01-05T18:00:00.000Z',
    ],
    [
      'exactly then counts as past',
      'UTC',
      DAILY,
      '18:00',
      '2026-01-05T18:00:00Z',
      '2026-01-06T18:00:00.000Z',
    ],
    [
      'over the weekend',
      'UTC',
      WORKDAYS,
      '18:00',
      '2026-01-09T18:00:00Z',
      '2026-01-12T18:00:00.000Z',
    ],
    [
      'a week later',
      'UTC',
      ['mon'],
      '08:00',
      '2026-01-05T08:00:00Z',
      '2026-01-12T08:00:00.000Z',
    ],
    [
      'in winter',
      'Europe/Lisbon',
      DAILY,
      '08:00',
      '2026-01-05T00:00:00Z',
      '2026-01-05T08:00:00.000Z',
    ],
    [
      'in summer',
      'Europe/Lisbon',
      DAILY,
      '08:00',
      '2026-07-06T00:00:00Z',
      '2026-07-06T07:00:00.000Z',
    ],
    [
      'the day is that of the zone',
      'Pacific/Auckland',
      ['mon'],
      '08:00',
      '2026-01-04T18:00:00Z',
      '2026-01-04T19:00:00.000Z',
    ],
    [
      'a time that the day leaves out comes an hour later',
      'Europe/Lisbon',
      DAILY,
      '01:30',
      '2026-03-28T12:00:00Z',
      '2026-03-29T01:30:00.000Z',
    ],
    [
      'a time that comes twice counts the first time',
      'Europe/Lisbon',
      DAILY,
      '01:30',
      '2026-10-24T12:00:00Z',
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'and not the second time',
      'Europe/Lisbon',
      DAILY,
      '01:30',
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00.000Z',
    ],
    ['no day', 'UTC', [], '08:00', '2026-01-05T00:00:00Z', undefined],
    [
      'no such zone',
      'Mars/Olympus',
      DAILY,
      '08:00',
      '2026-01-05T00:00:00Z',
      undefined,
    ],
  ])('%s', (_, timeZone, days, time, after, expected) => {
    expect(
      iso(
        nextTime(
          { timeZone, days: [...days] as Weekday[], at: time },
          at(after),
        ),
      ),
    ).toBe(expected);
  });
});

describe('lastTime', () => {
  it.each([
    [
      'earlier the same day',
      WORKDAYS,
      '08:00',
      '2026-01-05T09:00:00Z',
      '2026-01-05T08:00:00.000Z',
    ],
    [
      'exactly then',
      WORKDAYS,
      '08:00',
      '2026-01-05T08:00:00Z',
      '2026-01-05T08:00:00.000Z',
    ],
    [
      'before the weekend',
      WORKDAYS,
      '08:00',
      '2026-01-05T07:59:00Z',
      '2026-01-02T08:00:00.000Z',
    ],
  ])('%s', (_, days, time, until, expected) => {
    expect(
      iso(lastTime({ timeZone: 'UTC', days: [...days], at: time }, at(until))),
    ).toBe(expected);
  });
});

describe('isWithin', () => {
  it.each([
    ['22:00', '06:00', '2026-01-05T23:00:00Z', true],
    ['22:00', '06:00', '2026-01-05T05:59:00Z', true],
    ['22:00', '06:00', '2026-01-05T06:00:00Z', false],
    ['22:00', '06:00', '2026-01-05T21:59:59Z', false],
    ['12:00', '13:00', '2026-01-05T12:30:00Z', true],
    ['12:00', '13:00', '2026-01-05T13:00:00Z', false],
  ])('%s to %s at %s: %s', (from, to, instant, expected) => {
    expect(isWithin({ from, to }, 'UTC', at(instant))).toBe(expected);
  });

  it('is by the clock of the zone', () => {
    const night = { from: '22:00', to: '06:00' };
    expect(
      isWithin(night, 'America/New_York', at('2026-01-05T03:30:00Z')),
    ).toBe(true);
    expect(isWithin(night, 'UTC', at('2026-01-05T20:30:00Z'))).toBe(false);
  });
});

it('knows zones by their names', () => {
  expect(['Europe/Lisbon', 'UTC', 'Mars/Olympus', ''].map(isTimeZone)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
