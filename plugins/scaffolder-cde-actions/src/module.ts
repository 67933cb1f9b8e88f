import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { CdeBackend } from './CdeBackend';
import { createCreateWorkspaceAction } from './createWorkspace';

/**
 * Scaffolder actions for workspaces.
 *
 * @public
 */
export const scaffolderCdeModule = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'cde',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
      },
      async init({ actions, auth, catalog, config, discovery }) {
        const backend = new CdeBackend({ auth, discovery });
        const portalUrl = config.getString('app.baseUrl').replace(/\/+$/, '');
        actions.addActions(
          createCreateWorkspaceAction({ backend, catalog, portalUrl }),
        );
      },
    });
  },
});
