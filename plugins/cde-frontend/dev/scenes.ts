import { InputError } from '@backstage/errors';
import {
  BROKEN_DEVCONTAINER,
  FakeCdeApi,
  GOOD_START,
  OPTIONS,
  aPreview,
  aWorkspace,
  allowedIn,
  someEvents,
} from '../src/__testUtils__';
import type { EventSketch } from '../src/__testUtils__';
import type { WorkspaceDetails } from '@backstage-cde/plugin-cde-common';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const id = (last: string) =>
  `7d1f9c1e-3c1b-4c55-8a44-0d9be7f0a${last.padStart(3, '0')}`;

/** A workspace that came into its phase some time ago. */
function scene(
  last: string,
  name: string,
  phase: WorkspaceDetails['phase'],
  since: number,
  more: Partial<WorkspaceDetails> = {},
) {
  return aWorkspace({
    id: id(last),
    name,
    phase,
    phaseSince: ago(since),
    createdAt: ago(since + 3 * DAY),
    startedAt: ago(since),
    lastUsedAt: ago(since / 2),
    ...more,
  });
}

const FAILED_COMMAND: EventSketch[] = [
  ...GOOD_START.slice(0, 9),
  ['postCreateCommand', 'started', 5700, { detail: 'npm ci' }],
  [
    'postCreateCommand',
    'failed',
    8700,
    {
      durationMs: 3000,
      detail: 'npm ci',
      cause: {
        reason: 'CommandFailed',
        message: 'npm ci ended with exit code 1.',
      },
      tail: 'npm error code ERESOLVE\nnpm error ERESOLVE could not resolve dependency: left-pad@^2\n',
    },
  ],
  ['ide', 'started', 8800],
  ['ide', 'succeeded', 10100, { durationMs: 1300 }],
];

/** One workspace in every state that a page can show. */
export function everyScene(): FakeCdeApi {
  const api = new FakeCdeApi();
  const catalog = 'component:default/web-shop';
  const cause = {
    reason: 'BranchNotFound',
    message:
      'The repository http://localhost:3002/payments/payments-api.git has no branch "fix/timeout".',
    cure: 'Choose one of its branches, or push this one, then try again.',
  };
  api.workspaces = [
    scene('1', 'payments-api-main', 'Running', 5 * MINUTE),
    scene('2', 'payments-api-fix-timeouts', 'Stopped', 2 * DAY, {
      repository: {
        url: 'http://localhost:3002/payments/payments-api.git',
        ref: { type: 'branch', name: 'fix/timeouts' },
      },
      resourceClass: 'medium',
    }),
    scene('3', 'web-shop-main', 'Starting', 6_000, {
      component: catalog,
      lastUsedAt: undefined,
    }),
    scene('4', 'payments-api-fix-timeout', 'Failed', 20 * MINUTE, {
      cause,
      repository: {
        url: 'http://localhost:3002/payments/payments-api.git',
        ref: { type: 'branch', name: 'fix/timeout' },
      },
    }),
    scene('5', 'ledger-main', 'Running', 12_000, {
      component: 'component:default/ledger',
    }),
    scene('6', 'web-shop-experiment', 'Pending', 40_000, {
      component: catalog,
      cause: {
        reason: 'ClusterPreparing',
        message: 'Kubernetes is being built, step 3 of 6, about 3 minutes left',
      },
    }),
    scene('7', 'old-idea', 'Deleting', 3_000, {
      component: undefined,
      repository: undefined,
    }),
  ];
  const running = scene('1', '', 'Running', 5 * MINUTE);
  api.events = {
    [id('1')]: [
      ...someEvents(GOOD_START, { run: 1, at: ago(3 * DAY) }),
      ...someEvents(
        [['stop', 'succeeded', 60 * MINUTE, { actor: 'user:default/ana' }]],
        { run: 1, at: ago(3 * DAY), firstId: 50 },
      ),
      ...someEvents([...GOOD_START, ['open', 'info', 12_000]], {
        run: 2,
        at: running.startedAt,
        firstId: 100,
      }),
    ],
    [id('3')]: someEvents(GOOD_START.slice(0, 10), { at: ago(6_000) }),
    [id('4')]: someEvents(
      [
        ...GOOD_START.slice(0, 6),
        [
          'clone',
          'failed',
          2400,
          {
            durationMs: 1400,
            cause,
            tail: "fatal: couldn't find remote ref refs/heads/fix/timeout\n",
          },
        ],
        ['failure', 'failed', 2500, { cause }],
      ],
      { at: ago(20 * MINUTE) },
    ),
    [id('5')]: someEvents(FAILED_COMMAND, { at: ago(12_000) }),
    [id('6')]: someEvents(
      [
        ['queued', 'succeeded', 100, { durationMs: 100 }],
        ['cluster', 'started', 150],
      ],
      { at: ago(40_000) },
    ),
  };
  api.change(id('1'), { run: 2 });
  api.logs = {
    postCreateCommand: `\u001b[1m> npm ci\u001b[0m\n${Array.from(
      { length: 30 },
      (_, line) => `npm http fetch GET 200 https://registry/package-${line}`,
    ).join('\n')}\nadded 211 packages in 3s\n`,
    clone:
      "Cloning into '/workspaces/payments-api'...\nHEAD is now at 3f2c1ab Retry timeouts\n",
  };
  api.preview = request => {
    if (request.ref?.type === 'branch' && request.ref.name === 'nope') {
      throw new InputError(
        'The repository has no branch "nope". Choose one of its branches, or push this one first.',
      );
    }
    if (request.component?.endsWith('/ledger'))
      return aPreview({
        devcontainer: BROKEN_DEVCONTAINER,
        name: 'ledger-main',
      });
    if (request.component?.endsWith('/docs')) {
      return aPreview({
        devcontainer: {
          source: 'default',
          alternatives: [],
          properties: [],
          problems: [],
        },
        name: 'docs-main',
        lifecycle: [],
        ports: [],
        usualStartMs: undefined,
      });
    }
    return aPreview({
      name: request.name ?? 'payments-api-main-2',
      resourceClass: request.resourceClass ?? 'small',
    });
  };
  api.options = {
    ...OPTIONS,
    clusters: [
      {
        name: 'local',
        title: 'This machine',
        state: 'preparing',
        preparation: {
          phase: 'preparing',
          title: 'Building Kubernetes',
          step: 3,
          steps: 6,
          secondsLeft: 180,
        },
      },
    ],
  };
  return liveWhenStarted(api);
}

/** Plays a whole start for workspaces that are asked for while one looks. */
function liveWhenStarted(api: FakeCdeApi): FakeCdeApi {
  const play = (workspaceId: string, run: number) => {
    const at = new Date().toISOString();
    const firstId = run * 1000;
    someEvents(GOOD_START, { run, at, firstId }).forEach((event, index) => {
      setTimeout(() => {
        api.events[workspaceId] = [...(api.events[workspaceId] ?? []), event];
        if (index === 1) api.change(workspaceId, { phase: 'Starting' });
        if (event.step === 'ready')
          api.change(workspaceId, {
            phase: 'Running',
            allowed: allowedIn('Running'),
          });
      }, Date.parse(event.at) - Date.parse(at));
    });
  };
  const { createWorkspace, startWorkspace, stopWorkspace } = api;
  api.createWorkspace = async (...args) => {
    const workspace = await createWorkspace.apply(api, args);
    play(workspace.id, workspace.run);
    return workspace;
  };
  api.startWorkspace = async workspaceId => {
    const workspace = await startWorkspace.call(api, workspaceId);
    play(workspaceId, workspace.run);
    return workspace;
  };
  api.stopWorkspace = async workspaceId => {
    const workspace = await stopWorkspace.call(api, workspaceId);
    setTimeout(() => api.change(workspaceId, { phase: 'Stopped' }), 1500);
    return workspace;
  };
  return api;
}
