import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of workspaces in the permission framework. @public */
export const RESOURCE_TYPE_WORKSPACE = 'cde-workspace';

/** Making a workspace. @public */
export const workspaceCreatePermission = createPermission({
  name: 'cde.workspace.create',
  attributes: { action: 'create' },
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

/** All permissions of the plugin. @public */
export const cdePermissions = [
  workspaceCreatePermission,
  workspaceReadPermission,
  workspaceUpdatePermission,
  workspaceDeletePermission,
  workspaceOpenPermission,
];
