import cdePlugin from '@backstage-cde/plugin-cde-backend';
import { coreServices, createServiceFactory, type PermissionsService } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { Knex } from 'knex';
import { fill, USER } from './fill';

/** A portal over a filled database. */
export interface FilledPortal {
  size: number;
  /** Ids of the user's own workspaces. */
  own: string[];
  get(path: string): Promise<void>;
  stop(): Promise<void>;
}

/** What a policy says that lets people see their own, those of their team's components, and those shared with them. */
const CONDITIONS = {
  anyOf: [
    { resourceType: 'cde-workspace', rule: 'isOwner', params: { owners: [USER] } },
    { resourceType: 'cde-workspace', rule: 'isSharedWith', params: { claims: [USER, 'group:default/g7'] } },
    { resourceType: 'cde-workspace', rule: 'isOwnerOfEntity', params: { claims: ['group:default/g7'] } },
  ],
};

const policy = createServiceFactory({
  service: coreServices.permissions,
  deps: {},
  factory: (): PermissionsService => ({
    authorize: async requests => requests.map(() => ({ result: 'ALLOW' as never })),
    authorizeConditional: async requests =>
      requests.map(({ permission }) =>
        permission.type === 'resource' && permission.resourceType === 'cde-workspace'
          ? { result: 'CONDITIONAL', pluginId: 'cde', resourceType: 'cde-workspace', conditions: CONDITIONS }
          : { result: 'ALLOW' },
      ) as never,
  }),
});

export async function startFilled(knex: Knex, size: number): Promise<FilledPortal> {
  const backend = await startTestBackend({
    features: [
      cdePlugin,
      mockServices.rootConfig.factory({ data: CONFIG }),
      mockServices.rootLogger.factory({ level: 'none' }),
      mockServices.database.factory({ knex }),
      catalogServiceMock.factory({ entities: [] }),
      policy,
    ],
  });
  const own = await fill(knex, size);
  await knex.raw('analyze');
  const base = `http://127.0.0.1:${backend.server.port()}/api/cde`;
  return {
    size,
    own,
    async get(path) {
      const response = await fetch(base + path);
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
      await response.arrayBuffer();
    },
    async stop() {
      await backend.stop();
      await knex.destroy();
    },
  };
}

const CONFIG = {
  app: { baseUrl: 'http://localhost:3000' },
  backend: { baseUrl: 'http://localhost:7007' },
  cde: {
    instance: 'scale',
    gateway: { listen: { host: '127.0.0.1', port: 0 }, baseUrl: 'http://localhost:3001' },
    clusters: [{ name: 'local', kubeconfig: { path: '/nowhere/kubeconfig' }, namespace: 'benchmark', toolsImage: 'tools:1' }],
    templates: [{ name: 'default', image: 'base:1' }],
    resourceClasses: [{ name: 'small', cpu: { limit: 2 }, memory: { limit: '2Gi' }, storage: '1Gi' }],
  },
};
