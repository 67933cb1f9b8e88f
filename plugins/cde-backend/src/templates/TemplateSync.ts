import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { TEMPLATE_KIND } from '@backstage-cde/plugin-cde-common';
import type { CdeConfig } from '../config';
import type { DatabaseTemplateStore } from './DatabaseTemplateStore';
import {
  configContents,
  planConfigRemovals,
  planGitSync,
  type SyncStep,
  type TemplateValidator,
} from './sources';

const MIN_INTERVAL_MS = 10_000;

export interface TemplateSyncOptions {
  config: Pick<
    CdeConfig,
    'templates' | 'admins' | 'privilegedTemplateLocations'
  >;
  store: DatabaseTemplateStore;
  catalog: Pick<CatalogService, 'getEntities'>;
  auth: AuthService;
  logger: LoggerService;
  validate: TemplateValidator;
  /** Something became another. */
  changed(id: string): void;
  now?: () => number;
}

/** Keeps the templates of the configuration and of Git as their sources say. */
export class TemplateSync {
  readonly #options: TemplateSyncOptions;
  readonly #now: () => number;
  /** What was logged of a template last, so that it is not said every time. */
  readonly #told = new Map<string, string>();
  #last = -Infinity;
  #running?: Promise<void>;
  #succeeded = false;

  constructor(options: TemplateSyncOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Once, at the start. @throws where the database does not answer */
  async syncConfig(): Promise<void> {
    const { config, store } = this.#options;
    const contents = configContents(config);
    const removals = planConfigRemovals(
      await store.list(),
      contents.map(({ id }) => id),
    );
    await this.#carryOut([
      ...contents.map(each => ({ type: 'take' as const, ...each })),
      ...removals,
    ]);
  }

  /** Looks at the catalog now; while it does not answer, nothing changes. */
  async syncGit(): Promise<void> {
    this.#running ??= this.#sync().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Before templates are shown: looks again, unless it was just done. Only the first look is waited for. */
  async refresh(): Promise<void> {
    if (this.#now() - this.#last < MIN_INTERVAL_MS) {
      return;
    }
    const look = this.syncGit();
    if (!this.#succeeded) {
      await look;
    }
  }

  async #sync(): Promise<void> {
    const { logger } = this.#options;
    this.#last = this.#now();
    try {
      await this.#carryOut(await this.#plan());
      this.#succeeded = true;
    } catch (error) {
      logger.warn(
        `Workspace templates could not be read from the catalog; those that are known stay as they are: ${error}`,
      );
    }
  }

  async #plan(): Promise<SyncStep[]> {
    const { config, store, catalog, auth, validate } = this.#options;
    const { items } = await catalog.getEntities(
      { filter: { kind: TEMPLATE_KIND } },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    return planGitSync({
      entities: items,
      records: await store.list(),
      configured: config.templates.map(({ name }) => name),
      privilegedLocations: config.privilegedTemplateLocations,
      validate,
    });
  }

  async #carryOut(steps: SyncStep[]): Promise<void> {
    const { store, changed } = this.#options;
    for (const step of steps) {
      this.#tell(step);
      const isNew =
        step.type === 'take'
          ? await store.takeOver(step.id, step.content)
          : await store.mark(step.id, step);
      if (isNew) {
        changed(step.id);
      }
    }
  }

  #tell(step: SyncStep): void {
    if (step.type === 'take') {
      this.#told.delete(step.id);
    } else if (this.#told.get(step.id) !== step.problem) {
      this.#told.set(step.id, step.problem);
      this.#options.logger.warn(
        `Workspace template '${step.id}': ${step.problem}`,
      );
    }
  }
}
