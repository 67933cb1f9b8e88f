import type { WorkspaceRecord } from '../workspaces';

/** What git in a workspace's pod is given, as files of its Secret. */
export interface GitAccess {
  files: Record<string, string>;
  /** Something of it is its owner's own, and goes when the workspace stops. */
  personal: boolean;
  /** Milliseconds until something of it ends or has to be renewed; `null`: nothing does. */
  dueInMs: number | null;
}

/** Finds what git in a workspace is given now. It does not fail where a git host does. */
export type FindGitAccess = (
  row: Pick<WorkspaceRecord, 'id' | 'ownerRef' | 'repositoryUrl' | 'spec'>,
) => Promise<GitAccess>;

/** A way into a git host. */
export interface Login {
  username: string;
  password: string;
}
