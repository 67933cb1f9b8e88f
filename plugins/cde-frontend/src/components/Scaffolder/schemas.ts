import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

export const templatePickerSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      componentField: z
        .string()
        .optional()
        .describe(
          'Field with the component: its best workspace template comes first',
        ),
    }),
});

export const resourceClassPickerSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      componentField: z
        .string()
        .optional()
        .describe(
          'Field with the component: its devcontainer.json says what is too small',
        ),
      templateField: z
        .string()
        .optional()
        .describe('Field with the workspace template that offers the sizes'),
      refuseOverQuota: z
        .boolean()
        .optional()
        .describe(
          'Refuses a size that no limit leaves room for, instead of warning of it',
        ),
    }),
});

export const templateParametersSchema = makeFieldSchema({
  output: z => z.record(z.union([z.string(), z.number(), z.boolean()])),
  uiOptions: z =>
    z.object({
      componentField: z
        .string()
        .optional()
        .describe(
          'Field with the component: without a template its best one is taken',
        ),
      templateField: z
        .string()
        .optional()
        .describe(
          'Field with the workspace template whose parameters they are',
        ),
    }),
});

export const branchPickerSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      componentField: z
        .string()
        .optional()
        .describe('Field with the component whose repository it is of'),
      repositoryUrlField: z
        .string()
        .optional()
        .describe(
          'Field with the URL of the repository, where no component is',
        ),
    }),
});
