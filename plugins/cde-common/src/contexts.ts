import type { Cause, CreateWorkspaceRequest, GitRef, Workspace } from './types';

/** What a URL of a git host shows. @public */
export type ContextSubject =
  | 'repository'
  | 'branch'
  | 'tag'
  | 'commit'
  | 'change'
  | 'file'
  | 'folder';

/** A pull or merge request, or a change in review. @public */
export interface ChangeRequest {
  /** Its number on its host. */
  id: string;
  title: string;
  /** Its page. */
  url: string;
  /** Name of who opened it, as its host shows it. */
  author?: string;
  /** Where its commits are; in another repository if it comes from a fork. */
  sourceBranch: string;
  /** Where it shall go. */
  targetBranch?: string;
  /** Its last commit, if the host says all of it. */
  commit?: string;
  /** Its commits are in another repository. */
  fork: boolean;
  /** Not ready for review. */
  draft: boolean;
  /** ISO 8601. */
  updatedAt?: string;
}

/** `GET /changes`: the open ones, recent first. @public */
export interface ChangeList {
  /** Whether the host has changes that the portal can ask for. */
  supported: boolean;
  items: ChangeRequest[];
  /** Why there are none, or not all, though the host has changes. */
  problem?: Cause;
}

/** `GET /context`: what a URL of a git host is about, and what could be started from it. @public */
export interface RepositoryContext {
  /** What was asked, without credentials. */
  url: string;
  subject: ContextSubject;
  repository: { url: string; name: string };
  /** The default branch where the URL names none. */
  ref: GitRef;
  /** For people: branch, tag or short commit. */
  refName?: string;
  /** File or folder inside the repository. */
  path?: string;
  /** 1-based. */
  line?: number;
  change?: ChangeRequest;
  /** Components of this repository that the caller may see, the best match first. */
  components: Array<{
    /** Entity ref. */
    ref: string;
    title: string;
    /** Folder inside the repository. */
    path?: string;
  }>;
  /** The caller's own of the same repository and ref, the best first. */
  workspaces: Workspace[];
  /** What `POST /workspaces` would be sent. */
  request: CreateWorkspaceRequest;
}
