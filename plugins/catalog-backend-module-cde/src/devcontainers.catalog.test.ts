import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  registerMswTestHooks,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
  type CatalogService,
} from '@backstage/plugin-catalog-node';
import {
  eventsServiceFactory,
  eventsServiceRef,
  type EventsService,
} from '@backstage/plugin-events-node';
import type { DevcontainerInspection } from '@backstage-cde/plugin-cde-common';
import { http, HttpResponse, passthrough } from 'msw';
import { setupServer } from 'msw/node';
import { setTimeout as sleep } from 'node:timers/promises';
import { DevcontainerProcessor } from './devcontainers';
import { catalogModuleCde } from './module';

// Real processing on a machine that may be busy.
jest.setTimeout(240_000);
const PATIENCE_MS = 60_000;

const SOURCE = 'https://github.com/acme/pay/tree/main/';
const WORKSPACE = '5b0e3d3e-0000-4000-8000-000000000001';

const component: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'pay',
    annotations: {
      'backstage.io/managed-by-location': `url:${SOURCE}catalog-info.yaml`,
      'backstage.io/managed-by-origin-location': `url:${SOURCE}catalog-info.yaml`,
      'backstage.io/source-location': `url:${SOURCE}`,
    },
  },
  spec: { type: 'service', lifecycle: 'production', owner: 'team' },
};

/** Provides the component, as reading its catalog-info.yaml would. */
const someComponents = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'some-components',
  register({ registerInit }) {
    registerInit({
      deps: { catalog: catalogProcessingExtensionPoint },
      async init({ catalog }) {
        catalog.addEntityProvider({
          getProviderName: () => 'some-components',
          connect: connection =>
            connection.applyMutation({
              type: 'full',
              entities: [{ entity: component, locationKey: 'test' }],
            }),
        });
      },
    });
  },
});

/** The real catalog, with the hosts around it stood in for; requests are noted. */
async function start(server: ReturnType<typeof setupServer>) {
  const requests: string[] = [];
  let commit = 1;
  const files = [
    '{ "image": "base:1" }',
    '{ "image": "base:1", "privileged": true }',
  ];
  const inspection = (): DevcontainerInspection => ({
    repositoryUrl: 'https://github.com/acme/pay.git',
    commit: String(commit),
    paths: ['.devcontainer.json'],
    ...(commit === 1
      ? { status: 'valid', unsupported: [] }
      : { status: 'warnings', unsupported: ['privileged'] }),
  });
  let running = true;
  server.use(
    http.all(/\/api\/catalog\//, () => passthrough()),
    http.get('*/api/cde/catalog/templates', () =>
      HttpResponse.json({ items: [] }),
    ),
    http.get('*/api/cde/catalog/workspaces', () =>
      HttpResponse.json({
        items: running
          ? [
              {
                id: WORKSPACE,
                name: 'pay-main',
                owner: 'user:default/ada',
                component: 'component:default/pay',
              },
            ]
          : [],
      }),
    ),
    http.get('*/api/cde/devcontainers/report', ({ request }) => {
      const { searchParams } = new URL(request.url);
      requests.push(
        searchParams.has('pushedAt') ? 'report after a push' : 'report',
      );
      expect(searchParams.get('url')).toBe(SOURCE);
      expect(request.headers.get('Authorization')).toMatch(/^Bearer .+/);
      return HttpResponse.json(inspection());
    }),
    http.get(
      'https://raw.githubusercontent.com/acme/pay/main/.devcontainer.json',
      ({ request }) => {
        const etag = `"${commit}"`;
        const isSame = request.headers.get('If-None-Match') === etag;
        requests.push(isSame ? 'file, unchanged' : 'file');
        return isSame
          ? new HttpResponse(null, { status: 304 })
          : new HttpResponse(files[commit - 1], { headers: { ETag: etag } });
      },
    ),
  );
  const seen: { catalog?: CatalogService; events?: EventsService } = {};
  const looker = createBackendPlugin({
    pluginId: 'looker',
    register({ registerInit }) {
      registerInit({
        deps: {
          catalog: catalogServiceRef,
          events: eventsServiceRef,
          logger: coreServices.logger,
        },
        async init({ catalog, events }) {
          Object.assign(seen, { catalog, events });
        },
      });
    },
  });
  const backend = await startTestBackend({
    features: [
      catalogPlugin,
      catalogModuleCde,
      someComponents,
      looker,
      eventsServiceFactory,
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:3000' },
          backend: { baseUrl: 'http://localhost:7007' },
          catalog: {
            processingInterval: { seconds: 1 },
            rules: [{ allow: ['Component', 'Resource'] }],
          },
          events: { useEventBus: 'never' },
          cde: {
            catalog: { devcontainers: { checkMinutes: 0 }, workspaces: true },
          },
        },
      }),
    ],
  });
  const entity = (ref: string) =>
    seen.catalog!.getEntityByRef(ref, {
      credentials: mockCredentials.service(),
    });
  return {
    requests,
    entity,
    publish: (topic: string, eventPayload: unknown) =>
      seen.events!.publish({ topic, eventPayload }),
    push: () => {
      commit++;
    },
    end: () => {
      running = false;
    },
    stop: () => backend.stop(),
  };
}

/** What a look finds, as soon as it does. */
async function until<T>(look: () => Promise<T | undefined | false>) {
  for (const begun = Date.now(); Date.now() - begun < PATIENCE_MS; ) {
    const found = await look();
    if (found) return found;
    await sleep(200);
  }
  throw new Error(`It did not come to be: ${look}`);
}

describe('in the real catalog', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  it('components are marked with few requests, anew after a push, and related to workspaces that run', async () => {
    const processed = jest.spyOn(
      DevcontainerProcessor.prototype,
      'preProcessEntity',
    );
    const catalog = await start(server);
    const marks = async () =>
      (await catalog.entity('component:default/pay'))?.metadata.annotations;
    const status = 'cde.backstage.io/devcontainer-status';

    expect(await until(async () => (await marks())?.[status])).toBe('valid');
    expect(await marks()).toMatchObject({
      'cde.backstage.io/devcontainer': '.devcontainer.json',
    });
    await until(async () => processed.mock.calls.length >= 5);
    // One look at all places; then the file itself, from then on by its etag, which is shared for some seconds.
    const [first, second, ...rest] = catalog.requests;
    expect([first, second]).toEqual(['report', 'file']);
    expect(new Set(rest)).toEqual(new Set(['file, unchanged']));
    expect(catalog.requests.length).toBeLessThan(processed.mock.calls.length);

    catalog.push();
    await catalog.publish('github.push', {
      repository: { clone_url: 'https://github.com/acme/pay.git' },
    });
    await until(async () => (await marks())?.[status] === 'warnings');
    expect(await marks()).toMatchObject({
      'cde.backstage.io/devcontainer-unsupported': 'privileged',
    });
    const reports = catalog.requests.filter(name => name.startsWith('report'));
    expect(reports).toEqual(['report', 'report after a push']);

    await catalog.publish('cde.workspaces', { id: WORKSPACE, running: true });
    const ref = `resource:default/cde-${WORKSPACE}`;
    const workspace = await until<Entity>(async () => {
      const found = await catalog.entity(ref);
      return found?.relations?.length ? found : undefined;
    });
    expect(workspace.relations).toEqual(
      expect.arrayContaining([
        { type: 'dependsOn', targetRef: 'component:default/pay' },
        { type: 'ownedBy', targetRef: 'user:default/ada' },
      ]),
    );
    catalog.end();
    await catalog.publish('cde.workspaces', { id: WORKSPACE, running: false });
    await until(async () => !(await catalog.entity(ref)));
    await catalog.stop();
  });
});
