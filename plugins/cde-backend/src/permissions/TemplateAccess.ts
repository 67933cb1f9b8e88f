import type {
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type PermissionCriteria,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
} from '@backstage/plugin-permission-node';
import {
  templatePermissions,
  templateReadPermission,
  templateUpdatePermission,
  templateUsePermission,
  type RESOURCE_TYPE_TEMPLATE,
} from '@backstage-cde/plugin-cde-common';
import type {
  DatabaseTemplateStore,
  TemplateFilter,
  TemplateRecord,
} from '../templates';
import type { CallerClaims, Claims, UserCredentials } from './claims';
import { templateResourceRef, templateRules } from './templateResource';

export type TemplatePermission = ResourcePermission<
  typeof RESOURCE_TYPE_TEMPLATE
>;

/** Whether a caller has a permission for a template. */
export type TemplateTest = (
  permission: TemplatePermission,
  template: TemplateRecord,
) => boolean;

interface TemplateAccessOptions {
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  claims: CallerClaims;
  /** An ALLOW without conditions means what it says. */
  takenLiterally: boolean;
  store: Pick<DatabaseTemplateStore, 'get'>;
}

/**
 * Decides what a user may do with which template.
 *
 * A policy without conditions means the default: everybody may see and use what is published, the owning group
 * works on its templates, administrators on all.
 */
export class TemplateAccess {
  readonly #options: TemplateAccessOptions;
  readonly #matches: ReturnType<
    typeof createConditionAuthorizer<TemplateRecord>
  >;
  readonly #toFilter: ReturnType<
    typeof createConditionTransformer<TemplateFilter>
  >;

  /** Registers the resource type with the permission framework. */
  static create(options: TemplateAccessOptions): TemplateAccess {
    options.permissionsRegistry.addResourceType({
      resourceRef: templateResourceRef,
      permissions: templatePermissions,
      rules: Object.values(templateRules),
      getResources: ids => Promise.all(ids.map(id => options.store.get(id))),
    });
    return new TemplateAccess(options);
  }

  private constructor(options: TemplateAccessOptions) {
    const ruleset =
      options.permissionsRegistry.getPermissionRuleset(templateResourceRef);
    this.#options = options;
    this.#matches = createConditionAuthorizer(ruleset);
    this.#toFilter = createConditionTransformer(ruleset);
  }

  /** One question to the permission framework, then a test for any number of templates and these permissions. */
  async tests(
    credentials: UserCredentials,
    asked: TemplatePermission[],
  ): Promise<TemplateTest> {
    const permissions = [...new Set([...asked, templateUpdatePermission])];
    const [decisions, claims] = await Promise.all([
      this.#options.permissions.authorizeConditional(
        permissions.map(permission => ({ permission })),
        { credentials },
      ),
      this.#options.claims.of(credentials),
    ]);
    const byName = new Map(
      permissions.map(({ name }, index) => [name, decisions[index]]),
    );
    const holds: TemplateTest = ({ name }, template) => {
      const decision = byName.get(name);
      if (!decision) {
        return false;
      }
      return decision.result === AuthorizeResult.ALLOW
        ? this.#allowedByDefault(name, template, claims)
        : this.#matches(decision, template);
    };
    return (permission, template) =>
      holds(permission, template) &&
      (isPublished(template) || holds(templateUpdatePermission, template));
  }

  /** What a policy's conditions say about reading, for SQL; `undefined`: nothing that SQL could tell. */
  async readFilter(
    credentials: UserCredentials,
  ): Promise<PermissionCriteria<TemplateFilter> | undefined> {
    const [decision] = await this.#options.permissions.authorizeConditional(
      [{ permission: templateReadPermission }],
      { credentials },
    );
    if (decision.result === AuthorizeResult.CONDITIONAL) {
      return this.#toFilter(decision.conditions);
    }
    return decision.result === AuthorizeResult.DENY
      ? { field: 'id', values: [] }
      : undefined;
  }

  #allowedByDefault(
    permission: string,
    template: TemplateRecord,
    { admin, refs }: Claims,
  ): boolean {
    return (
      [templateReadPermission.name, templateUsePermission.name].includes(
        permission,
      ) ||
      admin ||
      refs.includes(template.ownerRef) ||
      this.#options.takenLiterally
    );
  }
}

function isPublished({ publishedRevision }: TemplateRecord): boolean {
  return publishedRevision !== null;
}
