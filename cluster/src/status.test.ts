import { describe as inOneLine, inWords, judge } from './status.ts';
import type { Status } from './status.ts';

const status = (change: Partial<Status>): Status => ({
  phase: 'preparing',
  step: 2,
  steps: 6,
  title: 'Building Kubernetes',
  secondsLeft: 200,
  startedAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:01:00.000Z',
  ...change,
});

describe('what is true of a written status', () => {
  it.each([
    ['nothing was written', undefined, false, false, 'stopped'],
    ['it is being prepared', status({}), true, false, 'preparing'],
    ['its preparation was killed', status({}), false, false, 'stopped'],
    [
      'it is ready and serves',
      status({ phase: 'ready' }),
      false,
      true,
      'ready',
    ],
    [
      'it was ready before a kill',
      status({ phase: 'ready' }),
      false,
      false,
      'stopped',
    ],
    ['it has failed', status({ phase: 'failed' }), false, false, 'failed'],
  ])('when %s', (_, written, preparing, serving, phase) => {
    expect(judge(written, preparing, serving).phase).toBe(phase);
  });
});

describe('one line for people', () => {
  it.each([
    [
      status({}),
      'Kubernetes, step 2 of 6: Building Kubernetes, about 3 minutes left',
    ],
    [status({ phase: 'ready' }), 'Kubernetes is ready'],
    [
      status({
        phase: 'failed',
        error: { message: 'No go.', cure: 'Install it.' },
      }),
      'Kubernetes could not be prepared: No go.\n  Install it.',
    ],
    [judge(undefined, false, false), 'Kubernetes is stopped: Not prepared yet'],
  ])('%#', (given, expected) => {
    expect(inOneLine(given)).toBe(expected);
  });

  it.each([
    [0, 'a few seconds left'],
    [12, 'about 20 seconds left'],
    [55, 'about 1 minute left'],
    [110, 'about 2 minutes left'],
  ])('%i seconds are "%s"', (seconds, expected) => {
    expect(inWords(seconds)).toBe(expected);
  });
});
