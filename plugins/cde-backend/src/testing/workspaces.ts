import { randomUUID } from 'node:crypto';
import type { NewTimelineEvent, NewWorkspace } from '../workspaces';

/** A new workspace for tests of the store and the engine. */
export function newWorkspace(
  overrides: Partial<NewWorkspace> = {},
): NewWorkspace {
  return {
    id: randomUUID(),
    ownerRef: 'user:default/ada',
    name: 'payments-api-main',
    componentRef: 'component:default/payments-api',
    clusterName: 'local',
    namespace: 'cde-workspaces-test',
    templateName: 'default',
    templateRevision: null,
    parameters: {},
    settings: {},
    componentOwnerRef: null,
    systemRef: null,
    footprint: {
      cpuMillis: 250,
      memoryBytes: 2 ** 29,
      storageBytes: 2 ** 30,
      gpu: 0,
      runPrice: 0,
      storagePrice: 0,
    },
    resourceClassName: 'small',
    ide: 'vscode-web',
    repositoryUrl: 'http://localhost:3002/acme/payments-api.git',
    ref: { type: 'branch', name: 'main' },
    commit: '0123456789012345678901234567890123456789',
    spec: {
      version: 1,
      plan: {
        image: 'base:1',
        remoteUser: 'vscode',
        home: '/home/vscode',
        repositoryFolder: '/workspaces/payments-api',
        workspaceFolder: '/workspaces/payments-api',
        containerEnv: {},
        remoteEnv: {},
        lifecycle: {},
        waitFor: 'updateContentCommand',
        ports: [],
        extensions: [],
        settings: {},
        hash: 'h1',
      },
      report: {
        source: 'default',
        alternatives: [],
        properties: [],
        problems: [],
      },
      resources: {
        cpu: { request: 0.25, limit: 2 },
        memory: { request: 2 ** 29, limit: 2 ** 31 },
        storage: 2 ** 30,
      },
      egress: [],
      user: { name: 'Ada', email: 'ada@example.com' },
      insteadOf: [],
      portal: {
        url: 'http://localhost:3000/catalog/default/component/payments-api',
        title: 'payments-api',
      },
    },
    ...overrides,
  };
}

/** The first event of a workspace's timeline. */
export const queued: NewTimelineEvent = {
  key: 'queued',
  step: 'queued',
  state: 'succeeded',
  actor: 'user:default/ada',
};
