import { InputError, NotFoundError } from '@backstage/errors';
import {
  fullCommit,
  splitRefPath,
  type ChangeRequest,
  type ContextSubject,
  type ContextUrl,
  type GitRef,
} from '@backstage-cde/plugin-cde-common';
import type { RepositoryRefs } from '@backstage-cde/plugin-cde-node';
import { locationOf, missingRef } from '../devcontainers';

/** What a page shows, once the repository's refs are known. */
export interface Resolved {
  subject: ContextSubject;
  ref: Exclude<GitRef, { type: 'default' }>;
  path?: string;
}

/** @throws NotFoundError, InputError where the repository has no such ref */
export function resolvePage(page: ContextUrl, refs: RepositoryRefs): Resolved {
  const { ref, path } = readRef(page, refs);
  const inside = page.path ?? path;
  const resolved =
    ref.type === 'default' ? defaultBranch(page.repositoryUrl, refs) : ref;
  const isFile = page.subject === 'file';
  const own = ref.type === 'default' ? 'repository' : ref.type;
  const within = isFile ? 'file' : 'folder';
  return {
    subject: inside ? within : own,
    ref: resolved,
    ...(inside && { path: inside }),
  };
}

/** The branch of a change, if it is in the same repository and still there; else its last commit. */
export function resolveChange(
  change: ChangeRequest,
  { branches }: RepositoryRefs,
): Resolved {
  const { sourceBranch, commit, fork } = change;
  if (!fork && branches.some(({ name }) => name === sourceBranch)) {
    return { subject: 'change', ref: { type: 'branch', name: sourceBranch } };
  }
  if (!commit) {
    throw new NotFoundError(
      `The commits of ${
        change.url
      } cannot be found: its branch '${sourceBranch}' is ${
        fork ? 'in a fork' : 'gone'
      }, and the host does not say at which commit it is. ${
        fork
          ? 'Open the branch in the fork and copy its address'
          : 'Start from the branch that it was merged into'
      }`,
    );
  }
  return { subject: 'change', ref: { type: 'commit', name: commit } };
}

function readRef(
  page: ContextUrl,
  refs: RepositoryRefs,
): { ref: GitRef; path?: string } {
  const { ref, refPath } = page;
  if (ref && ref.type !== 'default') {
    return { ref: known(page, ref, refs) };
  }
  if (!refPath) {
    return { ref: { type: 'default' } };
  }
  const found = splitRefPath(refPath, refs, page.refType);
  if (!found || (page.whole && found.path)) {
    throw missingRef(
      locationOf(page),
      page.refType ?? 'branch or tag',
      refPath,
      [...refs.branches, ...refs.tags].map(({ name }) => name),
    );
  }
  return found;
}

function known(
  page: ContextUrl,
  ref: Resolved['ref'],
  refs: RepositoryRefs,
): GitRef {
  if (ref.type === 'commit') {
    const name = fullCommit(ref.name, refs);
    if (!name) {
      throw new InputError(
        `'${ref.name}' is a shortened commit id, and no branch or tag of ${page.repositoryUrl} is at such a commit. Open the commit's page and copy all 40 digits of its id into the address`,
      );
    }
    return { type: 'commit', name };
  }
  const names = (ref.type === 'tag' ? refs.tags : refs.branches).map(
    ({ name }) => name,
  );
  if (!names.includes(ref.name)) {
    throw missingRef(locationOf(page), ref.type, ref.name, names);
  }
  return ref;
}

function defaultBranch(
  repositoryUrl: string,
  refs: RepositoryRefs,
): Resolved['ref'] {
  const name = refs.defaultBranch ?? refs.branches[0]?.name;
  if (!name) {
    throw new InputError(
      `${repositoryUrl} is empty: it has no branch yet. Push a first commit, then try again`,
    );
  }
  return { type: 'branch', name };
}
