import path from 'node:path';
import { InputError } from '@backstage/errors';
import type { Located } from './locate';
import type { BranchHead, ChangeProposer } from './types';

/** Branches with more slashes in them are not looked for in URLs. */
const MAX_PARTS = 6;

/** Where a change goes. */
export interface Target {
  head: BranchHead;
  /** Of the component, inside of the repository; empty for all of it. */
  folder: string;
}

/**
 * The branch to propose a change to: the wanted one, else the one that the URL names, else the default; and the folder
 * that the URL names.
 *
 * @throws InputError where the repository has no such branch
 */
export async function findTarget(
  host: ChangeProposer,
  located: Located,
  wanted?: string,
): Promise<Target> {
  const named = located.refPath
    ? await splitRefPath(host, located.refPath)
    : { branch: located.branch, path: located.path };
  const name = wanted ?? named.branch ?? (await host.defaultBranch());
  const head = await host.branch(name);
  if (!head) {
    throw new InputError(
      `There is no branch '${name}' in ${located.repositoryUrl}. Give one that is there as 'targetBranch'`,
    );
  }
  return { head, folder: folderOf(named.path ?? '', located.isFile) };
}

/** Tells branch and path apart by asking for the branches that it may be, the default one first. */
async function splitRefPath(
  host: ChangeProposer,
  refPath: string,
): Promise<{ branch?: string; path: string }> {
  const behind = (name: string) => refPath.slice(name.length + 1);
  const defaultBranch = await host.defaultBranch();
  if (`${refPath}/`.startsWith(`${defaultBranch}/`)) {
    return { branch: defaultBranch, path: behind(defaultBranch) };
  }
  if (/^HEAD(\/|$)/.test(refPath)) {
    return { path: behind('HEAD') };
  }
  const parts = refPath.split('/').slice(0, MAX_PARTS);
  for (let count = 1; count <= parts.length; count++) {
    const name = parts.slice(0, count).join('/');
    if (await host.branch(name)) {
      return { branch: name, path: behind(name) };
    }
  }
  throw new InputError(
    `The component's source location names '${refPath}', which begins with no branch of the repository. A change can be proposed to a branch only: correct the location, or give 'repoUrl'`,
  );
}

function folderOf(text: string, isFile: boolean): string {
  const folder = isFile ? path.posix.dirname(text) : text;
  return folder === '.' ? '' : folder;
}
