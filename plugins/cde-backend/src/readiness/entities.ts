import type { Entity } from '@backstage/catalog-model';
import {
  DEVCONTAINER_ANNOTATION,
  DEVCONTAINER_PROBLEM_ANNOTATION,
  DEVCONTAINER_STATUS_ANNOTATION,
  DEVCONTAINER_UNSUPPORTED_ANNOTATION,
  READINESS_STATUSES,
  REPOSITORY_ANNOTATION,
  type ComponentReadiness,
} from '@backstage-cde/plugin-cde-common';
import { componentSource } from '../creation';

/** What is needed of an entity. */
export const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'relations',
  'spec.owner',
  'spec.system',
  ...[
    DEVCONTAINER_ANNOTATION,
    DEVCONTAINER_STATUS_ANNOTATION,
    DEVCONTAINER_UNSUPPORTED_ANNOTATION,
    DEVCONTAINER_PROBLEM_ANNOTATION,
    REPOSITORY_ANNOTATION,
    'backstage.io/source-location',
    'backstage.io/managed-by-location',
  ].map(name => `metadata.annotations.${name}`),
];

/** What the catalog's processor has written on a component. Pure. */
export function readinessOf(
  entity: Entity,
): Omit<ComponentReadiness, 'starts'> {
  const { ref, name, ownerRef, systemRef, repositoryUrl } =
    componentSource(entity);
  const annotations = entity.metadata.annotations ?? {};
  const status = READINESS_STATUSES.find(
    known => known === annotations[DEVCONTAINER_STATUS_ANNOTATION],
  );
  const problem = annotations[DEVCONTAINER_PROBLEM_ANNOTATION];
  return {
    component: ref,
    title: entity.metadata.title ?? name,
    ...(ownerRef && { owner: ownerRef }),
    ...(systemRef && { system: systemRef }),
    ...(repositoryUrl && { repositoryUrl }),
    paths: list(annotations[DEVCONTAINER_ANNOTATION]).filter(
      path => path !== 'none',
    ),
    status: status ?? 'unknown',
    unsupported: list(annotations[DEVCONTAINER_UNSUPPORTED_ANNOTATION]),
    ...(problem && { problem }),
  };
}

function list(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
}
