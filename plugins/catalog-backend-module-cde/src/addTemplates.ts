import type {
  AuthService,
  DiscoveryService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { CatalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import { TEMPLATES_TOPIC } from '@backstage-cde/plugin-cde-common';
import { TemplateEntityProvider } from './TemplateEntityProvider';
import { WorkspaceTemplateProcessor } from './WorkspaceTemplateProcessor';

const REFRESH_MINUTES = 1;
/** The portal's backend comes up at the same time. */
const FIRST_SECONDS = 5;

/** The kind WorkspaceTemplate, and the portal's own templates. */
export async function addTemplates(deps: {
  auth: AuthService;
  catalog: CatalogProcessingExtensionPoint;
  discovery: DiscoveryService;
  events: EventsService;
  logger: LoggerService;
  scheduler: SchedulerService;
}): Promise<void> {
  const { catalog, events, scheduler } = deps;
  const provider = new TemplateEntityProvider(deps);
  catalog.addProcessor(new WorkspaceTemplateProcessor());
  catalog.addEntityProvider(provider);
  await events.subscribe({
    id: 'cde-templates',
    topics: [TEMPLATES_TOPIC],
    onEvent: () => provider.refresh(),
  });
  await scheduler.scheduleTask({
    id: 'cde-templates',
    frequency: { minutes: REFRESH_MINUTES },
    initialDelay: { seconds: FIRST_SECONDS },
    timeout: { minutes: 2 },
    scope: 'global',
    fn: () => provider.refresh(),
  });
}
