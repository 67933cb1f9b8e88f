import { ConflictError } from '@backstage/errors';
import type {
  BranchHead,
  ChangeProposer,
  CommitRequest,
  FileChange,
  PullRequest,
} from './types';

/** The last line of commits of this action: what ends a branch with it may be added to. */
export const TRAILER = 'Proposed-by: cde:devcontainer:propose';

/** A change that a repository's people are asked to take. */
export interface Change {
  branch: string;
  target: BranchHead;
  /** Beside what the target has in their place. */
  files: FileChange[];
  title: string;
  description: string;
  message: string;
  author?: CommitRequest['author'];
}

/** What came of it. */
export interface Proposal extends PullRequest {
  branch: string;
  /** False: it was there already, or there is nothing to propose. */
  created: boolean;
  /** The target has all of it. */
  unchanged: boolean;
}

/**
 * Proposes a change, once: what an earlier run has left, be it whole or in part, is found and gone on with. A branch
 * of that name that somebody else works on is left alone.
 *
 * @throws ConflictError for such a branch
 */
export async function proposeChange(
  host: ChangeProposer,
  change: Change,
): Promise<Proposal> {
  const { branch, target } = change;
  const wanted = change.files.filter(isChange);
  if (wanted.length === 0) {
    return {
      url: host.branchUrl(target.name),
      branch: target.name,
      created: false,
      unchanged: true,
    };
  }
  const made = await commitTo(host, change, wanted);
  const pullRequest = await openOnce(host, change);
  return {
    ...pullRequest,
    created: pullRequest.created || (!host.hasPullRequests && made),
    branch,
    unchanged: false,
  };
}

/** @returns whether there was anything to commit */
async function commitTo(
  host: ChangeProposer,
  change: Change,
  wanted: FileChange[],
): Promise<boolean> {
  const { branch, target, author } = change;
  const message = `${change.message}\n\n${TRAILER}`;
  const head = await host.branch(branch);
  if (!head) {
    await host.commit({
      branch,
      parent: target,
      files: wanted,
      message,
      author,
    });
    return true;
  }
  const onBranch = await Promise.all(
    wanted.map(async ({ path, text }) => ({
      path,
      text,
      before: await host.read(head, path),
    })),
  );
  const missing = onBranch.filter(isChange);
  if (missing.length === 0) {
    return false;
  }
  if (!head.message.includes(TRAILER)) {
    throw new ConflictError(
      `There is a branch '${branch}' already that is not of this action, or that somebody has gone on with. Choose another 'branchName', or delete that branch`,
    );
  }
  await host.commit({ branch, parent: head, files: missing, message, author });
  return true;
}

function isChange({ text, before }: FileChange): boolean {
  return before?.text !== text;
}

async function openOnce(
  host: ChangeProposer,
  { branch, target, title, description }: Change,
): Promise<PullRequest & { created: boolean }> {
  const find = () => host.findPullRequest(branch, target.name);
  const found = await find();
  if (found) {
    return { ...found, created: false };
  }
  try {
    const opened = await host.openPullRequest({
      branch,
      target: target.name,
      title,
      description,
    });
    return { ...opened, created: host.hasPullRequests };
  } catch (error) {
    // Another run may have been faster.
    const meanwhile = error instanceof ConflictError && (await find());
    if (!meanwhile) throw error;
    return { ...meanwhile, created: false };
  }
}
