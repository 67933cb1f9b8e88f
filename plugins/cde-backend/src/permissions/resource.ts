import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import type {
  PermissionCondition,
  PermissionRuleParams,
} from '@backstage/plugin-permission-common';
import {
  RESOURCE_TYPE_WORKSPACE,
  type ShareRole,
} from '@backstage-cde/plugin-cde-common';
import { z } from 'zod';
import {
  matchesFilter,
  type FilteredWorkspace,
  type WorkspaceFacts,
  type WorkspaceFilter,
} from '../workspaces';

/** What rules decide about: a workspace, or one that would be made, and what is known of it. */
export interface WorkspaceResource {
  workspace: FilteredWorkspace;
  facts: WorkspaceFacts;
}

/** Workspaces in the permission framework. @public */
export const workspaceResourceRef = createPermissionResourceRef<
  WorkspaceResource,
  WorkspaceFilter
>().with({
  pluginId: 'cde',
  resourceType: RESOURCE_TYPE_WORKSPACE,
});

/** A rule says once what it looks for; memory and SQL follow from that. */
function rule<Params extends PermissionRuleParams>(
  name: string,
  description: string,
  paramsSchema: z.ZodType<Params, Params>,
  toQuery: (params: Params) => WorkspaceFilter,
) {
  return createPermissionRule<typeof workspaceResourceRef, Params>({
    name,
    description,
    resourceRef: workspaceResourceRef,
    paramsSchema,
    apply: ({ workspace, facts }, params) =>
      matchesFilter(workspace, facts, toQuery(params as Params)),
    toQuery: params => toQuery(params as Params),
  });
}

const refs = (what: string) => z.array(z.string()).describe(what);
const claims = refs(
  'Entity refs of users and groups, for example those that the user owns things by',
);

/** Rules that policies can make conditions from. */
export const workspaceRules = {
  isOwner: rule(
    'isOwner',
    'Allow workspaces that belong to one of these users',
    z.object({
      owners: refs('Entity refs of users, for example user:default/ada'),
    }),
    ({ owners }) => ({ field: 'ownerRef', values: owners }),
  ),
  isSharedWith: rule(
    'isSharedWith',
    'Allow workspaces that are shared with one of these users or groups',
    z.object({
      claims,
      role: z
        .enum(['view', 'use'])
        .optional()
        .describe('use: only those that they may enter; default: any share'),
    }),
    ({ claims: sharedWith, role }) => ({
      sharedWith,
      roles: role === 'use' ? ['use'] : ['view', 'use'],
    }),
  ),
  isOwnerOfEntity: rule(
    'isOwnerOfEntity',
    'Allow workspaces of components that one of these users or groups owns',
    z.object({ claims }),
    params => ({ field: 'componentOwnerRef', values: params.claims }),
  ),
  isInGroup: rule(
    'isInGroup',
    'Allow workspaces whose owner is in one of these groups, or in a group below',
    z.object({ groups: refs('Entity refs of groups') }),
    ({ groups }) => ({ ownerIn: groups }),
  ),
  isForComponent: rule(
    'isForComponent',
    'Allow workspaces of these components',
    z.object({ components: refs('Entity refs of components') }),
    ({ components }) => ({ field: 'componentRef', values: components }),
  ),
  isInSystem: rule(
    'isInSystem',
    'Allow workspaces of components of these systems',
    z.object({ systems: refs('Entity refs of systems') }),
    ({ systems }) => ({ field: 'systemRef', values: systems }),
  ),
  usesTemplate: rule(
    'usesTemplate',
    'Allow workspaces that are made from one of these templates',
    z.object({ templates: refs('Ids of templates') }),
    ({ templates }) => ({ field: 'templateName', values: templates }),
  ),
  hasTemplateTag: rule(
    'hasTemplateTag',
    'Allow workspaces whose template has this tag',
    z.object({ tag: z.string().describe('A tag of templates') }),
    ({ tag }) => ({ templateTags: [tag] }),
  ),
  isTemplateOwner: rule(
    'isTemplateOwner',
    'Allow workspaces whose template belongs to one of these users or groups',
    z.object({ claims }),
    params => ({ templateOwners: params.claims }),
  ),
};

type Condition<Params extends PermissionRuleParams> = (
  params: Params,
) => PermissionCondition<typeof RESOURCE_TYPE_WORKSPACE, Params>;

const exported = createConditionExports({
  resourceRef: workspaceResourceRef,
  rules: workspaceRules,
});

/**
 * Conditions about workspaces for permission policies. `claims` are the refs that a user owns
 * things by, which a policy finds in `user.info.ownershipEntityRefs`.
 *
 * @public
 */
export const workspaceConditions: {
  /** Holds for workspaces of these users, given as entity refs. */
  isOwner: Condition<{ owners: string[] }>;
  /** Holds for workspaces shared with one of these users or groups; `use`: for those they may enter. */
  isSharedWith: Condition<{ claims: string[]; role?: ShareRole }>;
  /** Holds for workspaces of components that one of these users or groups owns. */
  isOwnerOfEntity: Condition<{ claims: string[] }>;
  /** Holds for workspaces whose owner is in one of these groups, or in a group below. */
  isInGroup: Condition<{ groups: string[] }>;
  /** Holds for workspaces of these components. */
  isForComponent: Condition<{ components: string[] }>;
  /** Holds for workspaces of components of these systems. */
  isInSystem: Condition<{ systems: string[] }>;
  /** Holds for workspaces made from one of these templates, given by id. */
  usesTemplate: Condition<{ templates: string[] }>;
  /** Holds for workspaces whose template has this tag. */
  hasTemplateTag: Condition<{ tag: string }>;
  /** Holds for workspaces whose template belongs to one of these users or groups. */
  isTemplateOwner: Condition<{ claims: string[] }>;
} = exported.conditions;

/**
 * Makes a policy's decision from conditions:
 * `createWorkspaceConditionalDecision(permission, workspaceConditions.isOwner({ owners }))`.
 *
 * @public
 */
export const createWorkspaceConditionalDecision =
  exported.createConditionalDecision;
