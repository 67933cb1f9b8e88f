import { KubernetesError, UnreachableError } from '../clusters';
import { conditionsOf, problemsOf } from './problems';
import { NameTakenError, refusedWrite, StillEndingError } from './refusals';
import {
  container,
  LIMITS,
  newPod,
  note,
  NOW,
  pod,
  row,
  seen,
  volume,
} from './testing/views';
import type { PodView, Seen } from './views';

const failure = (reason: string) =>
  JSON.stringify({
    error: {
      step: 'clone',
      reason,
      message: 'There is no branch x',
      cure: 'Choose another',
    },
    log: 'fatal: x',
  });

describe('problems of a pod', () => {
  const sight = (overrides: Partial<PodView>, more: Partial<Seen> = {}) =>
    seen({ pod: pod(overrides), volume: volume(), ...more });
  const waiting = (reason: string, message: string) =>
    container({ state: 'waiting', reason, message });
  const quota = {
    cpu: { request: 0.25, limit: 2 },
    memory: { request: 2 ** 29, limit: 2 ** 31 },
  };

  it.each<[string, Seen, string, RegExp, number | undefined]>([
    [
      'too little room',
      seen({
        pod: newPod({
          unschedulable:
            '0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory. preemption: none',
        }),
      }),
      'Unschedulable',
      /reserves 0.3 cores and 512 MiB of memory: there is too little cpu and memory/,
      undefined,
    ],
    [
      'a taint',
      seen({
        pod: newPod({
          unschedulable:
            '0/1 nodes are available: 1 node(s) had untolerated taint(s). preemption: x',
        }),
      }),
      'Unschedulable',
      /untolerated taint\(s\)\.$/,
      undefined,
    ],
    [
      'image not found',
      sight({
        dev: waiting(
          'ErrImagePull',
          'rpc error: code = NotFound desc = x: not found',
        ),
      }),
      'ImagePullBackOff',
      /'base:1'.*no such image/,
      20_000,
    ],
    [
      'image refused',
      sight({ dev: waiting('ImagePullBackOff', 'pull access denied') }),
      'ImagePullBackOff',
      /refuses access/,
      20_000,
    ],
    [
      'registry away',
      sight({
        dev: waiting(
          'ErrImagePull',
          'rpc error: code = Unknown desc = dial tcp: connection refused',
        ),
      }),
      'ImagePullBackOff',
      /dial tcp: connection refused/,
      120_000,
    ],
    [
      'tools image',
      sight({ prepare: waiting('ErrImagePull', 'not found'), dev: undefined }),
      'ImagePullBackOff',
      /'tools:1'/,
      20_000,
    ],
    [
      'image name',
      sight({ dev: waiting('InvalidImageName', 'x') }),
      'InvalidImageName',
      /not valid/,
      0,
    ],
    [
      'configuration',
      sight({
        dev: waiting('CreateContainerConfigError', 'secret "x" not found'),
      }),
      'CreateContainerConfigError',
      /secret "x" not found/,
      30_000,
    ],
    [
      'branch',
      sight({
        prepare: container({
          state: 'terminated',
          exitCode: 1,
          message: failure('BranchNotFound'),
        }),
        dev: undefined,
      }),
      'BranchNotFound',
      /no branch x/,
      0,
    ],
    [
      'branch, seen when the kubelet waits',
      sight({
        prepare: container({
          state: 'waiting',
          reason: 'CrashLoopBackOff',
          restarts: 1,
          last: { exitCode: 1, message: failure('Unauthorized') },
        }),
        dev: undefined,
      }),
      'Unauthorized',
      /no branch x/,
      0,
    ],
    [
      'prepare without a word',
      sight({
        prepare: container({
          state: 'terminated',
          exitCode: 137,
          reason: 'OOMKilled',
          message: '',
        }),
        dev: undefined,
      }),
      'PrepareFailed',
      /out of memory/,
      120_000,
    ],
    [
      'an image that our tools cannot run in',
      sight({
        dev: container({
          state: 'waiting',
          reason: 'CrashLoopBackOff',
          restarts: 3,
          last: {
            exitCode: 128,
            reason: 'StartError',
            message: 'no such file',
          },
        }),
      }),
      'ContainerFailed',
      /could not be started\): no such file/,
      0,
    ],
    [
      'out of memory once',
      sight({
        dev: container({
          restarts: 1,
          last: { reason: 'OOMKilled', exitCode: 137 },
        }),
      }),
      'OOMKilled',
      /more than its 2 GiB/,
      undefined,
    ],
    [
      'out of memory for ever',
      sight({
        dev: container({
          state: 'waiting',
          reason: 'CrashLoopBackOff',
          restarts: 3,
          last: { reason: 'OOMKilled' },
        }),
      }),
      'OOMKilled',
      /2 GiB/,
      0,
    ],
    [
      'evicted for disk',
      sight({
        phase: 'Failed',
        reason: 'Evicted',
        message: 'Pod ephemeral local storage usage exceeds',
      }),
      'Evicted',
      /more disk outside its volume/,
      0,
    ],
    [
      'node shut down',
      sight({
        phase: 'Failed',
        reason: 'Terminated',
        message: 'node shutdown',
      }),
      'Terminated',
      /node shutdown/,
      0,
    ],
    [
      'a mount that fails for now',
      seen({
        pod: pod({ prepare: undefined, dev: undefined, milestones: {} }),
        volume: volume(),
        notes: [note({ reason: 'FailedMount', message: 'timed out' })],
      }),
      'VolumeNotMounted',
      /timed out/,
      undefined,
    ],
    [
      'a volume that cannot be made',
      seen({
        pod: newPod(),
        notes: [note({ reason: 'ProvisioningFailed', message: 'no space' })],
      }),
      'ProvisioningFailed',
      /no space/,
      undefined,
    ],
    [
      'a node that does not answer',
      sight({ ready: false, dev: container({ ready: true }) }),
      'NodeLost',
      /'node1' does not answer/,
      undefined,
    ],
  ])('%s', (_, what, reason, message, graceMs) => {
    const [problem] = problemsOf(
      row({ spec: { ...row().spec, resources: { ...quota, storage: 1 } } }),
      what,
      LIMITS,
    );
    expect(problem).toMatchObject({
      cause: { reason, message: expect.stringMatching(message) },
    });
    expect(problem.graceMs).toBe(graceMs);
    expect(problem.cause.message).toMatch(/[.!?]$/);
  });

  it('an old Event says nothing any more', () => {
    const old = note({
      reason: 'FailedMount',
      message: 'x',
      at: NOW - 200_000,
    });
    expect(
      problemsOf(row(), seen({ pod: newPod(), notes: [old] }), LIMITS),
    ).toEqual([]);
  });

  it('nothing is wrong with a pod that starts', () => {
    const creating = container({ state: 'waiting', reason: 'PodInitializing' });
    expect(
      problemsOf(row(), sight({ prepare: container(), dev: creating }), LIMITS),
    ).toEqual([]);
    expect(problemsOf(row(), sight({ ready: true }), LIMITS)).toEqual([]);
  });

  it('keeps the time at which something was first noticed', () => {
    const since = new Date(NOW - 5000).toISOString();
    const record = row({
      conditions: [
        {
          reason: 'ImagePullBackOff',
          message: 'before',
          severity: 'warning',
          since,
        },
      ],
    });
    const problems = problemsOf(
      record,
      sight({ dev: waiting('ImagePullBackOff', 'not found') }),
      LIMITS,
    );
    expect(conditionsOf(record, problems, false)).toEqual([
      expect.objectContaining({
        reason: 'ImagePullBackOff',
        since,
        severity: 'warning',
      }),
    ]);
  });
});

describe('refused writes', () => {
  const api = (status: number, message: string, more = {}) =>
    new KubernetesError(status, { message, ...more });
  const quota =
    'pods "cde-x" is forbidden: exceeded quota: small, requested: pods=1, used: pods=3, limited: pods=3';

  it.each<[string, unknown, string, RegExp, number | undefined]>([
    [
      'a full quota',
      api(403, quota),
      'QuotaExceeded',
      /pods=3 of pods=3 in use, pods=1 more.*2 cores and 2 GiB/,
      undefined,
    ],
    [
      'a LimitRange',
      api(
        403,
        'pods "x" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
      ),
      'LimitRange',
      /maximum cpu usage per Container is 1/,
      0,
    ],
    [
      'Pod Security',
      api(
        403,
        'pods "x" is forbidden: violates PodSecurity "restricted:latest": x',
      ),
      'PodSecurity',
      /restricted/,
      0,
    ],
    [
      'a missing permission',
      api(
        403,
        'pods is forbidden: User "u" cannot create resource "pods" in API group ""',
      ),
      'PortalForbidden',
      /may not create pods/,
      undefined,
    ],
    [
      'an admission webhook',
      api(403, 'admission webhook "w" denied the request: no'),
      'Denied',
      /denied the request/,
      60_000,
    ],
    [
      'a namespace that ends',
      api(
        403,
        'forbidden: unable to create new content in namespace n because it is being terminated',
        {
          details: { causes: [{ reason: 'NamespaceTerminating' }] },
        },
      ),
      'NamespaceTerminating',
      /being deleted/,
      undefined,
    ],
    [
      'no namespace',
      api(404, 'namespaces "n" not found'),
      'NamespaceMissing',
      /not there/,
      undefined,
    ],
    [
      'an invalid object',
      api(422, 'Pod "x" is invalid: spec.hostname: x', { reason: 'Invalid' }),
      'Invalid',
      /spec.hostname/,
      0,
    ],
    ['a server error', api(500, 'etcd'), 'ApiServerBusy', /500/, undefined],
    [
      'no answer',
      new UnreachableError('The API server cannot be reached: x'),
      'ApiServerUnreachable',
      /cannot be reached/,
      undefined,
    ],
    [
      "somebody else's object",
      new NameTakenError('Pod', 'cde-x'),
      'NameTaken',
      /does not belong/,
      0,
    ],
    [
      'an earlier pod',
      new StillEndingError('Pod', 'cde-x'),
      'StillEnding',
      /still ending/,
      undefined,
    ],
  ])('%s', (_, error, reason, message, graceMs) => {
    const refused = refusedWrite(error, row(), 0);
    expect(refused?.cause).toMatchObject({
      reason,
      message: expect.stringMatching(message),
    });
    expect(refused?.graceMs).toBe(graceMs);
    expect(refused?.retryInMs).toBeGreaterThan(0);
  });

  it('waits as long as the API server asks for', () => {
    expect(
      refusedWrite(new KubernetesError(429, {}, 7000), row(), 0)?.retryInMs,
    ).toBe(7000);
  });

  it('waits longer each time, up to half a minute or so', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 50].map(
      attempts => refusedWrite(api(500, ''), row(), attempts)!.retryInMs,
    );
    for (let i = 0; i < 6; i += 1)
      expect(waits[i]).toBeLessThan(500 * 2 ** i * 1.3);
    expect(Math.max(...waits)).toBeLessThan(40_000);
  });

  it('says nothing about errors of our own', () => {
    expect(refusedWrite(new TypeError('x'), row(), 0)).toBeUndefined();
  });
});
