import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of workspaces in the permission framework. @public */
export const RESOURCE_TYPE_WORKSPACE = 'cde-workspace';

/** Resource type of workspace templates in the permission framework. @public */
export const RESOURCE_TYPE_TEMPLATE = 'cde-template';

/** Making a workspace: decided about the workspace that would be made, with its template and component. @public */
export const workspaceCreatePermission = createPermission({
  name: 'cde.workspace.create',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_WORKSPACE,
});

/** Seeing a workspace: status, timeline, logs. @public */
export const workspaceReadPermission = createPermission({
  name: 'cde.workspace.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_WORKSPACE,
});

/** Starting, stopping and restarting a workspace. @public */
export const workspaceUpdatePermission = createPermission({
  name: 'cde.workspace.update',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_WORKSPACE,
});

/** Deleting a workspace with its volume. @public */
export const workspaceDeletePermission = createPermission({
  name: 'cde.workspace.delete',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_WORKSPACE,
});

/** Entering a workspace: its IDE, terminal and ports. @public */
export const workspaceOpenPermission = createPermission({
  name: 'cde.workspace.open',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_WORKSPACE,
});

/** Letting others see or use a workspace. @public */
export const workspaceSharePermission = createPermission({
  name: 'cde.workspace.share',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_WORKSPACE,
});

/** Acting on workspaces as an administrator: bulk acts, handing over to another owner. @public */
export const workspaceAdministerPermission = createPermission({
  name: 'cde.workspace.administer',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_WORKSPACE,
});

/** Making a template in the portal. @public */
export const templateCreatePermission = createPermission({
  name: 'cde.template.create',
  attributes: { action: 'create' },
});

/** Seeing a template with its content and history. @public */
export const templateReadPermission = createPermission({
  name: 'cde.template.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_TEMPLATE,
});

/** Working on a template's draft. @public */
export const templateUpdatePermission = createPermission({
  name: 'cde.template.update',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_TEMPLATE,
});

/** Publishing, rolling back, deprecating and retiring a template. @public */
export const templatePublishPermission = createPermission({
  name: 'cde.template.publish',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_TEMPLATE,
});

/** Deleting a template that no workspace uses. @public */
export const templateDeletePermission = createPermission({
  name: 'cde.template.delete',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_TEMPLATE,
});

/** Making workspaces from a template. @public */
export const templateUsePermission = createPermission({
  name: 'cde.template.use',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_TEMPLATE,
});

/** Publishing templates whose workspaces run privileged. @public */
export const templatePrivilegePermission = createPermission({
  name: 'cde.template.privilege',
  attributes: { action: 'update' },
});

/** Seeing all limits and how much of them is used. @public */
export const quotaReadPermission = createPermission({
  name: 'cde.quota.read',
  attributes: { action: 'read' },
});

/** Setting limits. @public */
export const quotaUpdatePermission = createPermission({
  name: 'cde.quota.update',
  attributes: { action: 'update' },
});

/** Seeing and exporting the audit. @public */
export const auditReadPermission = createPermission({
  name: 'cde.audit.read',
  attributes: { action: 'read' },
});

/** Permissions about workspaces. @public */
export const workspacePermissions = [
  workspaceCreatePermission,
  workspaceReadPermission,
  workspaceUpdatePermission,
  workspaceDeletePermission,
  workspaceOpenPermission,
  workspaceSharePermission,
  workspaceAdministerPermission,
];

/** Permissions about templates. @public */
export const templatePermissions = [
  templateReadPermission,
  templateUpdatePermission,
  templatePublishPermission,
  templateDeletePermission,
  templateUsePermission,
];

/** Permissions that are about nothing in particular. @public */
export const generalPermissions = [
  templateCreatePermission,
  templatePrivilegePermission,
  quotaReadPermission,
  quotaUpdatePermission,
  auditReadPermission,
];

/** All permissions of the plugin. @public */
export const cdePermissions = [
  ...workspacePermissions,
  ...templatePermissions,
  ...generalPermissions,
];
