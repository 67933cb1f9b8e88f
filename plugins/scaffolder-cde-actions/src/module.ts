import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { CdeBackend } from './CdeBackend';
import {
  createDeleteWorkspaceAction,
  createStartWorkspaceAction,
  createStopWorkspaceAction,
} from './changeWorkspace';
import { createCreateWorkspaceAction } from './createWorkspace';
import { createGenerateDevcontainerAction, readImages } from './devcontainer';
import { GitHosts } from './git';
import {
  createProposeDevcontainerAction,
  Proposers,
  RepositoryLocator,
} from './propose';
import { createPublishAction } from './publish';
import { createWaitForWorkspaceAction } from './waitForWorkspace';

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
        const images = readImages(config);
        const integrations = ScmIntegrations.fromConfig(config);
        const gitHosts = GitHosts.fromConfig(config);
        actions.addActions(
          createGenerateDevcontainerAction({ images }),
          createProposeDevcontainerAction({
            catalog,
            images,
            locator: new RepositoryLocator({
              integrations,
              plainHosts: gitHosts.list(),
            }),
            proposers: new Proposers({ integrations, gitHosts }),
          }),
          createPublishAction({ config }),
          createCreateWorkspaceAction({ backend, catalog, portalUrl }),
          createWaitForWorkspaceAction({ backend, portalUrl }),
          createStartWorkspaceAction({ backend, portalUrl }),
          createStopWorkspaceAction({ backend, portalUrl }),
          createDeleteWorkspaceAction({ backend, portalUrl }),
        );
      },
    });
  },
});
