import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  REPOSITORY_ANNOTATION,
  repositoryKey,
  repositoryUrlOf,
  type ContextUrl,
  type KnownHost,
} from '@backstage-cde/plugin-cde-common';
import type { Sources } from '../devcontainers';
import type { Candidate } from './placeComponents';

const SOURCE_LOCATION = 'backstage.io/source-location';
const LOCATION = 'backstage.io/managed-by-location';
const PAGE = 500;
/** Of hits in the catalog; most are of the repository that is looked for. */
const MAX_PAGES = 4;

/**
 * Finds the components of a repository.
 *
 * The catalog cannot compare repositories, but it can find a text in annotations: it is asked once, for locations
 * with the repository's path in them, by the caller's own credentials, and what it finds is compared here. So
 * nothing is kept that could be out of date or of another's rights, and no more than the hits are read. The
 * catalog indexes annotations of up to 200 characters; a component with a longer location is not found.
 */
export class ComponentFinder {
  readonly #catalog: CatalogService;
  readonly #sources: Sources;
  readonly #hosts: KnownHost[];

  constructor(options: {
    catalog: CatalogService;
    sources: Sources;
    hosts: KnownHost[];
  }) {
    this.#catalog = options.catalog;
    this.#sources = options.sources;
    this.#hosts = options.hosts;
  }

  /** Those that the caller may see. */
  async find(
    page: ContextUrl,
    credentials: BackstageCredentials,
  ): Promise<Candidate[]> {
    const key = this.#keyOf(page.repositoryUrl);
    const found: Candidate[] = [];
    let cursor: string | undefined;
    for (let count = 0; count < MAX_PAGES; count++) {
      const { items, pageInfo } = await this.#catalog.queryEntities(
        cursor ? { cursor, limit: PAGE } : query(searchTerm(page)),
        { credentials },
      );
      found.push(...items.flatMap(entity => this.#candidate(entity, key)));
      cursor = pageInfo.nextCursor;
      if (!cursor) {
        break;
      }
    }
    return found;
  }

  #candidate(entity: Entity, key: string): Candidate[] {
    const { annotations = {}, title, name } = entity.metadata;
    const page = this.#pageOf(repositoryUrlOf(annotations));
    if (!page || this.#keyOf(page.repositoryUrl) !== key) {
      return [];
    }
    const place = this.#placeOf(annotations, key);
    return [
      {
        ref: stringifyEntityRef(entity),
        title: title ?? name,
        repositoryUrl: page.repositoryUrl,
        ...(place && { place }),
      },
    ];
  }

  /** The annotation of this suite may name the repository alone; then the source location may tell the folder. */
  #placeOf(
    annotations: Record<string, string>,
    key: string,
  ): ContextUrl | undefined {
    const own = this.#pageOf(annotations[REPOSITORY_ANNOTATION]);
    const others = [SOURCE_LOCATION, LOCATION].map(name =>
      this.#pageOf(/^url:(.+)$/.exec(annotations[name] ?? '')?.[1]),
    );
    const isNamed = own?.path ?? own?.refPath?.includes('/');
    return (isNamed ? [own] : [...others, own]).find(
      page => page && this.#keyOf(page.repositoryUrl) === key,
    );
  }

  #pageOf(url: string | undefined): ContextUrl | undefined {
    const page = url ? this.#sources.parse(url) : undefined;
    return page && !('problem' in page) ? page : undefined;
  }

  #keyOf(repositoryUrl: string): string {
    return repositoryKey(repositoryUrl, this.#hosts);
  }
}

function query(term: string) {
  return {
    filter: { kind: 'component' },
    fullTextFilter: {
      term,
      fields: [REPOSITORY_ANNOTATION, SOURCE_LOCATION, LOCATION].map(
        name => `metadata.annotations.${name}`,
      ),
    },
    fields: [
      'kind',
      'metadata.name',
      'metadata.namespace',
      'metadata.title',
      'metadata.annotations',
    ],
    limit: PAGE,
  };
}

/** What all locations of a repository have in them, however its vendor writes them. */
export function searchTerm({ repositoryUrl, hostType }: ContextUrl): string {
  const path = new URL(repositoryUrl).pathname.replace(/\.git$/, '').slice(1);
  switch (hostType) {
    case 'bitbucketServer':
      return path.split('/').at(-1) ?? path;
    case 'azure':
      return path.slice(path.indexOf('_git/'));
    default:
      return path;
  }
}
