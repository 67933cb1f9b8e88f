import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import {
  WORKSPACES_TOPIC,
  type CatalogWorkspace,
  type CatalogWorkspacePage,
  type WorkspacesEvent,
} from '@backstage-cde/plugin-cde-common';
import type { Notifier } from '../service';
import type { WorkspaceRecord, WorkspaceStore } from '../workspaces';

const PAGE = 200;
const RUNNING = 'Running';

/** Running workspaces, as far as the catalog's readers may know of them: whose they are, and what for. */
export class WorkspaceCatalog {
  readonly #store: Pick<WorkspaceStore, 'get' | 'list'>;

  constructor(store: Pick<WorkspaceStore, 'get' | 'list'>) {
    this.#store = store;
  }

  async page(cursor?: string): Promise<CatalogWorkspacePage> {
    const page = await this.#store.list({
      phase: RUNNING,
      limit: PAGE,
      ...(cursor && { cursor }),
    });
    return {
      items: page.items.map(entry),
      ...(page.nextCursor && { nextCursor: page.nextCursor }),
    };
  }

  /** One of them, if it runs. */
  async one(id: string): Promise<CatalogWorkspacePage> {
    const record = await this.#store.get(id);
    return { items: record?.phase === RUNNING ? [entry(record)] : [] };
  }
}

/** Tells the catalog, too, that a workspace changed. Losing an event costs only time: it looks by itself as well. */
export class WorkspaceEvents implements Notifier {
  readonly #events: Pick<EventsService, 'publish'>;
  readonly #browsers: Notifier;
  readonly #logger: LoggerService;

  constructor(options: {
    events: Pick<EventsService, 'publish'>;
    browsers: Notifier;
    logger: LoggerService;
  }) {
    this.#events = options.events;
    this.#browsers = options.browsers;
    this.#logger = options.logger;
  }

  changed(...[record, kind]: Parameters<Notifier['changed']>): void {
    this.#browsers.changed(record, kind);
    const isGone = kind === 'workspace-deleted' || record.phase !== RUNNING;
    const payload: WorkspacesEvent = { id: record.id, running: !isGone };
    this.#events
      .publish({ topic: WORKSPACES_TOPIC, eventPayload: payload })
      .catch(error =>
        this.#logger.warn(
          `The change of workspace ${record.id} could not be told to the catalog: ${error}`,
        ),
      );
  }
}

function entry(record: WorkspaceRecord): CatalogWorkspace {
  return {
    id: record.id,
    name: record.name,
    owner: record.ownerRef,
    ...(record.componentRef && { component: record.componentRef }),
  };
}
