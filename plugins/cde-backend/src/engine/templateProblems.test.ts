import type { WorkspaceRecord } from '../workspaces';
import { problemsOf } from './problems';
import { missingSecret } from './secretProblems';
import {
  container,
  LIMITS,
  newPod,
  note,
  NOW,
  pod,
  row,
  seen,
} from './testing/views';
import { viewPod } from './views';

const sidecar = (name: string) => ({
  name,
  image: `${name}:1`,
  environment: {},
  resources: { cpu: 1, memory: 1 },
  ports: [],
});

/** A workspace whose template has two sidecars and two secrets. */
function fromTemplate(): WorkspaceRecord {
  const record = row();
  return {
    ...record,
    spec: {
      ...record.spec,
      template: {
        environment: {},
        secrets: [
          { secret: 'registry', key: 'token', environment: 'TOKEN' },
          { secret: 'tls', key: 'crt', file: 'crt' },
        ],
        sidecars: [sidecar('database'), sidecar('queue')],
        scheduling: {},
        privileged: false,
        manifests: [],
        policy: {
          idleMs: null,
          maxIdleMs: null,
          schedule: null,
          ownersMaySchedule: true,
          lifetimeMs: null,
          retentionMs: 1,
          maxRetentionMs: 1,
        },
        resourceClasses: [],
      },
    },
  };
}

const problems = (sidecars: Parameters<typeof pod>[0]) =>
  problemsOf(fromTemplate(), seen({ pod: pod(sidecars) }), LIMITS);

describe('containers beside the workspace', () => {
  it('are no matter while they run', () => {
    expect(
      problems({ sidecars: { database: container(), queue: container() } }),
    ).toEqual([]);
    expect(problems({})).toEqual([]);
  });

  it('are each named with what is wrong, and end nothing', () => {
    const found = problems({
      sidecars: {
        database: container({
          state: 'waiting',
          reason: 'ErrImagePull',
          message: 'manifest unknown',
        }),
        queue: container({
          state: 'waiting',
          reason: 'CrashLoopBackOff',
          restarts: 4,
          last: { exitCode: 3, message: 'no such file' },
        }),
      },
    });
    expect(found.map(one => one.cause.message)).toEqual([
      expect.stringMatching(/'database'.*'database:1' cannot be pulled/),
      expect.stringMatching(/'queue'.*code 3, after 4 restarts: no such file/),
    ]);
    expect(found.every(one => one.harmless && one.graceMs === undefined)).toBe(
      true,
    );
  });

  it('leave the workspace ready, unless the node is lost', () => {
    const view = (reason: string | undefined, devReady: boolean) =>
      viewPod({
        metadata: {
          name: 'p',
          labels: { 'cde.backstage.io/workspace-id': 'w' },
          creationTimestamp: new Date(NOW),
        },
        status: {
          conditions: [{ type: 'Ready', status: 'False', reason }],
          containerStatuses: [
            {
              name: 'dev',
              ready: devReady,
              restartCount: 0,
              state: { running: {} },
            },
            {
              name: 'database',
              ready: false,
              restartCount: 1,
              state: { waiting: { reason: 'CrashLoopBackOff' } },
            },
          ],
        },
      } as never);
    expect(view('ContainersNotReady', true)).toMatchObject({
      ready: true,
      sidecars: { database: { state: 'waiting', restarts: 1 } },
    });
    expect(view('ContainersNotReady', false)?.ready).toBe(false);
    expect(view(undefined, true)?.ready).toBe(false);
  });
});

describe('secrets that a template refers to', () => {
  it.each([
    ['secret "registry" not found', "There is no secret 'registry'"],
    [
      'MountVolume.SetUp failed for volume "secrets" : secret "tls" not found',
      "There is no secret 'tls'",
    ],
    [
      "couldn't find key token in Secret ns/registry",
      "The secret 'registry' has no key 'token'",
    ],
    [
      'MountVolume.SetUp failed for volume "secrets" : references non-existent secret key: crt',
      "The secret 'tls' has no key 'crt'",
    ],
  ])('are named where they are missing: %s', (message, text) => {
    expect(missingSecret(fromTemplate(), message)?.message).toContain(text);
    const waiting = pod({
      dev: container({
        state: 'waiting',
        reason: 'CreateContainerConfigError',
        message,
      }),
    });
    const found = problemsOf(fromTemplate(), seen({ pod: waiting }), LIMITS);
    expect(found[0].cause).toMatchObject({ reason: 'SecretMissing' });
  });

  it('are named while the volume cannot be mounted for them', () => {
    const notes = [
      note({
        reason: 'FailedMount',
        message:
          'MountVolume.SetUp failed for volume "secrets" : secret "tls" not found',
      }),
    ];
    const found = problemsOf(
      fromTemplate(),
      seen({ pod: newPod(), notes }),
      LIMITS,
    );
    expect(found[0].cause.message).toContain("There is no secret 'tls'");
  });

  it('are not read into other messages', () => {
    const said = (message: string) => missingSecret(fromTemplate(), message);
    expect(said('failed to sync configmap cache')).toBeUndefined();
    expect(said('secret "cde-1" not found')).toBeUndefined();
  });
});
