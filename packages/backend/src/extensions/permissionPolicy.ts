import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import {
  AuthorizeResult,
  isPermission,
  isResourcePermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  createWorkspaceConditionalDecision,
  workspaceConditions,
} from '@backstage-cde/plugin-cde-backend';
import {
  RESOURCE_TYPE_WORKSPACE,
  workspaceCreatePermission,
} from '@backstage-cde/plugin-cde-common';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/**
 * The example organisation's rules: everybody signed in may look at everything;
 * owners manage what is theirs; workspaces are for members of a team.
 */
export class ExamplePolicy implements PermissionPolicy {
  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) return DENY;
    const { userEntityRef, ownershipEntityRefs } = user.info;
    if (isPermission(permission, workspaceCreatePermission)) {
      return ownershipEntityRefs.some(isGroup) ? ALLOW : DENY;
    }
    if (isResourcePermission(permission, RESOURCE_TYPE_WORKSPACE)) {
      return createWorkspaceConditionalDecision(
        permission,
        workspaceConditions.isOwner({ owners: [userEntityRef] }),
      );
    }
    if (
      isResourcePermission(permission, 'catalog-entity') &&
      permission.attributes.action !== 'read'
    ) {
      return createCatalogConditionalDecision(
        permission,
        catalogConditions.isEntityOwner({ claims: ownershipEntityRefs }),
      );
    }
    return ALLOW;
  }
}

function isGroup(ref: string): boolean {
  return ref.startsWith('group:');
}

/** Sets the example organisation's policy. */
export default createBackendModule({
  pluginId: 'permission',
  moduleId: 'example-policy',
  register({ registerInit }) {
    registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy }) {
        policy.setPolicy(new ExamplePolicy());
      },
    });
  },
});
