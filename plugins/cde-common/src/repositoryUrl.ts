import { REPOSITORY_ANNOTATION } from './types';

/** The annotation made for this, else where the source is, else where the catalog-info.yaml is. */
const PLACES = [
  'backstage.io/source-location',
  'backstage.io/managed-by-location',
];

/**
 * Where a component's repository is, by its annotations; not checked in any way.
 *
 * @public
 */
export function repositoryUrlOf(
  annotations: Record<string, string> = {},
): string | undefined {
  const own = annotations[REPOSITORY_ANNOTATION];
  if (own) {
    return own;
  }
  const place = PLACES.map(name => annotations[name]).find(Boolean);
  return place && /^url:(.+)$/.exec(place)?.[1];
}
