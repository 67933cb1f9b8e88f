import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import type { PermissionCondition } from '@backstage/plugin-permission-common';
import { RESOURCE_TYPE_WORKSPACE } from '@backstage-cde/plugin-cde-common';
import { z } from 'zod';
import {
  matchesFilter,
  type WorkspaceFilter,
  type WorkspaceRecord,
} from '../workspaces';

/** Workspaces in the permission framework. @public */
export const workspaceResourceRef = createPermissionResourceRef<
  WorkspaceRecord,
  WorkspaceFilter
>().with({
  pluginId: 'cde',
  resourceType: RESOURCE_TYPE_WORKSPACE,
});

const isOwner = createPermissionRule({
  name: 'isOwner',
  description: 'Allow workspaces that belong to one of these users',
  resourceRef: workspaceResourceRef,
  paramsSchema: z.object({
    owners: z
      .array(z.string())
      .describe('Entity refs of users, for example user:default/ada'),
  }),
  apply: (workspace, { owners }) =>
    matchesFilter(workspace, { field: 'ownerRef', values: owners }),
  toQuery: ({ owners }) => ({ field: 'ownerRef', values: owners }),
});

/** Rules that policies can make conditions from. */
export const workspaceRules = { isOwner };

const exported = createConditionExports({
  resourceRef: workspaceResourceRef,
  rules: workspaceRules,
});

/**
 * Conditions for permission policies.
 *
 * @public
 */
export const workspaceConditions: {
  /** Holds for workspaces of these users, given as entity refs. */
  isOwner(params: {
    owners: string[];
  }): PermissionCondition<typeof RESOURCE_TYPE_WORKSPACE, { owners: string[] }>;
} = exported.conditions;

/**
 * Makes a policy's decision from conditions:
 * `createWorkspaceConditionalDecision(permission, workspaceConditions.isOwner({ owners }))`.
 *
 * @public
 */
export const createWorkspaceConditionalDecision =
  exported.createConditionalDecision;
