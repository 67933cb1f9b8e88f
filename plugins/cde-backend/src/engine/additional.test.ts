import type {
  PrepareFailure,
  PrepareStep,
} from '@backstage-cde/plugin-cde-common';
import { newWorkspace } from '../testing/workspaces';
import type { AdditionalSource } from '../workspaces';
import { agentSpec, podOf } from './objects';
import { testConfig } from './testing/settings';
import { container, pod, row, seen } from './testing/views';
import { startTimeline } from './timeline';

const ADDITIONAL: AdditionalSource[] = [
  {
    componentRef: 'component:default/gift-cards',
    repositoryUrl: 'http://localhost:3002/acme/gift-cards.git',
    name: 'gift-cards',
    ref: { type: 'branch', name: 'main' },
    commit: 'a'.repeat(40),
  },
  {
    repositoryUrl: 'http://git.test/acme/payments-api.git',
    name: 'payments-api',
    ref: { type: 'tag', name: 'v2' },
    commit: 'b'.repeat(40),
  },
];
const { spec } = newWorkspace();
const several = row({ spec: { ...spec, additional: ADDITIONAL } });

describe('the instruction of the agent', () => {
  it('names each repository, its folder, and what the IDE opens', () => {
    const insteadOf = [{ from: 'http://localhost:3002/', to: 'http://host/' }];
    const told = agentSpec(
      row({ spec: { ...spec, insteadOf, additional: ADDITIONAL } }),
    );
    expect(told.repository).toMatchObject({
      folder: '/workspaces/payments-api',
      insteadOf,
    });
    expect(told.additional).toEqual([
      {
        url: 'http://localhost:3002/acme/gift-cards.git',
        ref: { type: 'branch', name: 'main' },
        folder: '/workspaces/gift-cards',
        insteadOf,
      },
      {
        url: 'http://git.test/acme/payments-api.git',
        ref: { type: 'tag', name: 'v2' },
        folder: '/workspaces/payments-api-2',
        insteadOf,
      },
    ]);
    expect(told.workspaceFile).toEqual({
      path: '/workspaces/payments-api.code-workspace',
      folders: [
        '/workspaces/payments-api',
        '/workspaces/gift-cards',
        '/workspaces/payments-api-2',
      ],
    });
    expect(told.workspaceFolder).toBe('/workspaces/payments-api');
  });

  it('is as ever for a workspace of one repository', () => {
    expect(Object.keys(agentSpec(row()))).toEqual([
      'version',
      'workspace',
      'repository',
      'user',
      'workspaceFolder',
      'remoteEnv',
      'lifecycle',
      'ide',
      'ports',
    ]);
  });
});

describe('the pod', () => {
  const config = testConfig({
    kubeconfigPath: '/k',
    instance: 'test',
    namespace: 'n',
  });
  const owner = { name: 'cde-1', uid: 'u' };
  const build = (record: ReturnType<typeof row>) =>
    podOf(
      record,
      { config, cluster: config.clusters[0], token: () => 't' },
      owner,
    );
  const mounts = (record: ReturnType<typeof row>) => {
    const { initContainers = [], containers } = build(record).spec!;
    return [...initContainers, ...containers]
      .filter(({ name }) => name !== 'seed')
      .map(one => one.volumeMounts?.map(({ mountPath }) => mountPath));
  };

  it('is the same, for what lies beside the clone is on the volume', () =>
    expect(build(several)).toEqual(build(row())));

  it('has a place for them where the clone has no parent', () => {
    const plan = { ...spec.plan, repositoryFolder: '/api' };
    const rooted = row({ spec: { ...spec, plan, additional: ADDITIONAL } });
    for (const paths of mounts(rooted)) {
      expect(paths).toEqual(expect.arrayContaining(['/api', '/api-more']));
      expect(new Set(paths).size).toBe(paths!.length);
    }
    for (const paths of mounts(row({ spec: { ...spec, plan } }))) {
      expect(paths).not.toContain('/api-more');
    }
  });
});

describe('the timeline', () => {
  const ended = (exitCode: number, message: unknown) =>
    container({
      state: 'terminated',
      exitCode,
      message: JSON.stringify(message),
    });
  const clones = (prepare: ReturnType<typeof container>, record = several) =>
    startTimeline(record, seen({ pod: pod({ prepare }) }), {}).filter(
      ({ step }) => step === 'clone',
    );
  const steps: PrepareStep[] = [
    { step: 'tools', ms: 900 },
    { step: 'clone', ms: 1400, commit: '0123456789abcdef', ref: 'main' },
    { step: 'clone', repository: 'gift-cards', ms: 700, ref: 'main' },
    { step: 'clone', repository: 'payments-api-2', ms: 8, skipped: true },
  ];

  it('shows each clone, from its beginning to its end', () => {
    const events = clones(ended(0, { steps }));
    expect(
      events.map(({ key, subject, state, detail, durationMs }) => [
        key,
        subject,
        state,
        detail,
        durationMs,
      ]),
    ).toEqual([
      [
        'clone:begin',
        undefined,
        'started',
        'http://localhost:3002/acme/payments-api.git (branch main)',
        undefined,
      ],
      [
        'clone:gift-cards:begin',
        'gift-cards',
        'started',
        'http://localhost:3002/acme/gift-cards.git (branch main)',
        undefined,
      ],
      [
        'clone:payments-api-2:begin',
        'payments-api-2',
        'started',
        'http://git.test/acme/payments-api.git (tag v2)',
        undefined,
      ],
      ['clone', undefined, 'succeeded', 'main at 01234567', 1400],
      ['clone:gift-cards', 'gift-cards', 'succeeded', 'main', 700],
      [
        'clone:payments-api-2',
        'payments-api-2',
        'skipped',
        'the repository, kept from before',
        8,
      ],
    ]);
  });

  it('says which failed, with its log, and what succeeded all the same', () => {
    const failure: PrepareFailure = {
      error: {
        step: 'clone',
        repository: 'gift-cards',
        reason: 'BranchNotFound',
        message: "Repository 'gift-cards': no branch",
        cure: 'Choose',
      },
      log: 'fatal: x',
      done: [steps[0], steps[1], steps[3]],
    };
    const over = clones(ended(1, failure)).filter(
      ({ state }) => state !== 'started',
    );
    expect(over).toEqual([
      expect.objectContaining({ key: 'clone', state: 'succeeded' }),
      expect.objectContaining({ key: 'clone:payments-api-2' }),
      expect.objectContaining({
        key: 'clone:gift-cards:failed',
        subject: 'gift-cards',
        state: 'failed',
        tail: 'fatal: x',
        cause: expect.objectContaining({ reason: 'BranchNotFound' }),
      }),
    ]);
  });

  it('believes a pod nothing of repositories that it does not have', () => {
    const invented = { step: 'clone', repository: 'x', ms: 1 };
    const odd = { step: 'clone', repository: { a: 1 }, ms: 1 };
    const message = { steps: [...steps, invented, odd] };
    expect(clones(ended(0, message))).toHaveLength(6);
    expect(clones(ended(0, { steps }), row()).map(({ key }) => key)).toEqual([
      'clone:begin',
      'clone',
    ]);
  });
});
