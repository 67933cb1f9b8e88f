import type { Entity } from '@backstage/catalog-model';
import {
  DEVCONTAINER_ANNOTATION,
  DEVCONTAINER_PROBLEM_ANNOTATION,
  DEVCONTAINER_STATUS_ANNOTATION,
  DEVCONTAINER_UNSUPPORTED_ANNOTATION,
  type DevcontainerFinding,
} from '@backstage-cde/plugin-cde-common';

const MOST_PATHS = 20;
const MOST_PROPERTIES = 50;
const MOST_CHARACTERS = 500;

/**
 * The entity with what was found; without what somebody else wrote in its place. Pure.
 *
 * @param finding - absent: it has no repository
 */
export function withFinding(
  entity: Entity,
  finding: DevcontainerFinding | undefined,
): Entity {
  const {
    [DEVCONTAINER_ANNOTATION]: _paths,
    [DEVCONTAINER_STATUS_ANNOTATION]: _status,
    [DEVCONTAINER_UNSUPPORTED_ANNOTATION]: _unsupported,
    [DEVCONTAINER_PROBLEM_ANNOTATION]: _problem,
    ...others
  } = entity.metadata.annotations ?? {};
  const annotations = { ...others, ...(finding && written(finding)) };
  const { annotations: _, ...metadata } = entity.metadata;
  return {
    ...entity,
    metadata: {
      ...metadata,
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
  };
}

function written({
  status,
  paths,
  unsupported,
  problem,
}: DevcontainerFinding): Record<string, string> {
  const found = status === 'none' ? ['none'] : paths.slice(0, MOST_PATHS);
  const properties = unsupported.slice(0, MOST_PROPERTIES);
  return {
    [DEVCONTAINER_STATUS_ANNOTATION]: status,
    ...(found.length > 0 && { [DEVCONTAINER_ANNOTATION]: found.join(',') }),
    ...(properties.length > 0 && {
      [DEVCONTAINER_UNSUPPORTED_ANNOTATION]: properties.join(','),
    }),
    ...(problem && {
      [DEVCONTAINER_PROBLEM_ANNOTATION]: shortened(problem),
    }),
  };
}

function shortened(text: string): string {
  return text.length > MOST_CHARACTERS
    ? `${text.slice(0, MOST_CHARACTERS - 1)}…`
    : text;
}
