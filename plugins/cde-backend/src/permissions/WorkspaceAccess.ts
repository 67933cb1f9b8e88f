import type {
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type BasicPermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { createConditionTransformer } from '@backstage/plugin-permission-node';
import {
  generalPermissions,
  workspacePermissions,
  workspaceAdministerPermission,
  workspaceCreatePermission,
} from '@backstage-cde/plugin-cde-common';
import {
  matchesFilter,
  NO_FACTS,
  type FactsReader,
  type FilteredWorkspace,
  type NewWorkspace,
  type WorkspaceFacts,
  type WorkspaceFilter,
  type WorkspaceRecord,
  type WorkspaceStore,
} from '../workspaces';
import type { CallerClaims, Claims, UserCredentials } from './claims';
import {
  defaultCriteria,
  NOTHING,
  takenLiterally,
  type DefaultRules,
  type WorkspaceCriteria,
  type WorkspacePermission,
} from './defaults';
import { workspaceResourceRef, workspaceRules } from './resource';

/** Why somebody may enter a workspace. */
export type GrantBasis = 'owner' | 'share' | 'administrator' | 'policy';

/** How a caller stands to a workspace. */
export interface Standing {
  /** The role of the best share that the caller has, themselves or by a group. */
  share?: 'view' | 'use';
  isOwner: boolean;
  isAdmin: boolean;
}

/** What is known of a caller and some workspaces: tests answer without asking anybody. */
export interface Tests {
  allowed(permission: WorkspacePermission, workspace: WorkspaceRecord): boolean;
  standing(workspace: WorkspaceRecord): Standing;
}

export interface WorkspaceAccessOptions extends DefaultRules {
  claims: CallerClaims;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  store: Pick<WorkspaceStore, 'get'>;
  facts: FactsReader;
}

/**
 * Who may do what with workspaces. The policy's conditions and the default rules are the same
 * criteria, for SQL and in memory.
 */
export class WorkspaceAccess {
  readonly #options: WorkspaceAccessOptions;
  readonly #toCriteria: ReturnType<
    typeof createConditionTransformer<WorkspaceFilter>
  >;

  /** Registers the resource type with the permission framework. */
  static create(options: WorkspaceAccessOptions): WorkspaceAccess {
    const { permissionsRegistry, store, facts } = options;
    permissionsRegistry.addResourceType({
      resourceRef: workspaceResourceRef,
      permissions: workspacePermissions,
      rules: Object.values(workspaceRules),
      getResources: async ids => {
        const records = await Promise.all(ids.map(id => store.get(id)));
        const known = await facts.of(records.filter(row => row !== undefined));
        return records.map(
          workspace =>
            workspace && {
              workspace,
              facts: known.get(workspace.id) ?? NO_FACTS,
            },
        );
      },
    });
    permissionsRegistry.addPermissions(generalPermissions);
    return new WorkspaceAccess(options);
  }

  private constructor(options: WorkspaceAccessOptions) {
    this.#options = options;
    this.#toCriteria = createConditionTransformer(
      options.permissionsRegistry.getPermissionRuleset(workspaceResourceRef),
    );
  }

  /** An ALLOW without conditions means what it says. */
  get takenLiterally(): boolean {
    return takenLiterally(this.#options);
  }

  /** Who the caller is. */
  async claims(credentials: UserCredentials): Promise<Claims> {
    return this.#options.claims.of(credentials);
  }

  /** Whether the user may make workspaces at all, whatever they are. */
  async mayCreate(credentials: UserCredentials): Promise<boolean> {
    const [decision] = await this.#decide(credentials, [
      workspaceCreatePermission,
    ]);
    return decision.result !== AuthorizeResult.DENY;
  }

  /** Whether the user may make this very workspace, with its template and component. */
  async mayMake(
    credentials: UserCredentials,
    draft: NewWorkspace,
  ): Promise<boolean> {
    const [decision] = await this.#decide(credentials, [
      workspaceCreatePermission,
    ]);
    if (decision.result !== AuthorizeResult.CONDITIONAL) {
      return decision.result === AuthorizeResult.ALLOW;
    }
    const { refs } = await this.claims(credentials);
    const facts = (await this.#options.facts.of([draft])).get(draft.id);
    return matchesFilter(
      draft,
      { ...(facts ?? NO_FACTS), ownerGroups: refs },
      this.#toCriteria(decision.conditions),
    );
  }

  /** For permissions without a resource; by default they are the administrators'. */
  async isAllowed(
    credentials: UserCredentials,
    permission: BasicPermission,
  ): Promise<boolean> {
    const [decision] = await this.#options.permissions.authorize(
      [{ permission }],
      { credentials },
    );
    return (
      decision.result === AuthorizeResult.ALLOW &&
      (takenLiterally(this.#options) || (await this.claims(credentials)).admin)
    );
  }

  /** Whether the user acts as an administrator on any workspace at all. */
  async administers(credentials: UserCredentials): Promise<boolean> {
    const criteria = await this.filter(
      credentials,
      workspaceAdministerPermission,
    );
    return criteria !== NOTHING;
  }

  /** One question to the permission framework and one look at the facts, then tests for these workspaces. */
  async tests(
    credentials: UserCredentials,
    permissions: WorkspacePermission[],
    workspaces: WorkspaceRecord[],
  ): Promise<Tests> {
    const [claims, decisions] = await Promise.all([
      this.claims(credentials),
      this.#decide(credentials, permissions),
    ]);
    const criteria = new Map(
      permissions.map((permission, index) => [
        permission.name,
        this.#criteriaOf(decisions[index], permission, claims),
      ]),
    );
    const facts = await this.#factsFor(claims, workspaces, [
      ...criteria.values(),
    ]);
    return {
      allowed: (permission, workspace) => {
        if (!criteria.has(permission.name)) {
          throw new Error(`Nobody asked about ${permission.name}`);
        }
        const wanted = criteria.get(permission.name);
        return (
          wanted === undefined ||
          matchesFilter(workspace, facts.get(workspace.id) ?? NO_FACTS, wanted)
        );
      },
      standing: workspace =>
        standingOf(claims, workspace, facts.get(workspace.id) ?? NO_FACTS),
    };
  }

  /** Why the user may enter a workspace that the permission to open holds for. */
  async grantBasis(
    credentials: UserCredentials,
    workspace: WorkspaceRecord,
  ): Promise<GrantBasis> {
    const { standing } = await this.tests(credentials, [], [workspace]);
    const { isOwner, share, isAdmin } = standing(workspace);
    if (isOwner) {
      return 'owner';
    }
    if (share === 'use') {
      return 'share';
    }
    return isAdmin && this.#options.administratorsMayOpen
      ? 'administrator'
      : 'policy';
  }

  /** The workspaces that a permission holds for, for SQL; `undefined`: all. */
  async filter(
    credentials: UserCredentials,
    permission: WorkspacePermission,
  ): Promise<WorkspaceCriteria | undefined> {
    const [claims, [decision]] = await Promise.all([
      this.claims(credentials),
      this.#decide(credentials, [permission]),
    ]);
    return this.#criteriaOf(decision, permission, claims);
  }

  async #decide(
    credentials: UserCredentials,
    permissions: WorkspacePermission[],
  ): Promise<PolicyDecision[]> {
    if (permissions.length === 0) {
      return [];
    }
    return this.#options.permissions.authorizeConditional(
      permissions.map(permission => ({ permission })),
      { credentials },
    );
  }

  #criteriaOf(
    decision: PolicyDecision,
    permission: WorkspacePermission,
    claims: Claims,
  ): WorkspaceCriteria | undefined {
    switch (decision.result) {
      case AuthorizeResult.CONDITIONAL:
        return this.#toCriteria(decision.conditions);
      case AuthorizeResult.ALLOW:
        return defaultCriteria(permission, claims, this.#options);
      default:
        return NOTHING;
    }
  }

  /** Facts cost statements: what is the caller's own is decided without, if criteria allow that. */
  async #factsFor(
    claims: Claims,
    workspaces: WorkspaceRecord[],
    criteria: Array<WorkspaceCriteria | undefined>,
  ): Promise<Map<string, WorkspaceFacts>> {
    const onlyOwners = criteria.every(isAboutOwnersAndShares);
    return this.#options.facts.of(
      workspaces.filter(
        ({ ownerRef }) => !(onlyOwners && ownerRef === claims.user),
      ),
    );
  }
}

/** Criteria that an owner's own workspace meets, or fails, whoever it is shared with. */
function isAboutOwnersAndShares(
  criteria: WorkspaceCriteria | undefined,
): boolean {
  if (criteria === undefined || 'field' in criteria) {
    return true;
  }
  return (
    'anyOf' in criteria &&
    criteria.anyOf.some(part => 'field' in part && part.field === 'ownerRef') &&
    criteria.anyOf.every(part => 'field' in part || 'sharedWith' in part)
  );
}

function standingOf(
  claims: Claims,
  workspace: FilteredWorkspace,
  { shares }: WorkspaceFacts,
): Standing {
  const roles = shares
    .filter(({ grantee }) => claims.refs.includes(grantee))
    .map(({ role }) => role);
  return {
    isOwner: workspace.ownerRef === claims.user,
    isAdmin: claims.admin,
    ...(roles.length > 0 && { share: roles.includes('use') ? 'use' : 'view' }),
  };
}
