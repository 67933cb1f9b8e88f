import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { addDevcontainers } from './addDevcontainers';
import { addTemplates } from './addTemplates';
import { addWorkspaces } from './addWorkspaces';
import { readSettings } from './readSettings';

/**
 * Brings the kind WorkspaceTemplate and the portal's templates into the catalog, marks components with their
 * devcontainers, and shows running workspaces where the configuration wants that.
 *
 * @public
 */
export const catalogModuleCde = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'cde',
  register({ registerInit }) {
    registerInit({
      deps: {
        auth: coreServices.auth,
        cache: coreServices.cache,
        catalog: catalogProcessingExtensionPoint,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        logger: coreServices.logger,
        reader: coreServices.urlReader,
        rootConfig: coreServices.rootConfig,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const settings = readSettings(deps.rootConfig);
        await addTemplates(deps);
        if (settings.devcontainers) {
          await addDevcontainers(deps, settings, settings.devcontainers);
        }
        if (settings.workspaces) {
          await addWorkspaces(deps, settings);
        }
      },
    });
  },
});
