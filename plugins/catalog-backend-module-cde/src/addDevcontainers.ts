import type {
  AuthService,
  CacheService,
  DiscoveryService,
  LoggerService,
  RootConfigService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import type { CatalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import {
  DevcontainerProcessor,
  DevcontainerWatch,
  type WatchSettings,
} from './devcontainers';
import { PortalClient } from './PortalClient';
import type { CatalogSettings } from './readSettings';
import { Changes, PUSH_TOPICS, RepositoryRefresher } from './repositories';

/** Marks components with their devcontainers, anew when their repository is pushed to. */
export async function addDevcontainers(
  deps: {
    auth: AuthService;
    cache: CacheService;
    catalog: CatalogProcessingExtensionPoint;
    discovery: DiscoveryService;
    events: EventsService;
    logger: LoggerService;
    reader: UrlReaderService;
    rootConfig: RootConfigService;
  },
  { plainHosts }: CatalogSettings,
  settings: WatchSettings,
): Promise<void> {
  const { catalog, events, logger } = deps;
  const portal = new PortalClient(deps);
  const changes = new Changes(deps);
  const watch = new DevcontainerWatch({
    ...deps,
    settings,
    plainHosts,
    changes,
    integrations: ScmIntegrations.fromConfig(deps.rootConfig),
    inspect: (url, pushedAt, signal) =>
      portal.get(
        '/devcontainers/report',
        { url, ...(pushedAt > 0 && { pushedAt: String(pushedAt) }) },
        signal,
      ),
  });
  const refresher = new RepositoryRefresher({ changes, logger });
  catalog.addProcessor(new DevcontainerProcessor({ watch, logger }));
  catalog.addEntityProvider(refresher);
  await events.subscribe({
    id: 'cde-repositories',
    topics: PUSH_TOPICS,
    onEvent: event => refresher.onEvent(event),
  });
}
