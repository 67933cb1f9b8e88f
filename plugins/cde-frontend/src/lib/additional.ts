import {
  ANNOTATION_LOCATION,
  ANNOTATION_SOURCE_LOCATION,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { Entity } from '@backstage/catalog-model';
import { REPOSITORY_ANNOTATION } from '@backstage-cde/plugin-cde-common';

/** Where a component's repository is, as the catalog has it. */
function sourceOf({ metadata }: Entity): string | undefined {
  const { annotations = {} } = metadata;
  const own = annotations[REPOSITORY_ANNOTATION];
  const location =
    annotations[ANNOTATION_SOURCE_LOCATION] ?? annotations[ANNOTATION_LOCATION];
  return own ?? (location?.startsWith('url:') ? location.slice(4) : undefined);
}

/**
 * Whether an address is in a repository. Hosts write addresses in many ways, and only the backend knows them all:
 * this knows those that begin with the repository's own.
 */
function isIn(address: string, repositoryUrl: string): boolean {
  const base = repositoryUrl.toLowerCase().replace(/(\.git)?\/*$/, '');
  const rest = address.toLowerCase().startsWith(base)
    ? address.slice(base.length)
    : undefined;
  return rest !== undefined && /^(\.git)?(\/|$)/i.test(rest);
}

/**
 * What can be suggested beside a component: those with a repository that is not in the workspace anyway.
 * @param taken - entity refs of the component itself and of those that were chosen
 */
export function suggestionsOf(
  entities: Entity[],
  taken: string[],
  repositoryUrl: string | undefined,
): string[] {
  return entities.flatMap(entity => {
    const ref = stringifyEntityRef(entity);
    const source = sourceOf(entity);
    const isNew = source && !(repositoryUrl && isIn(source, repositoryUrl));
    return isNew && !taken.includes(ref) ? [ref] : [];
  });
}
