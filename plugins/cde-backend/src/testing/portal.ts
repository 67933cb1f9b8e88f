import { Readable } from 'node:stream';
import {
  coreServices,
  createServiceFactory,
  type BackendFeature,
  type BackstageUserPrincipal,
  type LoggerService,
  type PermissionsService,
  type UserInfoService,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type { ClusterStatus } from '@backstage-cde/plugin-cde-common';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import {
  createCdePlugin,
  type ManagedRuntime,
  type RuntimeParts,
} from '../createCdePlugin';

/** The configuration of test portals; `gitHost` is allowed. */
export function testConfig(gitHost: string) {
  return {
    app: { baseUrl: 'http://localhost:3000' },
    backend: { baseUrl: 'http://localhost:7007' },
    cde: {
      instance: 'test',
      gateway: { listen: { port: 0 }, baseUrl: 'http://localhost:3001' },
      clusters: [
        {
          name: 'local',
          title: 'This machine',
          kubeconfig: { path: '/nowhere/kubeconfig' },
          namespace: 'cde-workspaces-test',
          toolsImage: 'tools:1',
        },
      ],
      git: {
        sealingKey: 'a sealing key of the tests, long enough',
        hosts: [
          {
            host: gitHost,
            protocol: 'http',
            clusterUrl: 'http://host.cluster.local:3002',
          },
        ],
      },
      resourceClasses: [
        {
          name: 'small',
          cpu: { limit: 2 },
          memory: { limit: '2Gi' },
          storage: '5Gi',
        },
        {
          name: 'large',
          cpu: { limit: 8 },
          memory: { limit: '16Gi' },
          storage: '50Gi',
        },
      ],
      templates: [
        { name: 'default', image: 'base:1', ides: ['vscode-web', 'none'] },
      ],
    },
  };
}

/** A component whose repository is at a URL. */
export function component(name: string, repositoryUrl?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      ...(repositoryUrl && {
        annotations: { 'backstage.io/source-location': `url:${repositoryUrl}` },
      }),
    },
    spec: { type: 'service', owner: 'team', lifecycle: 'production' },
  };
}

/** Decides like a permission policy: by the permission's name and the user. */
export type Policy = (permission: string, userRef: string) => PolicyDecision;

/** Stands in for engine and gateway; what is asked of it is noted. */
export class FakeRuntime implements ManagedRuntime {
  readonly calls: string[] = [];
  parts?: RuntimeParts;
  /** What a cluster's metrics say. */
  measured?: { cpu: number; memory: number };
  /** What the agent has logged. */
  log?: string;
  cluster: Pick<ClusterStatus, 'state' | 'cause'> = { state: 'connected' };

  wake(id: string) {
    this.calls.push(`wake ${id}`);
  }
  clusterStatus(name: string): ClusterStatus {
    return { name, title: 'This machine', ...this.cluster };
  }
  async readLog() {
    if (this.log === undefined) {
      throw new NotFoundError('no agent');
    }
    return Readable.from([this.log]);
  }
  async attach({ id }: { id: string }) {
    this.calls.push(`attach ${id}`);
  }
  async issueTicket({
    workspaceId,
    target,
    grantedBy,
  }: Parameters<ManagedRuntime['issueTicket']>[0]) {
    const to = typeof target === 'string' ? target : target.port;
    this.calls.push(
      `ticket ${workspaceId} ${to}${
        grantedBy === 'owner' ? '' : ` by ${grantedBy}`
      }`,
    );
    return {
      url: 'http://x.localhost:3001/?code=1',
      expiresAt: '2026-01-01T00:00:00.000Z',
    };
  }
  async previewObjects({
    namespace,
    id,
    spec,
  }: Parameters<ManagedRuntime['previewObjects']>[0]) {
    this.calls.push(`preview ${namespace}`);
    return [
      {
        kind: 'Pod',
        name: `cde-${id}`,
        verdict: 'accepted' as const,
        yaml: JSON.stringify(spec.template?.environment),
      },
    ];
  }
  async measure() {
    return this.measured;
  }
  closeWorkspace(id: string) {
    this.calls.push(`close ${id}`);
  }
  async recheckWorkspace(id: string) {
    this.calls.push(`recheck ${id}`);
  }
  async revokeUser(userRef: string, id?: string) {
    this.calls.push(`revoke ${userRef} ${id ?? 'everywhere'}`);
  }
  async listen() {
    this.calls.push('listen');
  }
  async start() {
    this.calls.push('start');
  }
  async stop() {
    this.calls.push('stop');
  }
}

/** A backend with the plugin, a stand-in runtime, SQLite and a catalog of these entities. */
export async function startPortal(options: {
  gitHost: string;
  entities: Entity[];
  policy?: Policy;
  knex?: Knex;
  /** Entity refs of the groups of users, as their sign-in tells. */
  groups?: Record<string, string[]>;
  /** Beside, or instead of, what is under `cde` in the test configuration. */
  cde?: JsonObject;
  /** Hosts with an API. */
  integrations?: JsonObject;
  /** Modules of the plugin. */
  modules?: BackendFeature[];
  logger?: LoggerService;
}) {
  const config = testConfig(options.gitHost);
  const runtime = new FakeRuntime();
  const auditor = mockServices.auditor.mock({
    createEvent: jest.fn(async () => ({ success: jest.fn(), fail: jest.fn() })),
  });
  const backend = await startTestBackend({
    features: [
      createCdePlugin(
        async parts => {
          runtime.parts = parts;
          return runtime;
        },
        { checkResponses: true },
      ),
      mockServices.rootConfig.factory({
        data: {
          ...config,
          ...(options.integrations && { integrations: options.integrations }),
          cde: { ...config.cde, ...options.cde },
        },
      }),
      userInfoFactory(options.groups ?? {}),
      ...(options.logger ? [loggerFactory(options.logger)] : []),
      auditor.factory,
      ...(options.modules ?? []),
      catalogServiceMock.factory({ entities: options.entities }),
      ...(options.policy ? [policyFactory(options.policy)] : []),
      ...(options.knex
        ? [mockServices.database.factory({ knex: options.knex })]
        : []),
    ],
  });
  return {
    server: backend.server,
    stop: () => backend.stop(),
    runtime,
    auditor,
  };
}

/** Collects what the backend logs. */
function loggerFactory(logger: LoggerService) {
  return createServiceFactory({
    service: coreServices.logger,
    deps: {},
    factory: () => logger,
  });
}

function userInfoFactory(groups: Record<string, string[]>) {
  return createServiceFactory({
    service: coreServices.userInfo,
    deps: {},
    factory: (): UserInfoService => ({
      async getUserInfo({ principal }) {
        const { userEntityRef } = principal as BackstageUserPrincipal;
        return {
          userEntityRef,
          ownershipEntityRefs: [
            userEntityRef,
            ...(groups[userEntityRef] ?? []),
          ],
        };
      },
    }),
  });
}

function policyFactory(policy: Policy) {
  const decide: PermissionsService['authorizeConditional'] = async (
    requests,
    { credentials },
  ) => {
    const { userEntityRef } = credentials!.principal as {
      userEntityRef: string;
    };
    return requests.map(({ permission }) =>
      policy(permission.name, userEntityRef),
    );
  };
  return createServiceFactory({
    service: coreServices.permissions,
    deps: {},
    factory: (): PermissionsService => ({
      authorizeConditional: decide,
      authorize: async (requests, opts) =>
        (await decide(requests as never, opts)).map(({ result }) => ({
          result:
            result === AuthorizeResult.ALLOW
              ? AuthorizeResult.ALLOW
              : AuthorizeResult.DENY,
        })),
    }),
  });
}
