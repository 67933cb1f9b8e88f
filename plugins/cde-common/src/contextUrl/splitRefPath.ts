import type { GitRef } from '../types';

/** Refs of a repository, as far as they matter here. @public */
export interface KnownRefs {
  branches: Array<{ name: string; commit: string }>;
  tags: Array<{ name: string; commit: string }>;
}

const COMMIT = /^[\da-f]{7,64}$/;
const FULL_COMMIT = /^(?:[\da-f]{40}|[\da-f]{64})$/;

/**
 * Tells ref and path apart: the longest branch, else the longest tag that the text begins with; else a commit, whose
 * id may be shortened if a branch or tag is at it.
 *
 * @returns `undefined` where the repository has nothing of that name
 * @public
 */
export function splitRefPath(
  refPath: string,
  refs: KnownRefs,
  type?: 'branch' | 'tag',
): { ref: GitRef; path?: string } | undefined {
  const branch = type === 'tag' ? undefined : longest(refPath, refs.branches);
  const tag =
    branch || type === 'branch' ? undefined : longest(refPath, refs.tags);
  const named = branch ?? tag;
  if (named) {
    const ref = { type: branch ? 'branch' : 'tag', name: named } as const;
    return { ref, ...pathBehind(refPath, named) };
  }
  const [first] = refPath.split('/', 1);
  if (type) {
    return undefined;
  }
  if (first === 'HEAD') {
    return { ref: { type: 'default' }, ...pathBehind(refPath, first) };
  }
  const commit = fullCommit(first, refs);
  return commit
    ? { ref: { type: 'commit', name: commit }, ...pathBehind(refPath, first) }
    : undefined;
}

function longest(
  refPath: string,
  known: Array<{ name: string }>,
): string | undefined {
  return known
    .map(({ name }) => name)
    .filter(name => `${refPath}/`.startsWith(`${name}/`))
    .sort((one, other) => other.length - one.length)[0];
}

function pathBehind(refPath: string, name: string) {
  const path = refPath.slice(name.length + 1);
  return path ? { path } : {};
}

/** All of a commit's id, if it is given or a ref is at the only commit that begins with it. @public */
export function fullCommit(
  text: string,
  { branches, tags }: KnownRefs,
): string | undefined {
  const id = text.toLowerCase();
  if (FULL_COMMIT.test(id)) {
    return id;
  }
  const tips = new Set(
    [...branches, ...tags]
      .map(({ commit }) => commit)
      .filter(commit => COMMIT.test(id) && commit.startsWith(id)),
  );
  return tips.size === 1 ? [...tips][0] : undefined;
}
