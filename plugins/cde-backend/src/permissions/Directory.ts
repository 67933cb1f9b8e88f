import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import {
  RELATION_MEMBER_OF,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';

const REMEMBERED_MS = 60_000;
const MOST_REMEMBERED = 10_000;

/** Users and groups as the catalog has them, read with the plugin's own rights. */
export class Directory {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #now: () => number;
  readonly #memberships = new Map<string, { until: number; refs: string[] }>();

  constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    now?: () => number;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#now = options.now ?? Date.now;
  }

  /** Whether the catalog has it and shows it to the caller. @throws where the catalog does not answer */
  async has(ref: string, credentials: BackstageCredentials): Promise<boolean> {
    return (
      (await this.#catalog.getEntityByRef(ref, { credentials })) !== undefined
    );
  }

  /**
   * Entity refs of a user and of the groups that the user is in, at most a minute old.
   * @throws where the catalog does not answer
   */
  async refsOf(userRef: string): Promise<string[]> {
    const known = this.#memberships.get(userRef);
    if (known && this.#now() < known.until) {
      return known.refs;
    }
    const entity = await this.#entity(userRef);
    const refs = [userRef, ...(entity ? groupsOf(entity) : [])];
    if (this.#memberships.size >= MOST_REMEMBERED) {
      this.#memberships.clear();
    }
    this.#memberships.set(userRef, { until: this.#now() + REMEMBERED_MS, refs });
    return refs;
  }

  async #entity(ref: string): Promise<Entity | undefined> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    return this.#catalog.getEntityByRef(ref, { credentials });
  }
}

function groupsOf(entity: Entity): string[] {
  return (entity.relations ?? [])
    .filter(({ type }) => type === RELATION_MEMBER_OF)
    .map(({ targetRef }) => targetRef)
    .filter(ref => ref !== stringifyEntityRef(entity));
}
