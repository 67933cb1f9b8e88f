/** A branch and the commit that it is at. */
export interface BranchHead {
  name: string;
  commit: string;
  /** Of the commit, as far as the host tells it: whole, or at least its first and last lines. */
  message: string;
}

/** A file of a repository. */
export interface RemoteFile {
  text: string;
  /** Of its content, where the host wants to hear it before the file is changed. */
  id?: string;
}

/** A file to be written. */
export interface FileChange {
  path: string;
  text: string;
  /** What is there in its place. */
  before?: RemoteFile;
}

/** One commit, on a branch that is there or is made by it. */
export interface CommitRequest {
  branch: string;
  /** Head of the branch itself, or of the one that it is made from. */
  parent: BranchHead;
  files: FileChange[];
  message: string;
  /** Default: who the credentials belong to. */
  author?: { name: string; email: string };
}

/** A pull or merge request. */
export interface PullRequest {
  url: string;
  /** Absent where the host has no pull requests; the URL is the branch's then. */
  number?: number;
}

/** What a pull request is opened with. */
export interface PullRequestRequest {
  branch: string;
  target: string;
  title: string;
  description: string;
}

/**
 * A repository on a host of one vendor, with the credentials to propose a change to it. Each call is one question or
 * one change; what they add up to is `proposeChange`'s business.
 */
export interface ChangeProposer {
  /** Name of the vendor, for messages. */
  readonly vendor: string;
  /** False: what is proposed ends with a branch. */
  readonly hasPullRequests: boolean;
  defaultBranch(): Promise<string>;
  branch(name: string): Promise<BranchHead | undefined>;
  /** Names of the files at the top of a folder; `''` is the repository's top. */
  list(at: BranchHead, folder: string): Promise<string[]>;
  read(at: BranchHead, path: string): Promise<RemoteFile | undefined>;
  commit(request: CommitRequest): Promise<void>;
  findPullRequest(
    branch: string,
    target: string,
  ): Promise<PullRequest | undefined>;
  openPullRequest(request: PullRequestRequest): Promise<PullRequest>;
  /** Page of a branch. */
  branchUrl(branch: string): string;
}
