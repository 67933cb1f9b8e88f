import {
  mockServices,
  registerMswTestHooks,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  catalogProcessingExtensionPoint,
  type EntityProvider,
} from '@backstage/plugin-catalog-node';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { catalogModuleCde } from './module';

const URL = '*/api/cde/catalog/templates';
const document = {
  apiVersion: 'cde.backstage.io/v1alpha1',
  kind: 'WorkspaceTemplate',
  metadata: {
    name: 'python',
    namespace: 'tools',
    annotations: { 'cde.backstage.io/template-source': 'portal' },
  },
  spec: {
    owner: 'group:default/platform',
    lifecycle: 'deprecated',
    devcontainer: { image: 'base:1' },
    resourceClasses: ['small'],
  },
};

describe('the catalog module', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  async function start() {
    const providers: EntityProvider[] = [];
    const addProcessor = jest.fn();
    const events = mockServices.events.mock();
    const scheduler = mockServices.scheduler.mock();
    const backend = await startTestBackend({
      extensionPoints: [
        [
          catalogProcessingExtensionPoint,
          {
            addEntityProvider: (provider: EntityProvider) =>
              providers.push(provider),
            addProcessor,
          },
        ],
      ],
      features: [
        catalogModuleCde,
        events.factory,
        scheduler.factory,
        mockServices.discovery.factory(),
      ],
    });
    const applyMutation = jest.fn();
    await providers[0].connect({ applyMutation, refresh: jest.fn() });
    return {
      stop: () => backend.stop(),
      addProcessor,
      applyMutation,
      schedule: scheduler.scheduleTask.mock.calls[0][0],
      subscription: events.subscribe.mock.calls[0][0],
    };
  }

  it('publishes what the portal has, by schedule and at once when told', async () => {
    const tokens: Array<string | null> = [];
    server.use(
      http.get(URL, ({ request }) => {
        tokens.push(request.headers.get('Authorization'));
        return HttpResponse.json({ items: [document] });
      }),
    );
    const module = await start();
    expect(module.addProcessor).toHaveBeenCalledTimes(2);
    await module.schedule.fn(new AbortController().signal as never);
    expect(tokens[0]).toMatch(/^Bearer .+/);
    expect(module.applyMutation).toHaveBeenCalledWith({
      type: 'full',
      entities: [
        {
          locationKey: 'cde-templates',
          entity: {
            ...document,
            metadata: {
              ...document.metadata,
              annotations: {
                'cde.backstage.io/template-source': 'portal',
                'backstage.io/managed-by-location':
                  'cde-templates:tools:python',
                'backstage.io/managed-by-origin-location':
                  'cde-templates:tools:python',
              },
            },
          },
        },
      ],
    });
    expect(module.subscription.topics).toEqual(['cde.templates']);
    await module.subscription.onEvent({
      topic: 'cde.templates',
      eventPayload: { id: 'python' },
    });
    expect(module.applyMutation).toHaveBeenCalledTimes(2);
    await module.stop();
  });

  it('keeps the entities while the portal does not answer', async () => {
    server.use(http.get(URL, () => new HttpResponse('no', { status: 503 })));
    const module = await start();
    await module.schedule.fn(new AbortController().signal as never);
    expect(module.applyMutation).not.toHaveBeenCalled();
    await module.stop();
  });
});
