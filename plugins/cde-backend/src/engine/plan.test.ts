import type { EngineState } from './state';
import { plan } from './plan';
import { LIMITS, newPod, NOW, pod, row, seen, volume } from './testing/views';
import type { Seen } from './views';
import type { WorkspaceRecord } from '../workspaces';

type Case = [
  name: string,
  desired: WorkspaceRecord['desired'],
  seen: Partial<Seen>,
  steps: string[],
  state?: EngineState,
];

const begun = { run: 1, at: NOW - 1000 };

/** The steps in short. */
function steps(record: WorkspaceRecord, sight: Partial<Seen>): string[] {
  return plan(record, seen(sight), LIMITS).map(step =>
    step.type === 'halt' ? `halt ${step.cause.reason}` : step.type,
  );
}

describe('plan', () => {
  const cases: Case[] = [
    ['a new row', 'running', {}, ['start']],
    [
      'a volume from an interrupted start',
      'running',
      { volume: volume() },
      ['start'],
    ],
    [
      'a pod from an interrupted start',
      'running',
      { volume: volume(), pod: newPod() },
      [],
    ],
    ['a pod that starts', 'running', { volume: volume(), pod: pod() }, []],
    [
      'a running pod',
      'running',
      { volume: volume(), pod: pod({ ready: true }) },
      [],
    ],
    [
      'the pod of an earlier run',
      'running',
      { volume: volume(), pod: pod({ run: 0 }) },
      ['deletePod'],
    ],
    [
      'the pod of a later run, after a restored database',
      'running',
      { volume: volume(), pod: pod({ run: 7 }) },
      ['deletePod'],
    ],
    [
      'an earlier pod that is ending',
      'running',
      { volume: volume(), pod: pod({ run: 0, deletingSince: NOW }) },
      [],
    ],
    [
      'its own pod that somebody deletes',
      'running',
      { volume: volume(), pod: pod({ deletingSince: NOW }) },
      [],
    ],
    [
      'a vanished volume',
      'running',
      {},
      ['halt VolumeLost'],
      { pvcUid: 'pvc-1' },
    ],
    [
      'a vanished volume under a pod',
      'running',
      { pod: pod() },
      ['halt VolumeLost', 'deletePod'],
      { pvcUid: 'pvc-1' },
    ],
    [
      'a replaced volume',
      'running',
      { volume: volume({ uid: 'other' }) },
      ['halt VolumeReplaced'],
      { pvcUid: 'pvc-1' },
    ],
    [
      'a lost volume',
      'running',
      { volume: volume({ phase: 'Lost' }) },
      ['halt VolumeLost'],
    ],
    [
      'a volume that somebody deletes',
      'running',
      { volume: volume({ deleting: true }) },
      ['halt VolumeTerminating'],
    ],
    ['a failed run', 'running', { volume: volume() }, [], { haltedRun: 1 }],
    [
      'a failed run with its pod',
      'running',
      { volume: volume(), pod: pod() },
      ['deletePod'],
      { haltedRun: 1 },
    ],
    [
      'a failed earlier run',
      'running',
      { volume: volume() },
      ['start'],
      { haltedRun: 0 },
    ],
    [
      'an evicted pod',
      'running',
      { volume: volume(), pod: pod({ phase: 'Failed', reason: 'Evicted' }) },
      ['halt Evicted', 'deletePod'],
    ],
    [
      'a preempted pod',
      'running',
      {
        volume: volume(),
        pod: pod({
          deletingSince: NOW,
          disrupted: { reason: 'PreemptionByScheduler', message: '' },
        }),
      },
      ['halt Preempted'],
    ],
    [
      'a drained node',
      'running',
      {
        volume: volume(),
        pod: pod({
          deletingSince: NOW,
          disrupted: { reason: 'EvictionByEvictionAPI', message: '' },
        }),
      },
      [],
    ],
    [
      'a refusal to wait for',
      'running',
      {},
      [],
      {
        refusal: {
          run: 1,
          cause: { reason: 'QuotaExceeded', message: '' },
          retryAt: NOW + 1,
        },
      },
    ],
    [
      'a refusal that is over',
      'running',
      {},
      ['start'],
      {
        refusal: {
          run: 1,
          cause: { reason: 'QuotaExceeded', message: '' },
          retryAt: NOW,
        },
      },
    ],
    [
      'a refusal of an earlier run',
      'running',
      {},
      ['start'],
      {
        refusal: {
          run: 0,
          cause: { reason: 'QuotaExceeded', message: '' },
          retryAt: NOW + 1,
        },
      },
    ],
    [
      'a final refusal',
      'running',
      {},
      ['halt LimitRange'],
      {
        refusal: {
          run: 1,
          cause: { reason: 'LimitRange', message: '' },
          graceMs: 0,
          retryAt: NOW + 1,
        },
      },
    ],
    [
      'too long a start',
      'running',
      { volume: volume(), pod: newPod() },
      ['halt StartTimeout', 'deletePod'],
      { begun: { run: 1, at: NOW - 600_000 } },
    ],
    [
      'too long a wait for a node',
      'running',
      {
        volume: volume(),
        pod: newPod({
          unschedulable: '0/1 nodes are available: 1 Insufficient cpu.',
        }),
      },
      ['halt Unschedulable', 'deletePod'],
      { begun: { run: 1, at: NOW - 600_000 } },
    ],
    [
      'long lifecycle commands of an agent that answers',
      'running',
      { volume: volume(), pod: pod() },
      [],
      {
        begun: { run: 1, at: NOW - 6_000_000 },
        agent: {
          podUid: 'pod-1',
          restarts: 0,
          boot: 'b',
          seq: 3,
          settled: false,
        },
      },
    ],
    [
      'a run that was up once',
      'running',
      { volume: volume(), pod: pod() },
      [],
      { begun: { run: 1, at: NOW - 6_000_000 }, readyRun: 1 },
    ],
    ['stop', 'stopped', { volume: volume(), pod: pod() }, ['deletePod']],
    [
      'stop, under way',
      'stopped',
      { volume: volume(), pod: pod({ deletingSince: NOW }) },
      [],
    ],
    ['stopped', 'stopped', { volume: volume() }, []],
    [
      'stopped, and its volume vanished',
      'stopped',
      {},
      [],
      { pvcUid: 'pvc-1' },
    ],
    [
      'stop of a failed run',
      'stopped',
      { volume: volume(), pod: pod() },
      ['deletePod'],
      { haltedRun: 1 },
    ],
    [
      'delete',
      'deleted',
      { volume: volume(), pod: pod() },
      ['deletePod', 'deleteVolume'],
    ],
    [
      'delete of a stopped one',
      'deleted',
      { volume: volume() },
      ['deleteVolume'],
    ],
    [
      'delete, under way',
      'deleted',
      { volume: volume({ deleting: true }), pod: pod({ deletingSince: NOW }) },
      [],
    ],
    [
      'delete, cut off after the pod',
      'deleted',
      { volume: volume(), pod: pod({ deletingSince: NOW }) },
      ['deleteVolume'],
    ],
    ['deleted', 'deleted', {}, ['forget']],
  ];

  it.each(
    cases.map(([name, desired, sight, expected, state = {}]) => ({
      name,
      desired,
      sight,
      expected,
      state,
    })),
  )('$name', ({ desired, sight, expected, state }) => {
    expect(
      steps(row({ desired, observed: { begun, ...state } }), sight),
    ).toEqual(expected);
  });

  it('gives the same steps for the same sight', () => {
    const record = row();
    expect(plan(record, seen(), LIMITS)).toEqual(
      plan(structuredClone(record), seen(), LIMITS),
    );
  });

  it.each([
    [19_000, []],
    [20_000, ['halt ImagePullBackOff', 'deletePod']],
  ])(
    'gives an image that does not exist %d ms, from when it was noticed',
    (age, expected) => {
      const dev = {
        state: 'waiting' as const,
        reason: 'ErrImagePull',
        message: 'x:1: not found',
        ready: false,
        restarts: 0,
      };
      const conditions = [
        {
          reason: 'ImagePullBackOff',
          message: '',
          severity: 'warning' as const,
          since: new Date(NOW - age).toISOString(),
        },
      ];
      expect(
        steps(row({ conditions }), { volume: volume(), pod: pod({ dev }) }),
      ).toEqual(expected);
    },
  );
});
