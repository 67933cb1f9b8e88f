import type { Deadline } from '@backstage-cde/plugin-cde-common';
import { canKeep, isPressing, nextDeadline } from './deadlines';
import { formatClock, formatMoney, formatSetting, formatSpan } from './format';

const NOW = Date.parse('2026-11-02T12:00:00.000Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

const due = (
  act: Deadline['act'],
  inMs: number,
  changes: Partial<Deadline> = {},
): Deadline => ({
  act,
  at: new Date(NOW + inMs).toISOString(),
  warned: false,
  canKeep: true,
  ...changes,
});

it.each([
  [due('idle-stop', 6 * MINUTE), false],
  [due('idle-stop', 4 * MINUTE), true],
  [due('idle-stop', 6 * MINUTE, { warned: true }), true],
  [due('retention-delete', 47 * HOUR), true],
  [due('retention-delete', 49 * HOUR), false],
  [due('scheduled-stop', 29 * MINUTE), true],
  [due('scheduled-start', MINUTE), false],
])('%j is pressing: %s', (deadline, pressing) =>
  expect(isPressing(deadline, NOW)).toBe(pressing),
);

it('finds what comes next', () => {
  const soon = due('idle-stop', MINUTE);
  expect(nextDeadline({ deadlines: [due('scheduled-stop', HOUR), soon] })).toBe(
    soon,
  );
  expect(nextDeadline({ deadlines: [] })).toBeUndefined();
});

it('lets only those keep who may, and only what can be kept', () => {
  const may = { allowed: ['keep' as const] };
  expect(canKeep(may, due('idle-stop', 0))).toBe(true);
  expect(canKeep(may, due('lifetime-stop', 0, { canKeep: false }))).toBe(false);
  expect(canKeep({ allowed: [] }, due('idle-stop', 0))).toBe(false);
});

it.each([
  [10_000, '1 min'],
  [4 * MINUTE, '4 min'],
  [100 * MINUTE, '2 h'],
  [47 * HOUR, '2 days'],
])('%d ms off is %s', (ms, text) => expect(plain(formatSpan(ms))).toBe(text));

it.each([
  [30 * MINUTE, '30 min'],
  [8 * HOUR, '8 h'],
  [24 * HOUR, '1 day'],
  [90 * MINUTE, '1 h 30 min'],
])('a setting of %d ms is %s', (ms, text) =>
  expect(plain(formatSetting(ms))).toBe(text),
);

it('names the day of a time that is not today', () => {
  const now = new Date(2026, 10, 2, 9).getTime();
  const at = (day: number) => new Date(2026, 10, day, 18).toISOString();
  expect(plain(formatClock(at(2), now))).toBe('6:00 PM');
  expect(plain(formatClock(at(3), now))).toBe('Tue 6:00 PM');
  expect(plain(formatClock(at(20), now))).toBe('Nov 20, 2026 6:00 PM');
});

it.each([
  [0.04, '€0.04'],
  [0.005, '€0.005'],
  [12, '€12.00'],
])('writes %d as %s', (amount, text) =>
  expect(formatMoney(amount, 'EUR')).toBe(text),
);
