import type {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import type { SourceProvider } from '@backstage-cde/plugin-cde-node';
import type { Database } from '../database';
import { Sources } from '../devcontainers';
import { createReadinessHandlers } from '../router/readiness';
import type { Handlers, ServiceHandlers } from '../router/createRouter';
import type { Notifier } from '../service';
import type { WorkspaceStore } from '../workspaces';
import { DevcontainerInspector } from './DevcontainerInspector';
import { ReadinessReader } from './ReadinessReader';
import { RecentRefs } from './RecentRefs';
import { StartStatistics } from './StartStatistics';
import { WorkspaceCatalog, WorkspaceEvents } from './WorkspaceCatalog';

/** The catalog processes the components of one repository about together. */
const RECENT_MS = 10_000;

/** What the catalog is told, and what is known through it: readiness, devcontainers, running workspaces. */
export function createReadiness(deps: {
  catalog: CatalogService;
  database: Database;
  store: WorkspaceStore;
  sourceProviders: SourceProvider[];
}): { handlers: Handlers; serviceHandlers: ServiceHandlers } {
  const { catalog, database, store, sourceProviders } = deps;
  const recent = new RecentRefs(RECENT_MS);
  return createReadinessHandlers({
    readiness: new ReadinessReader({
      catalog,
      starts: new StartStatistics(database),
    }),
    devcontainers: new DevcontainerInspector({
      sources: new Sources(sourceProviders.map(each => recent.of(each))),
      recent,
    }),
    workspaces: new WorkspaceCatalog(store),
  });
}

/** Tells the catalog of running workspaces too, where the configuration wants them there. */
export function tellingCatalog(
  browsers: Notifier,
  deps: {
    rootConfig: RootConfigService;
    events: EventsService;
    logger: LoggerService;
  },
): Notifier {
  return deps.rootConfig.getOptionalBoolean('cde.catalog.workspaces')
    ? new WorkspaceEvents({ ...deps, browsers })
    : browsers;
}
