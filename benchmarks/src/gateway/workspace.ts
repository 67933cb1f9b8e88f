import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { WorkspaceRecord } from '@backstage-cde/plugin-cde-backend/src/workspaces';

/** Only what goes wrong is worth a line in a benchmark. */
export const logger: LoggerService = {
  debug: () => undefined,
  info: () => undefined,
  warn: message => console.error(message),
  error: message => console.error(message),
  child: () => logger,
};

/** A workspace as its row says it when it runs. */
export function runningWorkspace(): WorkspaceRecord {
  return {
    id: randomUUID(),
    ownerRef: 'user:default/ada',
    name: 'benchmark',
    componentRef: null,
    clusterName: 'local',
    namespace: 'benchmark',
    templateName: 'default',
    resourceClassName: 'small',
    ide: 'vscode-web',
    repositoryUrl: null,
    ref: { type: 'default' },
    commit: null,
    spec: {
      version: 1,
      plan: {
        image: 'base:1',
        remoteUser: 'vscode',
        home: '/home/vscode',
        repositoryFolder: '/workspaces/benchmark',
        workspaceFolder: '/workspaces/benchmark',
        containerEnv: {},
        remoteEnv: {},
        lifecycle: {},
        waitFor: 'updateContentCommand',
        ports: [],
        extensions: [],
        settings: {},
        hash: 'h',
      },
      report: { source: 'default', alternatives: [], properties: [], problems: [] },
      resources: { cpu: { request: 1, limit: 1 }, memory: { request: 1, limit: 1 }, storage: 1 },
      egress: [],
      user: { name: 'Ada', email: 'ada@example.com' },
      insteadOf: [],
      portal: { url: 'http://localhost:3000', title: 'benchmark' },
    },
    desired: 'running',
    run: 1,
    phase: 'Running',
    phaseSince: 0,
    cause: null,
    conditions: [],
    observed: { podUid: 'pod', podIP: '127.0.0.1' },
    nextDueAt: null,
    attempts: 0,
    createdAt: 0,
    startedAt: 0,
    lastUsedAt: null,
    deletedAt: null,
    version: 1,
    readAt: 0,
  };
}
