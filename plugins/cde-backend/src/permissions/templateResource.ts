import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import type { PermissionCondition } from '@backstage/plugin-permission-common';
import { RESOURCE_TYPE_TEMPLATE } from '@backstage-cde/plugin-cde-common';
import { z } from 'zod';
import {
  matchesTemplateFilter,
  type TemplateFilter,
  type TemplateRecord,
} from '../templates';

/** Workspace templates in the permission framework. @public */
export const templateResourceRef = createPermissionResourceRef<
  TemplateRecord,
  TemplateFilter
>().with({
  pluginId: 'cde',
  resourceType: RESOURCE_TYPE_TEMPLATE,
});

const isTemplateOwner = createPermissionRule({
  name: 'isTemplateOwner',
  description: 'Allow templates that belong to one of these groups',
  resourceRef: templateResourceRef,
  paramsSchema: z.object({
    claims: z
      .array(z.string())
      .describe('Entity refs, for example group:default/platform'),
  }),
  apply: (template, { claims }) =>
    matchesTemplateFilter(template, { field: 'owner', values: claims }),
  toQuery: ({ claims }) => ({ field: 'owner', values: claims }),
});

const hasTemplateTag = createPermissionRule({
  name: 'hasTemplateTag',
  description: 'Allow templates that have a tag',
  resourceRef: templateResourceRef,
  paramsSchema: z.object({ tag: z.string().describe('One of metadata.tags') }),
  apply: (template, { tag }) =>
    matchesTemplateFilter(template, { field: 'tag', values: [tag] }),
  toQuery: ({ tag }) => ({ field: 'tag', values: [tag] }),
});

const isTemplateNamed = createPermissionRule({
  name: 'isTemplateNamed',
  description: 'Allow these templates',
  resourceRef: templateResourceRef,
  paramsSchema: z.object({
    names: z
      .array(z.string())
      .describe('`name`, or `namespace:name` outside of the default namespace'),
  }),
  apply: (template, { names }) =>
    matchesTemplateFilter(template, { field: 'id', values: names }),
  toQuery: ({ names }) => ({ field: 'id', values: names }),
});

/** Rules that policies can make conditions from. */
export const templateRules = {
  isTemplateOwner,
  hasTemplateTag,
  isTemplateNamed,
};

const exported = createConditionExports({
  resourceRef: templateResourceRef,
  rules: templateRules,
});

type Condition<TParams extends Record<string, string | string[]>> =
  PermissionCondition<typeof RESOURCE_TYPE_TEMPLATE, TParams>;

/**
 * Conditions about templates for permission policies.
 *
 * @public
 */
export const templateConditions: {
  /** Holds for templates that belong to one of these groups, given as entity refs. */
  isTemplateOwner(params: { claims: string[] }): Condition<{
    claims: string[];
  }>;
  /** Holds for templates with this tag. */
  hasTemplateTag(params: { tag: string }): Condition<{ tag: string }>;
  /** Holds for the templates of these ids. */
  isTemplateNamed(params: { names: string[] }): Condition<{ names: string[] }>;
} = exported.conditions;

/**
 * Makes a policy's decision about templates from conditions:
 * `createTemplateConditionalDecision(permission, templateConditions.hasTemplateTag({ tag }))`.
 *
 * @public
 */
export const createTemplateConditionalDecision =
  exported.createConditionalDecision;
