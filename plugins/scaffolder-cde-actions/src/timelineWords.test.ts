import type { TimelineEvent } from '@backstage-cde/plugin-cde-common';
import { causeWords, seconds, timelineLines } from './timelineWords';

const event = (more: Partial<TimelineEvent>): TimelineEvent => ({
  id: 1,
  run: 1,
  at: '2026-01-01T00:00:00Z',
  step: 'clone',
  state: 'succeeded',
  ...more,
});

describe('words of a timeline', () => {
  it.each<[Partial<TimelineEvent>, string[]]>([
    [{}, ['✓ Repository']],
    [
      { state: 'started', detail: 'http://git/x' },
      ['… Repository: http://git/x'],
    ],
    [
      { detail: 'main at 0123abcd', durationMs: 1240 },
      ['✓ Repository: main at 0123abcd (1.2 s)'],
    ],
    [{ state: 'skipped', detail: 'kept' }, ['skipped Repository: kept']],
    [
      { step: 'policy', state: 'info', detail: 'stops soon' },
      ['Automatic: stops soon'],
    ],
    [
      {
        step: 'postCreateCommand',
        state: 'failed',
        cause: { reason: 'x', message: 'It ended with 1.', cure: 'Repair it' },
        tail: 'line 1\nline 2\n',
      },
      [
        '✗ postCreateCommand',
        '  It ended with 1. Repair it',
        '  │ line 1',
        '  │ line 2',
      ],
    ],
    [{ tail: 'not shown' }, ['✓ Repository']],
  ])('%j', (more, lines) => {
    expect(timelineLines(event(more))).toEqual(lines);
  });

  it.each([
    [0, '0.0 s'],
    [9_940, '9.9 s'],
    [9_999, '10.0 s'],
    [10_400, '10 s'],
    [59_600, '1 min 0 s'],
    [900_000, '15 min 0 s'],
  ])('%d ms are %s', (ms, words) => {
    expect(seconds(ms)).toBe(words);
  });

  it('puts cause and cure into sentences', () => {
    expect(causeWords({ reason: 'x', message: 'No room.' })).toBe('No room');
    expect(causeWords({ reason: 'x', message: 'No room', cure: 'Wait.' })).toBe(
      'No room. Wait',
    );
  });
});
