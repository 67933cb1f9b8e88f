import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import type { CatalogWorkspace } from '@backstage-cde/plugin-cde-common';

const MOST_TITLE = 100;

/** Where the entities are said to be from. */
export const PROVIDER = 'cde-workspaces';

/** Name of a workspace's entity. */
export function entityNameOf(id: string): string {
  return `cde-${id}`;
}

/**
 * A running workspace as the catalog has it: whose it is and what for, and nothing else. Pure.
 *
 * @param appUrl - of the portal's pages
 */
export function entityOf(
  { id, name, owner, component }: CatalogWorkspace,
  appUrl: string,
): Entity {
  const location = `${PROVIDER}:${id}`;
  const page = `${appUrl.replace(/\/+$/, '')}/workspaces/${id}`;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: entityNameOf(id),
      title: name.slice(0, MOST_TITLE),
      description: 'A development environment that runs now',
      annotations: {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        'backstage.io/view-url': page,
      },
      links: [{ url: page, title: 'Workspace' }],
    },
    spec: {
      type: 'workspace',
      owner,
      ...(component && { dependsOn: [component] }),
    },
  };
}
