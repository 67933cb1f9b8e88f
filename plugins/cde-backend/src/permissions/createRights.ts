import type {
  AuthService,
  PermissionsRegistryService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { CdeConfig } from '../config';
import type { Database } from '../database';
import { DatabaseFacts, type WorkspaceStore } from '../workspaces';
import { CallerClaims } from './claims';
import { Departures } from './Departures';
import { Directory } from './Directory';
import { EntryRights } from './EntryRights';
import { WorkspaceAccess } from './WorkspaceAccess';

/** Everything that says who may do what. */
export function createRights(deps: {
  config: CdeConfig;
  rootConfig: Config;
  database: Database;
  store: WorkspaceStore;
  auth: AuthService;
  catalog: CatalogService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  userInfo: UserInfoService;
}) {
  const { config, database, store, userInfo } = deps;
  const { admins } = config;
  const claims = new CallerClaims({ userInfo, admins });
  const facts = new DatabaseFacts(database);
  const directory = new Directory(deps);
  const departures = new Departures(database);
  const access = WorkspaceAccess.create({
    ...deps,
    ...config.permissions,
    policyInForce:
      deps.rootConfig.getOptionalBoolean('permission.enabled') ?? false,
    claims,
    facts,
  });
  const entry = new EntryRights({
    store,
    facts,
    directory,
    admins,
    administratorsMayOpen: config.permissions.administratorsMayOpen,
    isOffboarded: userRef => departures.has(userRef),
  });
  return { claims, access, directory, departures, entry };
}
