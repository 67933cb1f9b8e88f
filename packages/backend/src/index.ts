import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-oidc-provider'));
// Does nothing unless the configuration has `auth.providers.guest`.
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(import('@backstage-cde/plugin-catalog-backend-module-cde'));
backend.add(import('./extensions/exampleCatalog'));
// Does nothing unless the configuration has `catalog.providers.gitea`.
backend.add(import('@backstage/plugin-catalog-backend-module-gitea'));

backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('./extensions/permissionPolicy'));

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));

backend.add(import('@backstage/plugin-user-settings-backend'));
backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage-cde/plugin-events-backend-module-cde'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-signals-backend'));

backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('./extensions/scaffolderWorkspaces'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-gitea'));
backend.add(import('@backstage-cde/plugin-scaffolder-backend-module-cde'));
backend.add(import('@backstage-cde/plugin-cde-backend'));

// A portal that cannot start ends, so that whoever supervises it notices.
backend.start().catch(error => {
  process.stderr.write(`${error}\n`);
  process.exit(1);
});
