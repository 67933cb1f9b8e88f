import type { AgentEvent } from '@backstage-cde/plugin-cde-common';
import type { WorkspaceRecord } from '../workspaces';
import type { AgentNews } from './agentNews';
import { plan } from './plan';
import { type Outcome, project } from './project';
import type { EngineState } from './state';
import {
  container,
  done,
  LIMITS,
  newPod,
  note,
  NOW,
  pod,
  row,
  seen,
  volume,
} from './testing/views';
import { pullDuration } from './timeline';
import type { Seen } from './views';

/** Projects, and reads back what was written, as the next look finds it. */
function look(
  record: WorkspaceRecord,
  sight: Seen,
  news?: AgentNews,
  outcome: Outcome = {},
) {
  const result = project(record, sight, news, outcome, LIMITS);
  const { dueInMs, ...patch } = result.projection;
  const next = JSON.parse(
    JSON.stringify({
      ...record,
      ...patch,
      nextDueAt: dueInMs === null ? null : record.readAt + dueInMs,
    }),
  );
  return {
    ...result,
    next: next as WorkspaceRecord,
    told: result.events.map(event => `${event.step} ${event.state}`),
  };
}

function agentEvent(
  seq: number,
  step: AgentEvent['step'],
  state: AgentEvent['state'],
  more: Partial<AgentEvent> = {},
): AgentEvent {
  return {
    seq,
    boot: 'boot-1',
    at: new Date(NOW - 10).toISOString(),
    step,
    state,
    ...more,
  };
}

const news = (...events: AgentEvent[]): AgentNews => ({
  podUid: 'pod-1',
  events,
  settled: false,
});
const here = { volume: volume(), pod: pod() };

describe('phases', () => {
  it.each<
    [string, WorkspaceRecord['desired'], Partial<Seen>, EngineState, string]
  >([
    ['nothing yet', 'running', {}, {}, 'Pending'],
    ['no node yet', 'running', { pod: newPod() }, {}, 'Pending'],
    ['on a node', 'running', here, {}, 'Starting'],
    [
      'the kubelet says ready',
      'running',
      { ...here, pod: pod({ ready: true }) },
      {},
      'Running',
    ],
    [
      'the agent says ready',
      'running',
      here,
      {
        agentReady: true,
        podUid: 'pod-1',
        agent: {
          podUid: 'pod-1',
          restarts: 0,
          boot: 'b',
          seq: 1,
          settled: false,
        },
      },
      'Running',
    ],
    [
      'an agent of another pod said ready',
      'running',
      here,
      {
        agentReady: true,
        agent: {
          podUid: 'pod-0',
          restarts: 0,
          boot: 'b',
          seq: 1,
          settled: true,
        },
      },
      'Starting',
    ],
    [
      'an agent before a restart said ready',
      'running',
      here,
      {
        agentReady: true,
        agent: {
          podUid: 'pod-1',
          restarts: 3,
          boot: 'b',
          seq: 1,
          settled: true,
        },
      },
      'Starting',
    ],
    [
      'the pod of an earlier run',
      'running',
      { pod: pod({ run: 0, ready: true }) },
      {},
      'Stopping',
    ],
    [
      'somebody deletes the pod',
      'running',
      { pod: pod({ ready: true, deletingSince: NOW }) },
      {},
      'Starting',
    ],
    [
      'a node that does not answer',
      'running',
      { pod: pod({ dev: container({ ready: true }) }) },
      {},
      'Unknown',
    ],
    [
      'a pod that does not go away',
      'running',
      { pod: pod({ deletingSince: NOW - 100_000 }) },
      {},
      'Unknown',
    ],
    [
      'given up',
      'running',
      {},
      { haltedRun: 1, begun: { run: 1, at: NOW } },
      'Failed',
    ],
    ['stopping', 'stopped', here, {}, 'Stopping'],
    ['stopped', 'stopped', { volume: volume() }, {}, 'Stopped'],
    ['deleting', 'deleted', here, {}, 'Deleting'],
  ])('%s', (_, desired, sight, state, phase) => {
    const observed = { begun: { run: 1, at: NOW - 500 }, ...state };
    expect(look(row({ desired, observed }), seen(sight)).projection.phase).toBe(
      phase,
    );
  });
});

describe('what is kept of the pod', () => {
  it('is there while the pod is, and gone with it', () => {
    const first = look(row(), seen(here)).next;
    expect(first.observed).toMatchObject({
      podName: pod().name,
      podUid: 'pod-1',
      podIP: '10.0.0.9',
      node: 'node1',
      podRun: 1,
      pvcUid: 'pvc-1',
    });
    const second = look(
      { ...first, desired: 'stopped' },
      seen({ volume: volume() }),
    ).next;
    for (const key of ['podName', 'podUid', 'podIP', 'node', 'podRun'])
      expect(second.observed).not.toHaveProperty(key);
    expect(second.observed.pvcUid).toBe('pvc-1');
  });

  it('writes nothing when nothing changed', () => {
    const { next } = look(row(), seen(here));
    expect(
      look(next, seen({ ...here, pod: pod({ resourceVersion: 99 }) })),
    ).toMatchObject({
      changed: false,
      events: [],
    });
  });

  it('remembers that the home folder is filled', () => {
    expect(
      look(row(), seen({ ...here, pod: pod({ seed: done() }) })).next.observed
        .homeSeeded,
    ).toBe(true);
    expect(look(row(), seen({ pod: newPod() })).next.observed.homeSeeded).toBe(
      false,
    );
  });
});

describe('the timeline', () => {
  it('tells each step of a start once', () => {
    const steps = [
      { step: 'tools', ms: 900 },
      { step: 'clone', ms: 1400, commit: '0123456789abcdef', ref: 'main' },
    ];
    const prepared = container({
      state: 'terminated',
      exitCode: 0,
      message: JSON.stringify({ steps }),
    });
    const image = note({
      message:
        'Successfully pulled image "base:1" in 3.1s (3.1s including waiting). Image size: 1 bytes.',
      container: 'dev',
    });
    const first = look(
      row({ observed: { begun: { run: 1, at: NOW - 950 } } }),
      seen({
        ...here,
        pod: pod({ prepare: prepared, ready: true }),
        notes: [image],
      }),
    );
    expect(first.told).toEqual([
      'volume started',
      'volume succeeded',
      'scheduled succeeded',
      'tools started',
      'clone started',
      'tools succeeded',
      'clone succeeded',
      'image succeeded',
      'ready succeeded',
    ]);
    const event = (step: string) =>
      first.events.find(one => one.step === step && one.state === 'succeeded');
    expect(event('clone')).toMatchObject({
      durationMs: 1400,
      detail: 'main at 01234567',
    });
    expect(event('scheduled')).toMatchObject({
      durationMs: 50,
      detail: 'node1',
    });
    expect(event('image')).toMatchObject({
      durationMs: 3100,
      detail: 'base:1',
    });
    expect(event('ready')).toMatchObject({ durationMs: 1000 });
    expect(
      look(
        first.next,
        seen({ ...here, pod: pod({ prepare: prepared, ready: true }) }),
      ).told,
    ).toEqual([]);
  });

  it('tells a second run anew, on the kept volume', () => {
    const first = look(row(), seen(here)).next;
    const again = look(
      { ...first, run: 2 },
      seen({
        volume: volume({ createdAt: NOW - 50_000 }),
        pod: pod({ run: 2, uid: 'pod-2' }),
      }),
    );
    expect(again.told).toContain('scheduled succeeded');
    expect(again.events.find(event => event.step === 'volume')?.detail).toBe(
      '1 GiB, kept from before',
    );
  });

  it('says what prepare failed at, with its log', () => {
    const error = {
      step: 'clone',
      reason: 'BranchNotFound',
      message: 'No branch',
      cure: 'Choose',
    };
    const prepare = container({
      state: 'terminated',
      exitCode: 1,
      message: JSON.stringify({ error, log: 'fatal: x' }),
    });
    const { events, projection } = look(
      row(),
      seen({ ...here, pod: pod({ prepare, dev: undefined, milestones: {} }) }),
      undefined,
      {
        halted: {
          reason: 'BranchNotFound',
          message: 'No branch.',
          cure: 'Choose.',
        },
      },
    );
    expect(events.at(-2)).toMatchObject({
      step: 'clone',
      state: 'failed',
      tail: 'fatal: x',
      cause: { reason: 'BranchNotFound' },
    });
    expect(events.at(-1)).toMatchObject({
      step: 'failure',
      state: 'failed',
      tail: 'fatal: x',
    });
    expect(projection).toMatchObject({
      phase: 'Failed',
      cause: { reason: 'BranchNotFound' },
      dueInMs: null,
    });
  });

  it('keeps the cause of a failure until the next run', () => {
    const halted = { reason: 'X', message: 'x' };
    const failed = look(row(), seen(here), undefined, { halted }).next;
    const later = look(failed, seen({ volume: volume() }));
    expect(later.projection).toMatchObject({ phase: 'Failed', cause: halted });
    expect(
      look({ ...later.next, run: 2 }, seen({ volume: volume() })).projection,
    ).toMatchObject({
      phase: 'Pending',
      cause: null,
    });
  });

  it('a run that was given up before it began stays given up', () => {
    const given = row({
      observed: { haltedRun: 1 },
      cause: { reason: 'Internal', message: 'x' },
    });
    expect(look(given, seen({ volume: volume() })).projection).toMatchObject({
      phase: 'Failed',
      cause: { reason: 'Internal' },
    });
  });

  it('says how long stopping took', () => {
    const running = look(row(), seen(here)).next;
    const stopped = look(
      {
        ...running,
        desired: 'stopped',
        phase: 'Stopping',
        phaseSince: NOW - 2500,
      },
      seen({ volume: volume() }),
    );
    expect(stopped.events).toEqual([
      expect.objectContaining({
        step: 'stop',
        state: 'succeeded',
        durationMs: 2500,
      }),
    ]);
  });

  it('a pod that went away is said, and counted as a new start', () => {
    const running = look(
      row(),
      seen({ ...here, pod: pod({ ready: true }) }),
    ).next;
    const replaced = look(
      running,
      seen({ volume: volume(), pod: newPod({ uid: 'pod-2' }) }),
    );
    expect(replaced.events).toContainEqual(
      expect.objectContaining({
        step: 'failure',
        state: 'info',
        cause: expect.objectContaining({ reason: 'PodReplaced' }),
      }),
    );
    expect(replaced.projection.conditions).toContainEqual(
      expect.objectContaining({ reason: 'PodReplaced', severity: 'warning' }),
    );
    expect(replaced.next.observed).toMatchObject({
      begun: { run: 1, at: NOW },
      podUid: 'pod-2',
    });
    expect(replaced.next.observed).not.toHaveProperty('readyRun');
  });

  it.each([
    ['in 3.1s (', 3100],
    ['in 850ms (', 850],
    ['in 1m3.25s (', 63_250],
    ['in 12.5µs (', 0],
    ['already present on machine', undefined],
  ])('reads the duration of a pull: %s', (message, ms) =>
    expect(pullDuration(`Successfully pulled image "x" ${message}`)).toBe(ms),
  );
});

describe("the agent's news", () => {
  it('become timeline entries, and ready', () => {
    const heard = news(
      agentEvent(1, 'agent', 'started'),
      agentEvent(2, 'ide', 'succeeded', { durationMs: 800 }),
    );
    const { events, projection, next } = look(row(), seen(here), heard);
    expect(projection.phase).toBe('Running');
    expect(
      events
        .filter(event => event.key.startsWith('agent:'))
        .map(event => event.key),
    ).toEqual(['agent:boot-1:1', 'agent:boot-1:2']);
    expect(look(next, seen(here), heard)).toMatchObject({
      changed: false,
      events: [],
    });
  });

  it('of another pod are none', () => {
    const { next } = look(
      row(),
      seen({ ...here, pod: pod({ uid: 'pod-2' }) }),
      news(agentEvent(1, 'ide', 'succeeded')),
    );
    expect(next.observed.agentReady).toBe(false);
  });

  it('a failed command leaves the workspace running and is said', () => {
    const failed = agentEvent(2, 'postCreateCommand', 'failed', {
      message: '"make" ended with code 2',
      exitCode: 2,
      tail: 'x',
    });
    const { projection, events } = look(
      row(),
      seen(here),
      news(agentEvent(1, 'ide', 'succeeded'), failed),
    );
    expect(projection).toMatchObject({ phase: 'Running', cause: null });
    expect(projection.conditions).toEqual([
      expect.objectContaining({
        reason: 'LifecycleFailed',
        message: 'postCreateCommand failed: "make" ended with code 2.',
      }),
    ]);
    expect(events).toContainEqual(
      expect.objectContaining({
        step: 'postCreateCommand',
        state: 'failed',
        tail: 'x',
      }),
    );
  });

  it('the last word about a step counts', () => {
    const failed = agentEvent(2, 'postAttachCommand', 'failed', {
      message: 'x',
    });
    const heard = news(agentEvent(1, 'ide', 'succeeded'), failed);
    const { next } = look(row(), seen(here), heard);
    expect(next.conditions).toHaveLength(1);
    const well = news(agentEvent(3, 'postAttachCommand', 'succeeded'));
    expect(look(next, seen(here), well).projection.conditions).toEqual([]);
  });

  it('an IDE that does not come up fails the start, after a minute', () => {
    const heard = news(
      agentEvent(1, 'ide', 'failed', { message: 'code-server ended' }),
    );
    const { next, projection } = look(row(), seen(here), heard);
    expect(projection).toMatchObject({
      phase: 'Starting',
      cause: { reason: 'IdeFailed' },
    });
    expect(projection.dueInMs).toBe(60_050);
    const steps = plan({ ...next, readAt: NOW + 60_050 }, seen(here), LIMITS);
    expect(steps).toContainEqual(
      expect.objectContaining({
        type: 'halt',
        cause: expect.objectContaining({ reason: 'IdeFailed' }),
      }),
    );
  });

  it('do not come from the future', () => {
    const ahead = agentEvent(1, 'agent', 'started', {
      at: new Date(NOW + 60_000).toISOString(),
    });
    expect(
      look(row(), seen(here), news(ahead)).events.find(
        event => event.step === 'agent',
      )?.at,
    ).toBe(NOW);
  });
});

describe('when to look again', () => {
  const observed = { begun: { run: 1, at: NOW - 100_000 } };

  it('before the start takes too long', () =>
    expect(look(row({ observed }), seen(here)).projection.dueInMs).toBe(
      500_050,
    ));
  it('never, when it runs', () =>
    expect(
      look(row({ observed }), seen({ ...here, pod: pod({ ready: true }) }))
        .projection.dueInMs,
    ).toBeNull());
  it('never, when it is stopped', () =>
    expect(
      look(row({ desired: 'stopped' }), seen({ volume: volume() })).projection
        .dueInMs,
    ).toBeNull());

  it('when a refused write may be repeated', () => {
    const refused = {
      cause: { reason: 'QuotaExceeded', message: 'full' },
      retryInMs: 4000,
    };
    const { projection } = look(row({ observed }), seen(), undefined, {
      refused,
    });
    expect(projection).toMatchObject({
      dueInMs: 4050,
      attempts: 1,
      phase: 'Pending',
      cause: { reason: 'QuotaExceeded' },
    });
  });

  it('when a deletion was refused', () => {
    const refused = {
      cause: { reason: 'ApiServerBusy', message: 'busy' },
      retryInMs: 4000,
    };
    const { projection } = look(
      row({ desired: 'deleted' }),
      seen(here),
      undefined,
      { refused },
    );
    expect(projection).toMatchObject({
      dueInMs: 4050,
      phase: 'Deleting',
      cause: { reason: 'ApiServerBusy' },
    });
  });

  it('when a pod that is ending should be gone', () => {
    expect(
      look(
        row({ desired: 'stopped' }),
        seen({ pod: pod({ deletingSince: NOW }) }),
      ).projection.dueInMs,
    ).toBe(71_050);
  });
});
