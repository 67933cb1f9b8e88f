import type {
  CreationOptions,
  DevcontainerReport,
  TimelineEvent,
  TimelineStep,
  Workspace,
  WorkspaceDetails,
  WorkspacePreview,
} from '@backstage-cde/plugin-cde-common';

const GIGABYTE = 1024 ** 3;

/** Everything in these examples happened before this moment. */
export const SOME_TIME = '2026-11-02T09:30:00.000Z';

export const DEVCONTAINER: DevcontainerReport = {
  source: 'file',
  path: '.devcontainer/devcontainer.json',
  alternatives: [],
  properties: [
    {
      property: 'image',
      outcome: 'applied',
      reason: 'The container runs cde.local/devcontainers/node:24.',
      line: 3,
      column: 3,
    },
    {
      property: 'postCreateCommand',
      outcome: 'applied',
      reason: 'Runs once, after the first clone.',
      line: 9,
      column: 3,
    },
    {
      property: 'forwardPorts',
      outcome: 'translated',
      reason: 'Each port gets an address of its own.',
      line: 7,
      column: 3,
    },
    {
      property: 'customizations.vscode.extensions',
      outcome: 'applied',
      reason: 'Installed before the IDE opens.',
      line: 12,
      column: 7,
    },
    {
      property: 'shutdownAction',
      outcome: 'ignored',
      reason: 'Workspaces are stopped by their owner or their schedule.',
      line: 17,
      column: 3,
    },
    {
      property: 'runArgs',
      outcome: 'refused',
      reason: '--privileged is not allowed by this template.',
      line: 18,
      column: 3,
    },
  ],
  problems: [],
};

export const BROKEN_DEVCONTAINER: DevcontainerReport = {
  source: 'file',
  path: '.devcontainer/devcontainer.json',
  alternatives: [],
  properties: [],
  problems: [
    {
      severity: 'error',
      message:
        'expected a comma or "}" after the value of "image", found "features"',
      path: '.devcontainer/devcontainer.json',
      line: 4,
      column: 3,
    },
  ],
};

/** A running workspace of payments-api, changed as a test needs it. */
export function aWorkspace(
  changes: Partial<WorkspaceDetails> = {},
): WorkspaceDetails {
  const phase = changes.phase ?? 'Running';
  return {
    id: '7d1f9c1e-3c1b-4c55-8a44-0d9be7f0a001',
    name: 'payments-api-main',
    owner: 'user:default/ana',
    component: 'component:default/payments-api',
    repository: {
      url: 'http://localhost:3002/payments/payments-api.git',
      ref: { type: 'branch', name: 'main' },
      commit: '3f2c1ab94d0c2f7c35f1b6f7f5f4a1d2c3b4a596',
    },
    template: 'default',
    resourceClass: 'small',
    ide: 'vscode-web',
    cluster: 'local',
    namespace: 'cde-workspaces-demo',
    desired:
      phase === 'Stopped' || phase === 'Stopping' ? 'stopped' : 'running',
    phase,
    phaseSince: SOME_TIME,
    conditions: [],
    run: 1,
    createdAt: SOME_TIME,
    usualStartMs: 12_000,
    startedAt: SOME_TIME,
    ports: [
      { port: 8080, label: 'API', protocol: 'http' },
      { port: 5432, label: 'PostgreSQL', protocol: 'tcp' },
    ],
    privileged: false,
    relation: 'owner',
    deadlines: [],
    allowed: allowedIn(phase),
    parameters: {},
    settings: {},
    policy: {
      idleMs: 1_800_000,
      maxIdleMs: 86_400_000,
      schedule: null,
      ownersMaySchedule: true,
      lifetimeMs: null,
      retentionMs: 604_800_000,
      maxRetentionMs: 2_592_000_000,
    },
    resourceClasses: ['small', 'medium'],
    devcontainer: DEVCONTAINER,
    image: 'cde.local/devcontainers/node:24',
    workspaceFolder: '/workspaces/payments-api',
    podName: 'cde-7d1f9c1e-3c1b-4c55-8a44-0d9be7f0a001',
    node: 'node-1',
    ...changes,
  };
}

/** What the backend allows an owner in a phase. */
export function allowedIn(phase: Workspace['phase']): Workspace['allowed'] {
  switch (phase) {
    case 'Running':
      return ['open', 'stop', 'restart', 'delete'];
    case 'Stopped':
      return ['start', 'delete'];
    case 'Failed':
      return ['start', 'stop', 'delete'];
    case 'Deleting':
      return [];
    case 'Stopping':
      return ['delete'];
    default:
      return ['stop', 'delete'];
  }
}

export const OPTIONS: CreationOptions = {
  repository: {
    url: 'http://localhost:3002/payments/payments-api.git',
    defaultBranch: 'main',
  },
  templates: [
    {
      name: 'default',
      title: 'Standard',
      resourceClasses: ['small', 'medium'],
      ides: ['vscode-web'],
    },
  ],
  resourceClasses: [
    {
      name: 'small',
      title: 'Small',
      cpu: { request: 0.25, limit: 2 },
      memory: { request: GIGABYTE / 2, limit: 2 * GIGABYTE },
      storage: 5 * GIGABYTE,
    },
    {
      name: 'medium',
      title: 'Medium',
      cpu: { request: 0.5, limit: 4 },
      memory: { request: GIGABYTE, limit: 6 * GIGABYTE },
      storage: 10 * GIGABYTE,
    },
  ],
  ides: [{ name: 'vscode-web', title: 'VS Code' }],
  clusters: [{ name: 'local', title: 'This machine', state: 'connected' }],
};

/** What the defaults would create for payments-api. */
export function aPreview(
  changes: Partial<WorkspacePreview> = {},
): WorkspacePreview {
  return {
    repository: {
      url: 'http://localhost:3002/payments/payments-api.git',
      ref: { type: 'default' },
      commit: '3f2c1ab94d0c2f7c35f1b6f7f5f4a1d2c3b4a596',
    },
    name: 'payments-api-main',
    template: 'default',
    privileged: false,
    resourceClass: 'small',
    ide: 'vscode-web',
    cluster: 'local',
    devcontainer: DEVCONTAINER,
    image: 'cde.local/devcontainers/node:24',
    lifecycle: [
      { phase: 'postCreateCommand', commands: ['npm ci'] },
      { phase: 'postStartCommand', commands: ['npm run dev'] },
    ],
    ports: [{ port: 8080, label: 'API', protocol: 'http' }],
    usualStartMs: 12_000,
    classesTooSmall: [],
    ...changes,
  };
}

/** `[step, state, milliseconds after the start was asked for, what else the event says]`. */
export type EventSketch = [
  TimelineStep,
  TimelineEvent['state'],
  number,
  Partial<TimelineEvent>?,
];

/** Events of one start from sketches. */
export function someEvents(
  sketches: EventSketch[],
  start: { run?: number; at?: string; firstId?: number } = {},
): TimelineEvent[] {
  const { run = 1, at = SOME_TIME, firstId = 1 } = start;
  return sketches.map(([step, state, after, more], index) => ({
    id: firstId + index,
    run,
    step,
    state,
    at: new Date(Date.parse(at) + after).toISOString(),
    actor: step === 'queued' || step === 'open' ? 'user:default/ana' : 'system',
    ...more,
  }));
}

/** A start that went well. */
export const GOOD_START: EventSketch[] = [
  ['queued', 'succeeded', 100, { durationMs: 100 }],
  ['volume', 'started', 150],
  ['volume', 'succeeded', 700, { durationMs: 600, detail: '5 GiB' }],
  ['scheduled', 'succeeded', 900, { durationMs: 200, detail: 'node-1' }],
  ['tools', 'started', 1000],
  ['clone', 'started', 1000],
  ['clone', 'succeeded', 2400, { durationMs: 1400, detail: 'main @ 3f2c1ab' }],
  ['tools', 'succeeded', 2500, { durationMs: 900 }],
  [
    'image',
    'succeeded',
    5600,
    { durationMs: 3100, detail: 'cde.local/devcontainers/node:24' },
  ],
  ['postCreateCommand', 'started', 5700, { detail: 'npm ci' }],
  [
    'postCreateCommand',
    'succeeded',
    8700,
    { durationMs: 3000, detail: 'npm ci', tail: 'added 211 packages in 3s\n' },
  ],
  ['ide', 'started', 8800],
  ['ide', 'succeeded', 10100, { durationMs: 1300 }],
  ['ready', 'succeeded', 10200, { durationMs: 10_200 }],
];
