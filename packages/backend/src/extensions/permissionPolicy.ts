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
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  createTemplateConditionalDecision,
  createWorkspaceConditionalDecision,
  templateConditions,
  workspaceConditions,
} from '@backstage-cde/plugin-cde-backend';
import {
  RESOURCE_TYPE_TEMPLATE,
  RESOURCE_TYPE_WORKSPACE,
  generalPermissions,
  templateReadPermission,
  templateUsePermission,
  workspaceAdministerPermission,
  workspaceCreatePermission,
  workspaceOpenPermission,
  workspaceReadPermission,
} from '@backstage-cde/plugin-cde-common';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/** Who administers; the same group as in `cde.admins`. */
const PLATFORM = 'group:default/platform';

/**
 * The example organisation's rules: everybody signed in may look at everything in the catalog and
 * owners manage what is theirs. Workspaces are for members of a team; they are managed by their
 * owners, shared, and seen by the team that owns the component. Templates are for all to use and
 * managed by the group that owns them. The platform team administers.
 */
export class ExamplePolicy implements PermissionPolicy {
  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) return DENY;
    const claims = user.info.ownershipEntityRefs;
    if (isResourcePermission(permission, RESOURCE_TYPE_WORKSPACE)) {
      return aboutWorkspaces(permission, user);
    }
    if (isResourcePermission(permission, RESOURCE_TYPE_TEMPLATE)) {
      return aboutTemplates(permission, claims);
    }
    if (generalPermissions.some(known => isPermission(permission, known))) {
      return claims.includes(PLATFORM) ? ALLOW : DENY;
    }
    if (
      isResourcePermission(permission, 'catalog-entity') &&
      permission.attributes.action !== 'read'
    ) {
      return createCatalogConditionalDecision(
        permission,
        catalogConditions.isEntityOwner({ claims }),
      );
    }
    return ALLOW;
  }
}

function aboutWorkspaces(
  permission: ResourcePermission<typeof RESOURCE_TYPE_WORKSPACE>,
  { info: { userEntityRef, ownershipEntityRefs: claims } }: PolicyQueryUser,
): PolicyDecision {
  if (isPermission(permission, workspaceCreatePermission)) {
    return claims.some(isGroup) ? ALLOW : DENY;
  }
  // Without conditions: what the plugin's own rules say of administrators.
  if (claims.includes(PLATFORM)) {
    return ALLOW;
  }
  const { isOwner, isSharedWith, isOwnerOfEntity } = workspaceConditions;
  const own = isOwner({ owners: [userEntityRef] });
  if (isPermission(permission, workspaceReadPermission)) {
    return createWorkspaceConditionalDecision(permission, {
      anyOf: [own, isSharedWith({ claims }), isOwnerOfEntity({ claims })],
    });
  }
  if (isPermission(permission, workspaceOpenPermission)) {
    return createWorkspaceConditionalDecision(permission, {
      anyOf: [own, isSharedWith({ claims, role: 'use' })],
    });
  }
  if (isPermission(permission, workspaceAdministerPermission)) {
    return DENY;
  }
  return createWorkspaceConditionalDecision(permission, own);
}

function aboutTemplates(
  permission: ResourcePermission<typeof RESOURCE_TYPE_TEMPLATE>,
  claims: string[],
): PolicyDecision {
  const isForAll = [templateReadPermission, templateUsePermission].some(known =>
    isPermission(permission, known),
  );
  if (isForAll || claims.includes(PLATFORM)) {
    return ALLOW;
  }
  return createTemplateConditionalDecision(
    permission,
    templateConditions.isTemplateOwner({ claims }),
  );
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
