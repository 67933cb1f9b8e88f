import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderWorkspaceProviderExtensionPoint } from '@backstage/plugin-scaffolder-node/alpha';
import { FolderWorkspaces } from './FolderWorkspaces';

/** Offers `scaffolder.taskRecovery.workspaceProvider: folder`, which keeps files in `scaffolderWorkspaces.folder`. */
export default createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'folder-workspaces',
  register({ registerInit }) {
    registerInit({
      deps: {
        config: coreServices.rootConfig,
        workspaces: scaffolderWorkspaceProviderExtensionPoint,
      },
      async init({ config, workspaces }) {
        const folder = new FolderWorkspaces(
          config.getString('scaffolderWorkspaces.folder'),
        );
        await folder.removeOld();
        workspaces.addProviders({ folder });
      },
    });
  },
});
