import type { Readable } from 'node:stream';
import type { Request } from 'express';
import type {
  ClusterStatus,
  OpenTicket,
  PreviewObject,
} from '@backstage-cde/plugin-cde-common';
import type { GrantBasis, UserCredentials } from '../permissions';
import type { NewWorkspace, WorkspaceRecord } from '../workspaces';

/** Who asks, and by which request, for the audit. */
export interface Caller {
  credentials: UserCredentials;
  request: Request;
}

/** What the service needs of the engine and the gateway. */
export interface Runtime {
  /** Something shall be different: look at it now. */
  wake(workspaceId: string): void;
  /** `undefined` for a cluster that is not configured any more. */
  clusterStatus(clusterName: string): ClusterStatus | undefined;
  /** The log of a step from the workspace's agent. @throws where there is no agent, or no such log */
  readLog(
    workspace: WorkspaceRecord,
    step: string,
    options: { follow: boolean },
  ): Promise<Readable>;
  /** Runs the standard's postAttachCommand. */
  attach(workspace: WorkspaceRecord): Promise<void>;
  issueTicket(request: {
    workspaceId: string;
    userRef: string;
    target: 'ide' | { port: number };
    grantedBy: GrantBasis;
  }): Promise<OpenTicket>;
  /** What a workspace that is not made would get in its cluster, checked by the API server without making it. */
  previewObjects(workspace: NewWorkspace): Promise<PreviewObject[]>;
  /** What all workspaces use now: cores and bytes; `undefined` where no cluster measures. */
  measure(): Promise<{ cpu: number; memory: number } | undefined>;
  /** Ends the open connections to a workspace. */
  closeWorkspace(workspaceId: string): void;
  /** Ends the connections of those who may not be in the workspace any more, here at once, elsewhere within a minute. */
  recheckWorkspace(workspaceId: string): Promise<void>;
  /** Ends the sessions of a user, in all workspaces or in one. */
  revokeUser(userRef: string, workspaceId?: string): Promise<void>;
}

/** Tells the owner's browsers that a workspace changed. */
export interface Notifier {
  changed(
    workspace: WorkspaceRecord,
    kind?: 'workspace-changed' | 'workspace-deleted',
  ): void;
}
