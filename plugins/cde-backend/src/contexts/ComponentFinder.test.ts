import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
  createServiceFactory,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
  type CatalogService,
} from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { AllowedHosts, GitSourceProvider, Sources } from '../devcontainers';
import { ComponentFinder } from './ComponentFinder';

// Real processing on a machine that may be busy.
const PATIENCE_MS = 100_000;
jest.setTimeout(120_000);

const ANA = mockCredentials.user('user:default/ana');
const EVE = mockCredentials.user('user:default/eve');

function entity(name: string, location: string, own?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: {
        'backstage.io/source-location': location,
        'backstage.io/managed-by-location': location,
        'backstage.io/managed-by-origin-location': location,
        ...(own && { 'cde.backstage.io/repository': own }),
      },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'team' },
  };
}

const ENTITIES = [
  entity('whole', 'url:https://github.com/Acme/Mono/'),
  entity('pay', 'url:https://github.com/acme/mono/tree/main/services/pay/'),
  entity(
    'annotated',
    'url:https://github.com/acme/elsewhere/',
    'https://github.com/acme/mono.git',
  ),
  entity(
    'left',
    'url:https://github.com/acme/mono/tree/main/',
    'https://github.com/acme/elsewhere',
  ),
  entity('similar', 'url:https://github.com/acme/mono-2/tree/main/'),
  entity('other-owner', 'url:https://github.com/evil/acme/mono'),
  entity(
    'server',
    'url:https://bitbucket.acme.org/projects/PAY/repos/shop/browse',
  ),
];

/** Eve may see nothing in the catalog. */
const permissions = createServiceFactory({
  service: coreServices.permissions,
  deps: {},
  factory: (): PermissionsService => {
    const decide = async (requests: unknown[], options?: unknown) => {
      const text = JSON.stringify(options ?? {});
      const result = text.includes('eve')
        ? AuthorizeResult.DENY
        : AuthorizeResult.ALLOW;
      return requests.map(() => ({ result } as const));
    };
    return { authorize: decide, authorizeConditional: decide };
  },
});

describe('ComponentFinder in the real catalog', () => {
  let catalog: CatalogService;
  let backend: Awaited<ReturnType<typeof startTestBackend>>;
  let finder: ComponentFinder;
  let sources: Sources;

  beforeAll(async () => {
    backend = await startTestBackend({
      features: [
        catalogPlugin,
        permissions,
        mockServices.rootConfig.factory({
          data: { catalog: { orphanStrategy: 'keep' } },
        }),
        createBackendModule({
          pluginId: 'catalog',
          moduleId: 'examples',
          register({ registerInit }) {
            registerInit({
              deps: { processing: catalogProcessingExtensionPoint },
              async init({ processing }) {
                processing.addEntityProvider({
                  getProviderName: () => 'examples',
                  connect: connection =>
                    connection.applyMutation({
                      type: 'full',
                      entities: ENTITIES.map(each => ({
                        entity: each,
                        locationKey: 'examples',
                      })),
                    }),
                });
              },
            });
          },
        }),
        createBackendPlugin({
          pluginId: 'asking',
          register({ registerInit }) {
            registerInit({
              deps: { service: catalogServiceRef },
              async init({ service }) {
                catalog = service;
              },
            });
          },
        }),
      ],
    });
    const integrations = ScmIntegrations.fromConfig(
      new ConfigReader({
        integrations: {
          bitbucketServer: [
            {
              host: 'bitbucket.acme.org',
              apiBaseUrl: 'https://bitbucket.acme.org/rest/api/1.0',
            },
          ],
        },
      }),
    );
    const hosts = new AllowedHosts(integrations, []);
    sources = new Sources([
      new GitSourceProvider({
        integrations,
        hosts,
        cacheDirectory: '/nowhere',
        cacheBytes: 1,
      }),
    ]);
    finder = new ComponentFinder({ catalog, sources, hosts: hosts.known });
    await eventually(async () => {
      const { items } = await catalog.getEntities({}, { credentials: ANA });
      return items.length === ENTITIES.length;
    });
  });
  afterAll(() => backend?.stop());

  const found = async (url: string, credentials = ANA) => {
    const page = sources.parse(url);
    if ('problem' in page) {
      throw new Error(page.problem.message);
    }
    const candidates = await finder.find(page, credentials);
    return candidates.map(({ ref }) => ref.split('/')[1]).sort();
  };

  it.each([
    [
      'https://github.com/acme/mono/blob/main/services/pay/x.go',
      ['annotated', 'pay', 'whole'],
    ],
    ['git@github.com:ACME/mono.git', ['annotated', 'pay', 'whole']],
    ['https://github.com/acme/elsewhere', ['left']],
    ['https://github.com/acme/mono-2', ['similar']],
    ['https://bitbucket.acme.org/scm/pay/shop.git', ['server']],
    ['https://github.com/acme/nothing', []],
  ])('%s is of %j', async (url, names) => {
    expect(await found(url)).toEqual(names);
  });

  it('asks with the rights of the caller, and reads no more than the hits', async () => {
    const asked = jest.spyOn(catalog, 'queryEntities');
    const all = jest.spyOn(catalog, 'getEntities');
    expect(await found('https://github.com/acme/mono', EVE)).toEqual([]);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(all).not.toHaveBeenCalled();
    asked.mockRestore();
  });
});

async function eventually(test: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await test())) {
    if (Date.now() > end) {
      throw new Error('It did not come to this');
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}
