import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  workspaceAdministerPermission,
  workspaceOpenPermission,
  workspaceReadPermission,
  type ShareRole,
  type workspacePermissions,
} from '@backstage-cde/plugin-cde-common';
import type { WorkspaceFilter } from '../workspaces';
import type { Claims } from './claims';

export type WorkspacePermission = (typeof workspacePermissions)[number];
export type WorkspaceCriteria = PermissionCriteria<WorkspaceFilter>;

/** What an unconditional ALLOW of the policy, or no policy at all, means. */
export interface DefaultRules {
  /** `owner`: the rules below; `everyone`: what it says. */
  unconditionalAllow: 'owner' | 'everyone';
  /** A policy is asked at all, so that its ALLOW is somebody's decision. */
  policyInForce: boolean;
  administratorsMayOpen: boolean;
}

/** Nobody's. */
export const NOTHING: WorkspaceCriteria = { field: 'id', values: [] };

/** Of a share of the role, or of one that includes it. */
const SHARED_ROLES: Record<string, ShareRole[]> = {
  [workspaceReadPermission.name]: ['view', 'use'],
  [workspaceOpenPermission.name]: ['use'],
};

/**
 * The workspaces that a permission holds for where a policy allows without conditions; `undefined`: all.
 *
 * Owners manage their own, shares let others see or enter, administrators manage all without
 * entering them. Nobody else deletes.
 */
export function defaultCriteria(
  permission: WorkspacePermission,
  claims: Claims,
  rules: DefaultRules,
): WorkspaceCriteria | undefined {
  if (permission.name === workspaceAdministerPermission.name) {
    return claims.admin || takenLiterally(rules) ? undefined : NOTHING;
  }
  if (rules.unconditionalAllow === 'everyone') {
    return undefined;
  }
  const isOpening = permission.name === workspaceOpenPermission.name;
  if (claims.admin && (!isOpening || rules.administratorsMayOpen)) {
    return undefined;
  }
  const own: WorkspaceCriteria = { field: 'ownerRef', values: [claims.user] };
  const roles = SHARED_ROLES[permission.name];
  return roles
    ? { anyOf: [own, { sharedWith: claims.refs, roles }] }
    : own;
}

/** Whether an ALLOW is an administrator's right that the policy gave. */
export function takenLiterally(rules: DefaultRules): boolean {
  return rules.unconditionalAllow === 'everyone' && rules.policyInForce;
}
