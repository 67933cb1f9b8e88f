import { GOOD_START, aWorkspace, someEvents } from '../__testUtils__';
import type { EventSketch } from '../__testUtils__';
import {
  currentStep,
  failedCommands,
  failureReport,
  hasLog,
  runSummary,
  runsOf,
  stepKey,
  stepsOfRun,
  wasOpened,
} from './timeline';

const ARRIVING = { arriving: true, hasRepository: true };
const RESTING = { arriving: false, hasRepository: true };

const steps = (sketches: EventSketch[], options = ARRIVING) =>
  stepsOfRun(someEvents(sketches), 1, options);
const inBrief = (views: ReturnType<typeof steps>) =>
  views.map(({ step, state }) => `${step} ${state}`);

describe('stepsOfRun', () => {
  it('shows what surely comes before anything has happened', () => {
    expect(inBrief(steps([]))).toEqual([
      'queued waiting',
      'volume waiting',
      'scheduled waiting',
      'tools waiting',
      'clone waiting',
      'image waiting',
      'ide waiting',
    ]);
  });

  it('expects no clone without a repository', () => {
    expect(
      inBrief(steps([], { arriving: true, hasRepository: false })),
    ).not.toContain('clone waiting');
  });

  it('tells the clones of several repositories apart', () => {
    const cards = { subject: 'gift-cards' };
    const views = steps([
      ['clone', 'started', 1000],
      ['clone', 'started', 1000, { ...cards, detail: 'http://git/cards' }],
      ['clone', 'succeeded', 3500, { detail: 'main at 1' }],
      ['clone', 'failed', 2000, { ...cards, tail: 'fatal: no\n' }],
    ]).filter(({ step }) => step === 'clone');
    expect(views).toEqual([
      expect.objectContaining({ state: 'succeeded', detail: 'main at 1' }),
      expect.objectContaining({
        ...cards,
        state: 'failed',
        durationMs: 1000,
        tail: 'fatal: no\n',
      }),
    ]);
    expect(new Set(views.map(stepKey)).size).toBe(2);
  });

  it('folds the events of a whole start into its steps, in order', () => {
    const views = steps(GOOD_START, RESTING);
    expect(inBrief(views)).toEqual([
      'queued succeeded',
      'volume succeeded',
      'scheduled succeeded',
      'tools succeeded',
      'clone succeeded',
      'image succeeded',
      'postCreateCommand succeeded',
      'ide succeeded',
    ]);
    expect(
      views.find(({ step }) => step === 'postCreateCommand'),
    ).toMatchObject({
      detail: 'npm ci',
      durationMs: 3000,
      tail: 'added 211 packages in 3s\n',
    });
  });

  it('computes how long a step took where the event does not say', () => {
    const [clone] = steps(
      [
        ['clone', 'started', 1000],
        ['clone', 'succeeded', 3500],
      ],
      RESTING,
    );
    expect(clone.durationMs).toBe(2500);
  });

  it('starts a step over that was tried again', () => {
    const [clone] = steps(
      [
        ['clone', 'started', 1000],
        [
          'clone',
          'failed',
          2000,
          {
            cause: { reason: 'Unreachable', message: 'No answer.' },
            tail: 'timed out',
          },
        ],
        ['clone', 'started', 5000],
      ],
      { ...ARRIVING, arriving: true },
    ).filter(({ step }) => step === 'clone');
    expect(clone).toMatchObject({
      state: 'running',
      startedAt: expect.stringContaining('09:30:05'),
    });
    expect(clone.cause).toBeUndefined();
  });

  it('calls interrupted what was going on when the start ended', () => {
    expect(inBrief(steps([['tools', 'started', 10]], RESTING))).toEqual([
      'tools interrupted',
    ]);
  });

  it('mentions the agent only when it fails, and never events of other starts', () => {
    expect(inBrief(steps([['agent', 'succeeded', 1]], RESTING))).toEqual([]);
    expect(inBrief(steps([['agent', 'failed', 1]], RESTING))).toEqual([
      'agent failed',
    ]);
    expect(stepsOfRun(someEvents(GOOD_START, { run: 2 }), 1, RESTING)).toEqual(
      [],
    );
  });
});

describe('currentStep', () => {
  it('is the latest that goes on, or the first that comes', () => {
    expect(currentStep(steps(GOOD_START.slice(0, 6)))?.step).toBe('clone');
    expect(currentStep(steps(GOOD_START.slice(0, 1)))?.step).toBe('volume');
  });
});

it('finds failed lifecycle commands, and only those', () => {
  const views = steps([
    ['postCreateCommand', 'failed', 1],
    ['clone', 'failed', 1],
  ]);
  expect(failedCommands(views).map(({ step }) => step)).toEqual([
    'postCreateCommand',
  ]);
});

it.each([
  [
    'a whole log while it runs',
    { step: 'postCreateCommand', state: 'running' },
    true,
  ],
  [
    'none before it runs',
    { step: 'postCreateCommand', state: 'waiting' },
    false,
  ],
  [
    'none of what was skipped',
    { step: 'postCreateCommand', state: 'skipped' },
    false,
  ],
  [
    'last lines of a clone that failed',
    { step: 'clone', state: 'failed', tail: 'fatal:' },
    true,
  ],
  [
    'none of a clone that went well',
    { step: 'clone', state: 'succeeded' },
    false,
  ],
] as const)('has %s', (_, view, expected) => {
  expect(hasLog(view)).toBe(expected);
});

it('knows whether a workspace was used since its last start', () => {
  const startedAt = '2026-11-02T09:30:00.000Z';
  expect(wasOpened({ startedAt })).toBe(false);
  expect(wasOpened({ startedAt, lastUsedAt: '2026-11-01T00:00:00.000Z' })).toBe(
    false,
  );
  expect(wasOpened({ startedAt, lastUsedAt: '2026-11-02T09:31:00.000Z' })).toBe(
    true,
  );
});

describe('runSummary', () => {
  const cause = {
    reason: 'BranchNotFound',
    message: 'There is no such branch.',
  };

  it.each([
    ['ready', GOOD_START, { outcome: 'ready', durationMs: 10_200 }],
    [
      'failed',
      [
        ['queued', 'succeeded', 0],
        ['failure', 'failed', 2000, { cause }],
      ],
      { outcome: 'failed', durationMs: 2000, cause },
    ],
    [
      'unfinished',
      [['queued', 'succeeded', 0]],
      { outcome: 'unfinished', durationMs: undefined },
    ],
    [
      'ready although its pod was replaced',
      [...GOOD_START, ['failure', 'info', 20_000, { cause }]],
      { outcome: 'ready', cause: undefined },
    ],
  ] as Array<[string, EventSketch[], object]>)(
    'says that a start was %s',
    (_, sketches, expected) => {
      expect(runSummary(someEvents(sketches), 1)).toMatchObject(expected);
    },
  );

  it('lists starts, the latest first', () => {
    expect(
      runsOf([
        ...someEvents(GOOD_START),
        ...someEvents(GOOD_START, { run: 2 }),
      ]),
    ).toEqual([2, 1]);
  });
});

it('reports a failure with all that someone who helps needs', () => {
  const cause = {
    reason: 'BranchNotFound',
    message: 'There is no branch "x".',
    cure: 'Push it first.',
  };
  const workspace = aWorkspace({ phase: 'Failed', cause });
  const report = failureReport(
    workspace,
    someEvents([
      ['queued', 'succeeded', 0],
      ['clone', 'failed', 900, { cause, tail: 'fatal: no such ref\n' }],
    ]),
  );
  expect(report).toContain(workspace.id);
  expect(report).toContain('BranchNotFound: There is no branch "x".');
  expect(report).toContain('Advice: Push it first.');
  expect(report).toContain('2026-11-02T09:30:00.900Z  clone  failed');
  expect(report).toContain('    fatal: no such ref');
});
