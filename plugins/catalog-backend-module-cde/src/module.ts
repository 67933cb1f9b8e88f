import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { TEMPLATES_TOPIC } from '@backstage-cde/plugin-cde-common';
import { TemplateEntityProvider } from './TemplateEntityProvider';
import { WorkspaceTemplateProcessor } from './WorkspaceTemplateProcessor';

const REFRESH_MINUTES = 1;
/** The portal's backend comes up at the same time. */
const FIRST_SECONDS = 5;

/** Brings the kind WorkspaceTemplate, and the portal's templates, into the catalog. @public */
export const catalogModuleCde = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'cde',
  register({ registerInit }) {
    registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogProcessingExtensionPoint,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, catalog, discovery, events, logger, scheduler }) {
        const provider = new TemplateEntityProvider({
          auth,
          discovery,
          logger,
        });
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
      },
    });
  },
});
