import {
  splitRefPath,
  type ContextUrl,
  type KnownRefs,
} from '@backstage-cde/plugin-cde-common';

/** A component of a repository, not yet placed in it. */
export interface Candidate {
  /** Entity ref. */
  ref: string;
  title: string;
  /** As its own location names the repository. */
  repositoryUrl: string;
  /** Where its source is inside the repository. */
  place?: Pick<ContextUrl, 'subject' | 'refPath' | 'refType' | 'path'>;
}

/** A component and its folder; `''` is all of the repository. */
export interface Placed extends Candidate {
  folder: string;
}

/** Those that a page belongs to. */
export interface Placement {
  components: Placed[];
  /** The one that a workspace would be made for, if there is no doubt. */
  best?: Placed;
}

/** More are not shown. */
const MAX_SHOWN = 50;

/**
 * Which of a repository's components a page belongs to: with a path those whose folder it is in, the deepest
 * first; else, and where it is in none of them, all, the ones of the whole repository first.
 */
export function placeComponents(
  candidates: Candidate[],
  refs: KnownRefs,
  path: string | undefined,
): Placement {
  const placed = candidates
    .map(candidate => ({ ...candidate, folder: folderOf(candidate, refs) }))
    .sort((one, other) => one.title.localeCompare(other.title));
  const around = placed
    .filter(({ folder }) => path !== undefined && isWithin(path, folder))
    .sort((one, other) => other.folder.length - one.folder.length);
  const components =
    around.length > 0
      ? around
      : placed.sort((one, other) => depth(one.folder) - depth(other.folder));
  const [first, second] = components;
  // Two of the same folder are as good as each other; a page outside of all folders is of none of them.
  const isMeant =
    path === undefined
      ? components.length === 1 || first?.folder === ''
      : around.length > 0;
  const isBest = isMeant && second?.folder !== first.folder;
  return {
    components: components.slice(0, MAX_SHOWN),
    ...(isBest && { best: first }),
  };
}

/** The folder of a component's source; its branch may have gone since it was registered. */
function folderOf({ place }: Candidate, refs: KnownRefs): string {
  if (!place) {
    return '';
  }
  const path = place.path ?? behindRef(place, refs) ?? '';
  return place.subject === 'file'
    ? path.split('/').slice(0, -1).join('/')
    : path;
}

function behindRef(
  { refPath, refType }: NonNullable<Candidate['place']>,
  refs: KnownRefs,
): string | undefined {
  if (!refPath) {
    return undefined;
  }
  const split = splitRefPath(refPath, refs, refType);
  return split ? split.path : refPath.split('/').slice(1).join('/');
}

function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

function depth(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}
