import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import {
  RELATION_OWNED_BY,
  RELATION_PART_OF,
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { repositoryUrlOf } from '@backstage-cde/plugin-cde-common';

/** What a workspace is made for. */
export interface ComponentSource {
  /** Entity ref. */
  ref: string;
  name: string;
  /** Its page in the portal, relative to the portal's URL. */
  pagePath: string;
  /** As the catalog has it, not checked yet; absent where it has none. */
  repositoryUrl?: string;
  /** Entity ref of who owns it. */
  ownerRef?: string;
  /** Entity ref of the system that it is part of. */
  systemRef?: string;
  /** For what templates and policies look at. */
  entity: Entity;
}

/** What the suite asks the catalog. */
export class CatalogReader {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;

  constructor(options: { catalog: CatalogService; auth: AuthService }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
  }

  /**
   * Reads a component with the caller's own rights.
   * @throws InputError where there is none that the caller may see
   */
  async component(
    text: string,
    credentials: BackstageCredentials,
  ): Promise<ComponentSource> {
    const ref = normalizeRef(text);
    const entity = await this.#catalog.getEntityByRef(ref, { credentials });
    if (!entity) {
      throw new InputError(
        `There is no '${ref}' in the catalog, or you may not see it`,
      );
    }
    return componentSource(entity);
  }

  /** Name and e-mail for commits, from the user's profile; the e-mail may have to be made up. */
  async identity(
    userRef: string,
    portalUrl: string,
  ): Promise<{ name: string; email: string }> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const entity = await this.#catalog.getEntityByRef(userRef, { credentials });
    const profile = readProfile(entity);
    const { name } = parseEntityRef(userRef);
    return {
      name: profile.displayName ?? entity?.metadata.title ?? name,
      email:
        profile.email ?? `${name}@users.noreply.${new URL(portalUrl).hostname}`,
    };
  }
}

/** What an entity says about where a workspace for it would come from, and whose it is. */
export function componentSource(entity: Entity): ComponentSource {
  const repositoryUrl = repositoryUrlOf(entity.metadata.annotations);
  const ownerRef = targetOf(entity, RELATION_OWNED_BY, 'owner', 'group');
  const systemRef = targetOf(entity, RELATION_PART_OF, 'system', 'system');
  return {
    ref: stringifyEntityRef(entity),
    name: entity.metadata.name,
    pagePath: pagePath(entity),
    ...(repositoryUrl && { repositoryUrl }),
    ...(ownerRef && { ownerRef }),
    ...(systemRef && { systemRef }),
    entity,
  };
}

/** @throws InputError */
export function normalizeRef(text: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(text, {
        defaultKind: 'component',
        defaultNamespace: 'default',
      }),
    );
  } catch (error) {
    throw new InputError(
      `'${text}' is not a reference to a component; write for example 'component:default/payments-api'`,
      error,
    );
  }
}

/** The target of a relation; else what the specification says, where the catalog has not put relations yet. */
function targetOf(
  entity: Entity,
  type: string,
  field: string,
  defaultKind: string,
): string | undefined {
  const related = entity.relations?.find(
    relation =>
      relation.type === type &&
      (type !== RELATION_PART_OF ||
        parseEntityRef(relation.targetRef).kind === defaultKind),
  );
  if (related) {
    return related.targetRef;
  }
  const value = entity.spec?.[field];
  if (typeof value !== 'string' || value.trim() === '') {
    return undefined;
  }
  const defaultNamespace = entity.metadata.namespace ?? 'default';
  return stringifyEntityRef(
    parseEntityRef(value.trim(), { defaultKind, defaultNamespace }),
  );
}

function readProfile(entity: Entity | undefined): {
  displayName?: string;
  email?: string;
} {
  const profile = entity?.spec?.profile;
  const isObject =
    typeof profile === 'object' && profile !== null && !Array.isArray(profile);
  const text = (key: string) => {
    const value = isObject ? profile[key] : undefined;
    return typeof value === 'string' && value.trim() ? value.trim() : undefined;
  };
  return { displayName: text('displayName'), email: text('email') };
}

function pagePath(entity: Entity): string {
  const { kind, metadata } = entity;
  return `/catalog/${metadata.namespace ?? 'default'}/${kind}/${
    metadata.name
  }`.toLowerCase();
}
