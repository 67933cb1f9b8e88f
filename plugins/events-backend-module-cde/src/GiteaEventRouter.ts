import {
  SubTopicEventRouter,
  type EventParams,
  type EventsService,
} from '@backstage/plugin-events-node';

/** Publishes Gitea's events by their kind: `gitea.push`, `gitea.pull_request` and so on. */
export class GiteaEventRouter extends SubTopicEventRouter {
  constructor(options: { events: EventsService }) {
    super({ events: options.events, topic: 'gitea' });
  }

  protected getSubscriberId(): string {
    return 'GiteaEventRouter';
  }

  protected determineSubTopic({ metadata }: EventParams): string | undefined {
    const kind = metadata?.['x-gitea-event'];
    return typeof kind === 'string' ? kind : undefined;
  }
}
