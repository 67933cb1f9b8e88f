import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { EventParams } from '@backstage/plugin-events-node';
import type { Changes } from './Changes';
import { pushedUrls } from './pushes';
import { repositoryKey } from './repositoryKey';

/** Has entities processed anew when their repository was pushed to. It provides none of its own. */
export class RepositoryRefresher implements EntityProvider {
  readonly #changes: Changes;
  readonly #logger: LoggerService;
  #connection?: EntityProviderConnection;

  constructor(options: { changes: Changes; logger: LoggerService }) {
    this.#changes = options.changes;
    this.#logger = options.logger;
  }

  getProviderName(): string {
    return 'cde-repositories';
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
  }

  async onEvent({ topic, eventPayload }: EventParams): Promise<void> {
    const keys = [
      ...new Set(
        pushedUrls(topic, eventPayload).flatMap(
          url => repositoryKey(url) ?? [],
        ),
      ),
    ];
    if (keys.length === 0) {
      this.#logger.debug(`An event '${topic}' names no repository`);
      return;
    }
    await Promise.all(keys.map(key => this.#changes.note(key)));
    await this.#connection?.refresh({ keys });
  }
}
