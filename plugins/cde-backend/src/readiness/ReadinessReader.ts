import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { InputError, isError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  DEVCONTAINER_STATUS_ANNOTATION,
  READINESS_STATUSES,
  type ComponentReadiness,
  type ReadinessGroup,
  type ReadinessPage,
  type ReadinessRequest,
  type ReadinessStatus,
  type ReadinessTotal,
} from '@backstage-cde/plugin-cde-common';
import type { Caller } from '../service';
import { fullRef } from '../service/listCriteria';
import { FIELDS, readinessOf } from './entities';
import { StartStatistics, sumOfStarts, type Starts } from './StartStatistics';

const PAGE = 50;
const MOST = 200;
/** Components whose starts count for the sums of teams and systems: those that were started last. */
const MOST_STARTED = 2000;
/** Entities asked for by name at once. */
const CHUNK = 500;

const STATUS = `metadata.annotations.${DEVCONTAINER_STATUS_ANNOTATION}`;
const OWNER = 'relations.ownedBy';
const SYSTEM = 'relations.partOf';
/** The rest is unknown: not looked at yet, or told so. */
const KNOWN = READINESS_STATUSES.filter(status => status !== 'unknown');

type Filter = Record<string, string>;
type Options = { credentials: Caller['credentials'] };
/** Of one facet: how many components have each value. */
type Counts = Map<string, number>;

/** What the catalog knows of devcontainers, with the starts of workspaces; all through the caller's own rights. */
export class ReadinessReader {
  readonly #catalog: CatalogService;
  readonly #starts: StartStatistics;

  constructor(options: { catalog: CatalogService; starts: StartStatistics }) {
    this.#catalog = options.catalog;
    this.#starts = options.starts;
  }

  async read(
    { credentials }: Caller,
    request: ReadinessRequest,
  ): Promise<ReadinessPage> {
    const filter = {
      kind: 'component',
      ...(request.owner && { [OWNER]: fullRef(request.owner, 'group') }),
      ...(request.system && { [SYSTEM]: fullRef(request.system, 'system') }),
    };
    const [page, totals] = await Promise.all([
      this.#page(request, filter, { credentials }),
      request.cursor ? undefined : this.#totals(filter, { credentials }),
    ]);
    return { ...page, ...(totals && { totals }) };
  }

  async #page(
    { status, search, cursor, limit = PAGE }: ReadinessRequest,
    filter: Filter,
    options: Options,
  ): Promise<Pick<ReadinessPage, 'items' | 'nextCursor'>> {
    const size = { fields: FIELDS, limit: Math.min(limit, MOST) };
    const { items, pageInfo } = await this.#catalog
      .queryEntities(
        cursor
          ? { ...size, cursor }
          : {
              ...size,
              ...narrowed(filter, status),
              ...(search && { fullTextFilter: namedLike(search) }),
              orderFields: [{ field: 'metadata.name', order: 'asc' }],
            },
        options,
      )
      .catch(error => {
        throw cursor && isBadRequest(error) ? badCursor(error) : error;
      });
    const components = items.map(readinessOf);
    const starts = await this.#starts.of(
      components.map(({ component }) => component),
    );
    return {
      items: components.map(found => ({
        ...found,
        ...sumOfStarts(present(starts.get(found.component))),
      })),
      ...(pageInfo.nextCursor && { nextCursor: pageInfo.nextCursor }),
    };
  }

  /** Counts come from the catalog's facets, so that no component is read for them; starts from those that had any. */
  async #totals(
    filter: Filter,
    options: Options,
  ): Promise<ReadinessPage['totals']> {
    const [all, started, ...known] = await Promise.all([
      this.#count(filter, options),
      this.#started(filter, options),
      ...KNOWN.map(status =>
        this.#count({ ...filter, [STATUS]: status }, options),
      ),
    ]);
    const total = (
      counted: (counts: FacetCounts) => number,
      starts: StartedComponent[],
    ): ReadinessTotal => {
      const components = counted(all);
      const numbers = known.map(counted);
      const rest = numbers.reduce((left, number) => left - number, components);
      return {
        components,
        byStatus: Object.fromEntries([
          ...KNOWN.map((status, index) => [status, numbers[index]]),
          // Counted one after the other, while the catalog goes on.
          ['unknown', Math.max(0, rest)],
        ]) as Record<ReadinessStatus, number>,
        ...sumOfStarts(starts.map(component => component.history)),
      };
    };
    const groups = (
      facet: 'owners' | 'systems',
      refOf: (component: StartedComponent) => string | undefined,
    ): ReadinessGroup[] =>
      [...all[facet].keys()]
        .map(ref => ({
          ref,
          ...total(
            counts => counts[facet].get(ref) ?? 0,
            started.filter(component => refOf(component) === ref),
          ),
        }))
        .sort(
          (a, b) => b.components - a.components || (a.ref < b.ref ? -1 : 1),
        );
    return {
      all: total(counts => counts.components, started),
      byOwner: groups('owners', ({ owner }) => owner),
      bySystem: groups('systems', ({ system }) => system),
    };
  }

  async #count(filter: Filter, options: Options): Promise<FacetCounts> {
    const { facets } = await this.#catalog.getEntityFacets(
      { filter, facets: ['kind', OWNER, SYSTEM] },
      options,
    );
    const counts = (facet: string): Counts =>
      new Map(facets[facet]?.map(({ value, count }) => [value, count]));
    const systems = [...counts(SYSTEM)].filter(([ref]) =>
      ref.startsWith('system:'),
    );
    return {
      components: [...counts('kind').values()].reduce((a, b) => a + b, 0),
      owners: counts(OWNER),
      systems: new Map(systems),
    };
  }

  /** Those that the caller may see. */
  async #started(
    filter: Filter,
    options: Options,
  ): Promise<StartedComponent[]> {
    const refs = await this.#starts.recent(MOST_STARTED);
    const entities: Array<Entity | undefined> = [];
    for (let from = 0; from < refs.length; from += CHUNK) {
      const { items } = await this.#catalog.getEntitiesByRefs(
        { entityRefs: refs.slice(from, from + CHUNK), filter, fields: FIELDS },
        options,
      );
      entities.push(...items);
    }
    const visible = entities.flatMap(present);
    const starts = await this.#starts.of(
      visible.map(entity => stringifyEntityRef(entity)),
    );
    return visible.flatMap(entity => {
      const { component, owner, system } = readinessOf(entity);
      return present(starts.get(component)).map(history => ({
        owner,
        system,
        history,
      }));
    });
  }
}

interface FacetCounts {
  components: number;
  owners: Counts;
  systems: Counts;
}

interface StartedComponent
  extends Pick<ComponentReadiness, 'owner' | 'system'> {
  history: Starts;
}

/** The filter of a list; what is unknown is what has no other status. */
function narrowed(filter: Filter, status: ReadinessStatus | undefined) {
  if (status === 'unknown') {
    return { filter, query: { $not: { [STATUS]: { $in: KNOWN } } } };
  }
  return { filter: { ...filter, ...(status && { [STATUS]: status }) } };
}

function namedLike(term: string) {
  return { term, fields: ['metadata.name', 'metadata.title'] };
}

/** The catalog itself says so in its client's words, its stand-in for tests by name. */
function isBadRequest(error: unknown): boolean {
  return (
    isError(error) && (error.name === 'InputError' || error.statusCode === 400)
  );
}

function badCursor(cause: unknown): InputError {
  return new InputError(
    'The cursor is not one that this list gave; begin without one',
    cause,
  );
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
