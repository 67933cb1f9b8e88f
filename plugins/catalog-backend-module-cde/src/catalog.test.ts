import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogServiceRef,
  type CatalogService,
} from '@backstage/plugin-catalog-node';
import {
  eventsServiceFactory,
  eventsServiceRef,
  type EventsService,
} from '@backstage/plugin-events-node';
import { TEMPLATES_TOPIC } from '@backstage-cde/plugin-cde-common';
import { catalogModuleCde } from './module';

// Real processing on a machine that may be busy.
const PATIENCE_MS = 100_000;
jest.setTimeout(120_000);

const TEMPLATE = {
  apiVersion: 'cde.backstage.io/v1alpha1',
  kind: 'WorkspaceTemplate',
  metadata: { name: 'python', title: 'Python' },
  spec: {
    owner: 'group:default/platform',
    lifecycle: 'active',
    devcontainer: { image: 'base:1' },
    resourceClasses: ['small'],
  },
};

describe('in the real catalog', () => {
  let templates: object[];
  let services: { catalog: CatalogService; events: EventsService };
  let backend: Awaited<ReturnType<typeof startTestBackend>>;

  beforeAll(async () => {
    templates = [TEMPLATE];
    /** What the workspaces backend answers the catalog. */
    const portal = createBackendPlugin({
      pluginId: 'cde',
      register({ registerInit }) {
        registerInit({
          deps: {
            httpRouter: coreServices.httpRouter,
            catalog: catalogServiceRef,
            events: eventsServiceRef,
          },
          async init({ httpRouter, ...used }) {
            services = used;
            httpRouter.use(({ path }, response, next) => {
              if (path === '/catalog/templates') {
                response.json({ items: templates });
              } else {
                next();
              }
            });
          },
        });
      },
    });
    backend = await startTestBackend({
      features: [
        catalogPlugin,
        eventsServiceFactory,
        catalogModuleCde,
        portal,
        mockServices.rootConfig.factory({
          data: { catalog: { processingInterval: { seconds: 1 } } },
        }),
      ],
    });
  });

  afterAll(() => backend?.stop());

  /** Tells the catalog of a change, and looks until the entity is as it should be. */
  async function seen(
    isRight: (entity: Entity | undefined) => boolean,
  ): Promise<Entity | undefined> {
    await services.events.publish({ topic: TEMPLATES_TOPIC, eventPayload: {} });
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const entity = await services.catalog.getEntityByRef(
        'workspacetemplate:default/python',
        { credentials: mockCredentials.service() },
      );
      if (isRight(entity) || Date.now() > deadline) return entity;
      await new Promise(resolve => setTimeout(resolve, 250));
    }
  }

  it('a template of the portal becomes an entity with relations', async () => {
    const entity = await seen(each => Boolean(each?.relations?.length));
    expect(entity).toMatchObject({
      kind: 'WorkspaceTemplate',
      metadata: { name: 'python', title: 'Python' },
      relations: [{ type: 'ownedBy', targetRef: 'group:default/platform' }],
    });
  });

  it('follows what the portal publishes, and forgets what it took back', async () => {
    const later = { ...TEMPLATE, metadata: { name: 'python', title: 'Later' } };
    templates = [later];
    const changed = await seen(each => each?.metadata.title === 'Later');
    expect(changed?.metadata.title).toBe('Later');
    templates = [];
    expect(await seen(each => !each)).toBeUndefined();
  });
});
