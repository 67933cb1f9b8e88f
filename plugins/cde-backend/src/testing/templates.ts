import type { WorkspaceTemplateDocument } from '@backstage-cde/plugin-cde-common';

/** A template for tests, as small as it can be. */
export function templateDocument(
  name: string,
  overrides: Partial<WorkspaceTemplateDocument['spec']> = {},
  metadata: Partial<WorkspaceTemplateDocument['metadata']> = {},
): WorkspaceTemplateDocument {
  return {
    apiVersion: 'cde.backstage.io/v1alpha1',
    kind: 'WorkspaceTemplate',
    metadata: { name, ...metadata },
    spec: {
      owner: 'group:default/platform',
      devcontainer: { image: 'base:1' },
      resourceClasses: ['small'],
      ...overrides,
    },
  };
}
