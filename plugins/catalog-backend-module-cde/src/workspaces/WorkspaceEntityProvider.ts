import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { EventParams } from '@backstage/plugin-events-node';
import type {
  CatalogWorkspace,
  CatalogWorkspacePage,
} from '@backstage-cde/plugin-cde-common';
import { entityNameOf, entityOf, PROVIDER } from './entityOf';

/** Changes that come together are told together. */
const GATHERED_MS = 1_000;
/** More at once, and a full round is cheaper. */
const MOST_BY_ONE = 50;

/** Asks the workspaces backend for those that run: one by its id, or a page of all. */
export type ListWorkspaces = (query: {
  id?: string;
  cursor?: string;
}) => Promise<CatalogWorkspacePage>;

/** Publishes running workspaces into the catalog: those that change as they change, and all of them by schedule. */
export class WorkspaceEntityProvider implements EntityProvider {
  readonly #list: ListWorkspaces;
  readonly #appUrl: string;
  readonly #logger: LoggerService;
  readonly #gatheredMs: number;
  readonly #changed = new Set<string>();
  #connection?: EntityProviderConnection;
  #gathering?: Promise<void>;
  /** One mutation after the other, so that an older one never overwrites a newer one. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: {
    list: ListWorkspaces;
    appUrl: string;
    logger: LoggerService;
    gatheredMs?: number;
  }) {
    this.#list = options.list;
    this.#appUrl = options.appUrl;
    this.#logger = options.logger;
    this.#gatheredMs = options.gatheredMs ?? GATHERED_MS;
  }

  getProviderName(): string {
    return PROVIDER;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
  }

  /** Makes the catalog say what runs now. While the backend does not answer, the entities stay as they are. */
  async refresh(): Promise<void> {
    await this.#inTurn(() => this.#full());
  }

  /** A workspace changed. What it is now is asked for, as events may come late or out of order. */
  async onEvent({ eventPayload }: EventParams): Promise<void> {
    const id = (eventPayload as { id?: unknown } | null)?.id;
    if (typeof id !== 'string') {
      return;
    }
    this.#changed.add(id);
    this.#gathering ??= sleep(this.#gatheredMs, undefined, {
      ref: false,
    }).then(() => {
      this.#gathering = undefined;
      const ids = [...this.#changed];
      this.#changed.clear();
      return this.#inTurn(() =>
        ids.length > MOST_BY_ONE ? this.#full() : this.#some(ids),
      );
    });
    await this.#gathering;
  }

  async #full(): Promise<void> {
    const workspaces: CatalogWorkspace[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#list({ cursor });
      workspaces.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    await this.#connection?.applyMutation({
      type: 'full',
      entities: workspaces.map(each => this.#deferred(each)),
    });
  }

  async #some(ids: string[]): Promise<void> {
    const pages = await Promise.all(ids.map(id => this.#list({ id })));
    const running = pages.flatMap(({ items }) => items);
    const gone = ids.filter(id => !running.some(each => each.id === id));
    await this.#connection?.applyMutation({
      type: 'delta',
      added: running.map(each => this.#deferred(each)),
      removed: gone.map(id => ({
        entityRef: `resource:default/${entityNameOf(id)}`,
        locationKey: PROVIDER,
      })),
    });
  }

  #deferred(workspace: CatalogWorkspace) {
    return {
      entity: entityOf(workspace, this.#appUrl),
      locationKey: PROVIDER,
    };
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last
      .then(work)
      .catch(error =>
        this.#logger.warn(
          `Running workspaces could not be published; their entities stay as they are until the next round: ${error}`,
        ),
      );
    return this.#last;
  }
}
