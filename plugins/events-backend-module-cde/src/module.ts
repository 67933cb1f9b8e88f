import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { eventsExtensionPoint } from '@backstage/plugin-events-node/alpha';
import { REPOSITORY_TOPIC } from '@backstage-cde/plugin-cde-common';
import { GiteaEventRouter } from './GiteaEventRouter';
import { signedWith } from './signature';

/** Lets webhooks of Gitea and of plain git hosts in, where there is a secret to know them by. @public */
export const eventsModuleCde = createBackendModule({
  pluginId: 'events',
  moduleId: 'cde',
  register({ registerInit }) {
    registerInit({
      deps: {
        config: coreServices.rootConfig,
        events: eventsServiceRef,
        ingress: eventsExtensionPoint,
      },
      async init({ config, events, ingress }) {
        const secretOf = (name: string) =>
          config.getOptionalString(`events.modules.${name}.webhookSecret`);
        const gitea = secretOf('gitea');
        if (gitea) {
          ingress.addHttpPostIngress({
            topic: 'gitea',
            validator: signedWith(gitea, 'x-gitea-signature'),
          });
        }
        const repository = secretOf('cdeRepository');
        if (repository) {
          ingress.addHttpPostIngress({
            topic: REPOSITORY_TOPIC,
            validator: signedWith(repository, 'x-cde-signature'),
          });
        }
        // Events may also come by other ways than HTTP.
        await new GiteaEventRouter({ events }).subscribe();
      },
    });
  },
});
