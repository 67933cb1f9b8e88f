import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import { TEMPLATES_TOPIC } from '@backstage-cde/plugin-cde-common';

/** Tells others, first of all the catalog, that a template became another. */
export class TemplateEvents {
  readonly #events: Pick<EventsService, 'publish'>;
  readonly #logger: LoggerService;

  constructor(options: {
    events: Pick<EventsService, 'publish'>;
    logger: LoggerService;
  }) {
    this.#events = options.events;
    this.#logger = options.logger;
  }

  /** Losing one costs only time: the catalog looks by itself, too. */
  changed(id: string): void {
    this.#events
      .publish({ topic: TEMPLATES_TOPIC, eventPayload: { id } })
      .catch(error =>
        this.#logger.warn(
          `The change of the template '${id}' could not be told: ${error}`,
        ),
      );
  }
}
