import type {
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type BasicPermission,
  type PermissionCriteria,
  type PolicyDecision,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
} from '@backstage/plugin-permission-node';
import {
  generalPermissions,
  workspacePermissions,
  RESOURCE_TYPE_WORKSPACE,
  workspaceCreatePermission,
} from '@backstage-cde/plugin-cde-common';
import type {
  WorkspaceFilter,
  WorkspaceRecord,
  WorkspaceStore,
} from '../workspaces';
import type { CallerClaims, UserCredentials } from './claims';
import { workspaceResourceRef, workspaceRules } from './resource';

type WorkspacePermission = ResourcePermission<typeof RESOURCE_TYPE_WORKSPACE>;

/** Nobody's: what a denied list is filtered by. */
const NOTHING: WorkspaceFilter = { field: 'ownerRef', values: [] };

/**
 * Decides what a user may do with which workspace.
 *
 * A policy that knows nothing of workspaces allows everything without conditions. Read literally that would let
 * everybody into everybody's files, so it counts as "one's own", unless the configuration says otherwise.
 */
export class WorkspaceAccess {
  readonly #permissions: PermissionsService;
  readonly #unconditionalAllow: 'owner' | 'everyone';
  readonly #matches: ReturnType<
    typeof createConditionAuthorizer<WorkspaceRecord>
  >;
  readonly #toFilter: ReturnType<
    typeof createConditionTransformer<WorkspaceFilter>
  >;

  /** Registers the resource type with the permission framework. */
  static create(options: {
    claims: CallerClaims;
    permissions: PermissionsService;
    permissionsRegistry: PermissionsRegistryService;
    unconditionalAllow: 'owner' | 'everyone';
    store: Pick<WorkspaceStore, 'get'>;
  }): WorkspaceAccess {
    options.permissionsRegistry.addResourceType({
      resourceRef: workspaceResourceRef,
      permissions: workspacePermissions,
      rules: Object.values(workspaceRules),
      getResources: ids => Promise.all(ids.map(id => options.store.get(id))),
    });
    options.permissionsRegistry.addPermissions(generalPermissions);
    return new WorkspaceAccess(options);
  }

  private constructor(options: {
    permissions: PermissionsService;
    permissionsRegistry: PermissionsRegistryService;
    unconditionalAllow: 'owner' | 'everyone';
  }) {
    const ruleset =
      options.permissionsRegistry.getPermissionRuleset(workspaceResourceRef);
    this.#permissions = options.permissions;
    this.#unconditionalAllow = options.unconditionalAllow;
    this.#matches = createConditionAuthorizer(ruleset);
    this.#toFilter = createConditionTransformer(ruleset);
  }

  /** Whether the user may make workspaces at all, whatever they are. */
  async mayCreate(credentials: UserCredentials): Promise<boolean> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission: workspaceCreatePermission }],
      { credentials },
    );
    return decision.result !== AuthorizeResult.DENY;
  }

  /** For permissions without a resource. */
  async isAllowed(
    credentials: UserCredentials,
    permission: BasicPermission,
  ): Promise<boolean> {
    const [decision] = await this.#permissions.authorize([{ permission }], {
      credentials,
    });
    return decision.result === AuthorizeResult.ALLOW;
  }

  /** One question to the permission framework, then a test for any number of workspaces and these permissions. */
  async tests(
    credentials: UserCredentials,
    permissions: WorkspacePermission[],
  ) {
    const decisions = await this.#permissions.authorizeConditional(
      permissions.map(permission => ({ permission })),
      { credentials },
    );
    const byName = new Map(
      permissions.map(({ name }, index) => [name, decisions[index]]),
    );
    const user = credentials.principal.userEntityRef;
    return (
      permission: WorkspacePermission,
      workspace: WorkspaceRecord,
    ): boolean => {
      const decision = byName.get(permission.name);
      return decision !== undefined && this.#applies(decision, workspace, user);
    };
  }

  /** The workspaces that a permission holds for, for SQL; `undefined`: all. */
  async filter(
    credentials: UserCredentials,
    permission: WorkspacePermission,
  ): Promise<PermissionCriteria<WorkspaceFilter> | undefined> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission }],
      { credentials },
    );
    if (decision.result === AuthorizeResult.CONDITIONAL) {
      return this.#toFilter(decision.conditions);
    }
    if (decision.result === AuthorizeResult.DENY) {
      return NOTHING;
    }
    return this.#unconditionalAllow === 'everyone'
      ? undefined
      : { field: 'ownerRef', values: [credentials.principal.userEntityRef] };
  }

  /** Whether a policy without conditions would let this user at this workspace. */
  allowedByDefault(userRef: string, workspace: WorkspaceRecord): boolean {
    return (
      this.#unconditionalAllow === 'everyone' || workspace.ownerRef === userRef
    );
  }

  #applies(
    decision: PolicyDecision,
    workspace: WorkspaceRecord,
    userRef: string,
  ): boolean {
    return decision.result === AuthorizeResult.ALLOW
      ? this.allowedByDefault(userRef, workspace)
      : this.#matches(decision, workspace);
  }
}
