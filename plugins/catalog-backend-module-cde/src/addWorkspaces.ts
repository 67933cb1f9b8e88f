import type {
  AuthService,
  DiscoveryService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { CatalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import { WORKSPACES_TOPIC } from '@backstage-cde/plugin-cde-common';
import { PortalClient } from './PortalClient';
import type { CatalogSettings } from './readSettings';
import { WorkspaceEntityProvider } from './workspaces';

const REFRESH_MINUTES = 10;
const FIRST_SECONDS = 15;
const TIMEOUT_MS = 30_000;

/** Running workspaces as entities. */
export async function addWorkspaces(
  deps: {
    auth: AuthService;
    catalog: CatalogProcessingExtensionPoint;
    discovery: DiscoveryService;
    events: EventsService;
    logger: LoggerService;
    scheduler: SchedulerService;
  },
  { appUrl }: CatalogSettings,
): Promise<void> {
  const { catalog, events, logger, scheduler } = deps;
  const portal = new PortalClient(deps);
  const provider = new WorkspaceEntityProvider({
    list: query =>
      portal.get('/catalog/workspaces', query, AbortSignal.timeout(TIMEOUT_MS)),
    appUrl,
    logger,
  });
  catalog.addEntityProvider(provider);
  await events.subscribe({
    id: 'cde-workspaces',
    topics: [WORKSPACES_TOPIC],
    onEvent: event => provider.onEvent(event),
  });
  await scheduler.scheduleTask({
    id: 'cde-workspaces',
    frequency: { minutes: REFRESH_MINUTES },
    initialDelay: { seconds: FIRST_SECONDS },
    timeout: { minutes: 5 },
    scope: 'global',
    fn: () => provider.refresh(),
  });
}
