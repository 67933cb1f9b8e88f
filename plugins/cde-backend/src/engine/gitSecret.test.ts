import type { WorkspaceRecord } from '../workspaces';
import { plan } from './plan';
import { type Outcome, project } from './project';
import type { EngineState } from './state';
import { LIMITS, NOW, pod, row, seen, volume } from './testing/views';
import type { Seen } from './views';

const PERSONAL: EngineState = { secret: { hash: 'h', personal: true } };
const PLAIN: EngineState = { secret: { hash: 'h', personal: false } };
const UP = { volume: volume(), pod: pod({ ready: true }) };

describe('what is planned for the Secret', () => {
  it.each<
    [
      string,
      Partial<Omit<WorkspaceRecord, 'observed'>>,
      EngineState,
      Partial<Seen>,
      string[],
    ]
  >([
    ['nothing ends', {}, PERSONAL, UP, []],
    ['something ended', { gitDueAt: NOW }, PERSONAL, UP, ['renewSecret']],
    [
      'something was given meanwhile',
      { gitDueAt: NOW - 5 },
      PLAIN,
      UP,
      ['renewSecret'],
    ],
    ['something ends later', { gitDueAt: NOW + 1 }, PERSONAL, UP, []],
    [
      'the pod goes',
      { gitDueAt: NOW },
      PERSONAL,
      { volume: volume(), pod: pod({ deletingSince: NOW }) },
      [],
    ],
    [
      'the pod is not there yet',
      { gitDueAt: NOW },
      PERSONAL,
      { volume: volume() },
      ['start'],
    ],
    [
      'it stops',
      { desired: 'stopped' },
      PERSONAL,
      UP,
      ['deletePod', 'scrubSecret'],
    ],
    [
      'it has stopped',
      { desired: 'stopped' },
      PERSONAL,
      { volume: volume() },
      ['scrubSecret'],
    ],
    [
      'it stops with nothing personal',
      { desired: 'stopped' },
      PLAIN,
      UP,
      ['deletePod'],
    ],
    [
      'it never had a Secret',
      { desired: 'stopped' },
      {},
      { volume: volume() },
      [],
    ],
    [
      'the Secret goes with its volume',
      { desired: 'stopped' },
      PERSONAL,
      { volume: volume({ deleting: true }) },
      [],
    ],
    [
      'it is deleted',
      { desired: 'deleted' },
      PERSONAL,
      { volume: volume() },
      ['deleteVolume'],
    ],
    [
      'its run failed',
      {},
      { ...PERSONAL, haltedRun: 1 },
      { volume: volume() },
      ['scrubSecret'],
    ],
  ])('%s', (_, overrides, observed, sight, steps) => {
    const record = row({ ...overrides, observed });
    expect(plan(record, seen(sight), LIMITS).map(({ type }) => type)).toEqual(
      steps,
    );
  });
});

describe('what is written of the Secret', () => {
  const look = (
    overrides: Partial<Omit<WorkspaceRecord, 'observed'>>,
    outcome: Outcome,
    sight: Partial<Seen> = UP,
  ) =>
    project(
      row({ observed: PERSONAL, ...overrides }),
      seen(sight),
      undefined,
      outcome,
      LIMITS,
    ).projection;

  it('is when it is due again, and looked at then', () => {
    const secret = { hash: 'i', personal: true };
    const written = look({ gitDueAt: NOW }, { secret, gitDueInMs: 5000 });
    expect(written).toMatchObject({ gitDueInMs: 5000, dueInMs: 5000 });
    expect(written.observed).toMatchObject({ secret });
  });

  it('is nothing where it was not looked at, and the row is looked at in time', () => {
    const written = look({ gitDueAt: NOW + 7000 }, {});
    expect(written).not.toHaveProperty('gitDueInMs');
    expect(written.dueInMs).toBe(7000);
  });

  it('waits for nothing once nothing ends', () => {
    expect(look({ gitDueAt: NOW }, { gitDueInMs: null })).toMatchObject({
      gitDueInMs: null,
      dueInMs: null,
    });
  });

  it('is tried again as other refused writes are, and keeps what runs running', () => {
    const refused = {
      cause: { reason: 'ApiServerBusy', message: '' },
      retryInMs: 3000,
    };
    const written = look({ gitDueAt: NOW }, { refused });
    expect(written.dueInMs).toBe(3050);
    expect(written).toMatchObject({ phase: 'Running', cause: null });
  });

  it('does not hurry a workspace that has no pod', () => {
    const stopped = look(
      { desired: 'stopped', gitDueAt: NOW },
      {},
      { volume: volume() },
    );
    expect(stopped.dueInMs).toBeNull();
  });
});
