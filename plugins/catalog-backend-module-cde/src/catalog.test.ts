import {
  mockCredentials,
  mockServices,
  registerMswTestHooks,
  startTestBackend,
} from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { catalogModuleCde } from './module';

// Real processing on a machine that may be busy.
jest.setTimeout(120_000);

describe('in the real catalog', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  it('a template of the portal becomes an entity with relations', async () => {
    server.use(
      http.get('*/api/cde/catalog/templates', () =>
        HttpResponse.json({
          items: [
            {
              apiVersion: 'cde.backstage.io/v1alpha1',
              kind: 'WorkspaceTemplate',
              metadata: { name: 'python', title: 'Python' },
              spec: {
                owner: 'group:default/platform',
                lifecycle: 'active',
                devcontainer: { image: 'base:1' },
                resourceClasses: ['small'],
              },
            },
          ],
        }),
      ),
    );
    const found = Promise.withResolvers<unknown>();
    const looker = createBackendPlugin({
      pluginId: 'looker',
      register({ registerInit }) {
        registerInit({
          deps: { catalog: catalogServiceRef, lifecycle: coreServices.lifecycle },
          async init({ catalog, lifecycle }) {
            const look = async () => {
              const entity = await catalog.getEntityByRef(
                'workspacetemplate:default/python',
                { credentials: mockCredentials.service() },
              );
              if (entity?.relations?.length) found.resolve(entity);
            };
            const timer = setInterval(
              () => look().catch(found.reject),
              500,
            );
            lifecycle.addShutdownHook(() => clearInterval(timer));
          },
        });
      },
    });
    const backend = await startTestBackend({
      features: [
        catalogPlugin,
        catalogModuleCde,
        looker,
        mockServices.rootConfig.factory({
          data: {
            catalog: { processingInterval: { seconds: 1 } },
            backend: { baseUrl: 'http://localhost:7007' },
          },
        }),
      ],
    });
    try {
      expect(await found.promise).toMatchObject({
        kind: 'WorkspaceTemplate',
        metadata: { name: 'python', title: 'Python' },
        relations: [
          { type: 'ownedBy', targetRef: 'group:default/platform' },
        ],
      });
    } finally {
      await backend.stop();
    }
  });
});
