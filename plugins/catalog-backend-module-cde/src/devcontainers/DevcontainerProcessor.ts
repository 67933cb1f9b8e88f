import type { LoggerService } from '@backstage/backend-plugin-api';
import { ANNOTATION_LOCATION, type Entity } from '@backstage/catalog-model';
import { toError } from '@backstage/errors';
import type { LocationSpec } from '@backstage/plugin-catalog-common';
import {
  processingResult,
  type CatalogProcessor,
  type CatalogProcessorCache,
  type CatalogProcessorEmit,
} from '@backstage/plugin-catalog-node';
import {
  repositoryUrlOf,
  type DevcontainerFinding,
} from '@backstage-cde/plugin-cde-common';
import type { JsonObject } from '@backstage/types';
import { repositoryKey } from '../repositories';
import { withFinding } from './annotations';
import type { DevcontainerWatch, Findings } from './DevcontainerWatch';

const STATE = 'devcontainer';
const UNKNOWN: DevcontainerFinding = {
  status: 'unknown',
  paths: [],
  unsupported: [],
};

/**
 * Writes on components which devcontainer.json files their repository has, and what this suite makes of the one in
 * use: the same that a workspace's creation would. No host that is slow or away holds an entity up.
 *
 * @public
 */
export class DevcontainerProcessor implements CatalogProcessor {
  readonly #watch: Pick<DevcontainerWatch, 'look'>;
  readonly #logger: LoggerService;

  constructor(options: {
    watch: Pick<DevcontainerWatch, 'look'>;
    logger: LoggerService;
  }) {
    this.#watch = options.watch;
    this.#logger = options.logger;
  }

  getProcessorName(): string {
    return 'DevcontainerProcessor';
  }

  async preProcessEntity(
    entity: Entity,
    location: LocationSpec,
    emit: CatalogProcessorEmit,
    _originLocation: LocationSpec,
    cache: CatalogProcessorCache,
  ): Promise<Entity> {
    if (entity.kind.toLowerCase() !== 'component') {
      return entity;
    }
    const url = urlOf(entity, location);
    const key = url && repositoryKey(url);
    if (!url || !key) {
      return withFinding(entity, undefined);
    }
    emit(processingResult.refresh(key));
    return withFinding(entity, await this.#finding(url, key, cache));
  }

  async #finding(
    url: string,
    key: string,
    cache: CatalogProcessorCache,
  ): Promise<DevcontainerFinding> {
    try {
      const former = await cache.get<JsonObject & Findings>(STATE);
      const found = await this.#watch.look(url, key, former);
      if (found && found !== former) {
        await cache.set(STATE, { ...found } as unknown as JsonObject);
      }
      return found?.finding ?? UNKNOWN;
    } catch (error) {
      this.#logger.error(
        `Looking for devcontainers in ${url} failed`,
        toError(error),
      );
      return UNKNOWN;
    }
  }
}

/** The catalog itself writes where an entity is from; processors before that one may not have it yet. */
function urlOf(entity: Entity, { type, target }: LocationSpec) {
  const url = repositoryUrlOf({
    [ANNOTATION_LOCATION]: `${type}:${target}`,
    ...entity.metadata.annotations,
  });
  return url && URL.canParse(url) ? withoutCredentials(url) : undefined;
}

/** They are neither used nor logged, as at creation. */
function withoutCredentials(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href;
}
