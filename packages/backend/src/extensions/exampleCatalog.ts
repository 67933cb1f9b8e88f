import {
  coreServices,
  createBackendModule,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import {
  catalogProcessingExtensionPoint,
  type EntityProvider,
  type EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { readExampleEntities } from './readExampleEntities';

/** Puts the example organisation and its components into the catalog. */
class ExampleCatalog implements EntityProvider {
  readonly #folder: string;
  readonly #gitUrl: string;
  readonly #withComponents: boolean;

  constructor(folder: string, gitUrl: string, withComponents: boolean) {
    this.#folder = folder;
    this.#gitUrl = gitUrl;
    this.#withComponents = withComponents;
  }

  getProviderName() {
    return 'example-catalog';
  }

  async connect(connection: EntityProviderConnection) {
    const entities = await readExampleEntities(
      this.#folder,
      this.#gitUrl,
      this.#withComponents,
    );
    await connection.applyMutation({
      type: 'full',
      entities: entities.map(entity => ({
        entity,
        locationKey: 'example-catalog',
      })),
    });
  }
}

/**
 * Reads `exampleCatalog.folder` (relative to the backend's package) and
 * `exampleCatalog.gitUrl`, the base URL of the example git host, and
 * `exampleCatalog.components`, false where that host's own provider brings them.
 */
export default createBackendModule({
  pluginId: 'catalog',
  moduleId: 'example-catalog',
  register({ registerInit }) {
    registerInit({
      deps: {
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
      },
      async init({ catalog, config }) {
        const example = config.getConfig('exampleCatalog');
        const folder = resolvePackagePath(
          'backend',
          example.getString('folder'),
        );
        catalog.addEntityProvider(
          new ExampleCatalog(
            folder,
            example.getString('gitUrl'),
            example.getOptionalBoolean('components') ?? true,
          ),
        );
      },
    });
  },
});
