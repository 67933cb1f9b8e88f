import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import {
  RELATION_CHILD_OF,
  RELATION_MEMBER_OF,
  parseEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { ServiceUnavailableError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';

const REMEMBERED_MS = 60_000;
const MOST_REMEMBERED = 10_000;
/** Organisations are not that deep; the catalog does not forbid circles. */
const MAX_DEPTH = 20;
/** Entities of one question to the catalog. */
const BATCH = 200;

interface Known<T> {
  until: number;
  value: T;
}

/** The organisation as the catalog has it, remembered for a minute. */
export class Directory {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #logger: LoggerService;
  readonly #now: () => number;
  /** The groups right above. */
  readonly #parents = new Map<string, Known<string[]>>();
  /** For while the catalog does not answer. */
  readonly #lastKnown = new Map<string, string[]>();
  readonly #titles = new Map<string, Known<string>>();

  constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    logger: LoggerService;
    now?: () => number;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#logger = options.logger;
    this.#now = options.now ?? Date.now;
  }

  /**
   * The groups of a user, or above a group, with all groups above those.
   *
   * @param lastKnown - asked while the catalog does not answer, where this replica has not heard of it before
   * @throws ServiceUnavailableError where nobody knows
   */
  async groupsOf(
    ref: string,
    lastKnown: () => Promise<string[] | undefined>,
  ): Promise<string[]> {
    try {
      const groups = await this.#ascend(ref);
      keep(this.#lastKnown, ref, groups);
      return groups;
    } catch (error) {
      const groups = this.#lastKnown.get(ref) ?? (await lastKnown());
      if (!groups) {
        throw new ServiceUnavailableError(
          `The catalog does not answer, so it is not known which limits apply to ${ref}; please try again in a moment`,
          error,
        );
      }
      this.#logger.warn(
        `The catalog does not answer; limits of ${ref} are those of the groups that were last known: ${error}`,
      );
      return groups;
    }
  }

  /** Names for people; refs where the catalog does not answer or has none. */
  async titles(refs: string[]): Promise<Map<string, string>> {
    const unknown = [...new Set(refs)].filter(
      ref => this.#fresh(this.#titles, ref) === undefined,
    );
    try {
      await this.#entities(unknown);
    } catch (error) {
      this.#logger.debug(`Titles of entities cannot be read: ${error}`);
    }
    return new Map(
      refs.map(ref => [ref, this.#titles.get(ref)?.value ?? nameOf(ref)]),
    );
  }

  /** @throws ServiceUnavailableError where the catalog does not answer */
  async exists(ref: string): Promise<boolean> {
    try {
      const [entity] = await this.#entities([ref]);
      return entity !== undefined;
    } catch (error) {
      throw new ServiceUnavailableError(
        `The catalog does not answer, so it is not known whether there is a '${ref}'; please try again in a moment`,
        error,
      );
    }
  }

  /** Asks about many at once, so that each of them need not be asked about. */
  async prefetch(refs: string[]): Promise<void> {
    for (let start = 0; start < refs.length; start += BATCH) {
      await this.#parentsOf(refs.slice(start, start + BATCH));
    }
  }

  async #ascend(ref: string): Promise<string[]> {
    const found = new Set<string>();
    let level = [ref];
    for (let depth = 0; level.length > 0 && depth < MAX_DEPTH; depth++) {
      const above = await this.#parentsOf(level);
      level = [...new Set(above)].filter(group => !found.has(group));
      level.forEach(group => found.add(group));
    }
    found.delete(ref);
    return [...found];
  }

  async #parentsOf(refs: string[]): Promise<string[]> {
    const known = new Map(
      refs.map(ref => [ref, this.#fresh(this.#parents, ref)]),
    );
    const unknown = refs.filter(ref => known.get(ref) === undefined);
    const entities = await this.#entities(unknown);
    unknown.forEach((ref, index) => {
      const entity = entities[index];
      const parents = entity ? groupsAbove(entity) : [];
      known.set(ref, parents);
      this.#remember(this.#parents, ref, parents);
    });
    return refs.flatMap(ref => known.get(ref) ?? []);
  }

  async #entities(refs: string[]): Promise<Array<Entity | undefined>> {
    if (refs.length === 0) return [];
    const credentials = await this.#auth.getOwnServiceCredentials();
    const { items } = await this.#catalog.getEntitiesByRefs(
      { entityRefs: refs },
      { credentials },
    );
    refs.forEach((ref, index) =>
      this.#remember(this.#titles, ref, titleOf(items[index]) ?? nameOf(ref)),
    );
    return items;
  }

  #remember<T>(map: Map<string, Known<T>>, key: string, value: T): void {
    keep(map, key, { until: this.#now() + REMEMBERED_MS, value });
  }

  #fresh<T>(map: Map<string, Known<T>>, key: string): T | undefined {
    const known = map.get(key);
    return known && this.#now() < known.until ? known.value : undefined;
  }
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  if (map.size >= MOST_REMEMBERED) map.clear();
  map.set(key, value);
}

function groupsAbove(entity: Entity): string[] {
  return (entity.relations ?? [])
    .filter(
      ({ type }) => type === RELATION_MEMBER_OF || type === RELATION_CHILD_OF,
    )
    .map(({ targetRef }) => targetRef)
    .filter(ref => ref.startsWith('group:'));
}

function titleOf(entity: Entity | undefined): string | undefined {
  const profile = entity?.spec?.profile as
    | { displayName?: unknown }
    | undefined;
  const name = profile?.displayName;
  return (
    entity?.metadata.title ?? (typeof name === 'string' ? name : undefined)
  );
}

function nameOf(ref: string): string {
  try {
    return parseEntityRef(ref).name;
  } catch {
    return ref;
  }
}
