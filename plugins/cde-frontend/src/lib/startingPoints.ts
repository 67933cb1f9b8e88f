import type {
  BranchList,
  ChangeRequest,
  GitRef,
  Workspace,
} from '@backstage-cde/plugin-cde-common';

/** A branch or a pull request, with the workspaces that exist for it. */
export interface StartingPoint {
  /** Unique in its list. */
  key: string;
  /** Name of the branch, title of the pull request. */
  title: string;
  author?: string;
  /** ISO 8601. */
  updatedAt?: string;
  /** The repository's default branch. */
  isDefault: boolean;
  change?: ChangeRequest;
  /** What a workspace would start from; absent where that cannot be known. */
  ref?: GitRef;
  workspaces: Workspace[];
}

/** Branches as the backend orders them: the default one, then the recent ones. */
export function branchPoints(
  { branches, defaultBranch }: BranchList,
  workspaces: Workspace[],
): StartingPoint[] {
  return branches.map(({ name, author, updatedAt }) => {
    const ref = { type: 'branch', name } as const;
    return {
      key: name,
      title: name,
      author,
      updatedAt,
      isDefault: name === defaultBranch,
      ref,
      workspaces: at(ref, workspaces, defaultBranch),
    };
  });
}

/** Pull requests as the backend orders them: the recent ones first. */
export function changePoints(
  changes: ChangeRequest[],
  list: BranchList | undefined,
  workspaces: Workspace[],
): StartingPoint[] {
  return changes.map(change => {
    const ref = refOfChange(change, list);
    return {
      key: change.id,
      title: change.title,
      author: change.author,
      updatedAt: change.updatedAt,
      isDefault: false,
      change,
      ref,
      workspaces: ref ? at(ref, workspaces, list?.defaultBranch) : [],
    };
  });
}

/** The branch of a pull request where it is in the same repository; else its last commit. */
export function refOfChange(
  { fork, sourceBranch, commit }: ChangeRequest,
  list: BranchList | undefined,
): GitRef | undefined {
  // Where the branches are not known, those of the same repository are taken to be there.
  const exists =
    !fork && (list?.branches.some(({ name }) => name === sourceBranch) ?? true);
  if (exists) return { type: 'branch', name: sourceBranch };
  return commit ? { type: 'commit', name: commit } : undefined;
}

/** Those whose title, branch, author or number holds a text. */
export function fitting(points: StartingPoint[], text: string) {
  const wanted = text.trim().toLocaleLowerCase();
  if (!wanted) return points;
  return points.filter(({ title, author, change }) =>
    [title, author, change?.sourceBranch, change && `#${change.id}`].some(
      each => each?.toLocaleLowerCase().includes(wanted),
    ),
  );
}

function at(
  ref: GitRef,
  workspaces: Workspace[],
  defaultBranch: string | undefined,
): Workspace[] {
  const wanted = keyOf(ref, defaultBranch);
  return workspaces.filter(
    ({ repository, desired }) =>
      desired !== 'deleted' &&
      repository !== undefined &&
      keyOf(repository.ref, defaultBranch) === wanted,
  );
}

/** The default branch is the same whether it is named or not. */
function keyOf(ref: GitRef, defaultBranch: string | undefined): string {
  if (ref.type === 'default') return `branch ${defaultBranch ?? ''}`;
  return `${ref.type} ${ref.name}`;
}
