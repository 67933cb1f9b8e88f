import type { Readable } from 'node:stream';
import type { Request } from 'express';
import type {
  ClusterStatus,
  OpenTicket,
} from '@backstage-cde/plugin-cde-common';
import type { UserCredentials } from '../permissions';
import type { WorkspaceRecord } from '../workspaces';

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
  }): Promise<OpenTicket>;
  /** Ends the open connections to a workspace. */
  closeWorkspace(workspaceId: string): void;
}

/** Tells the owner's browsers that a workspace changed. */
export interface Notifier {
  changed(
    workspace: WorkspaceRecord,
    kind?: 'workspace-changed' | 'workspace-deleted',
  ): void;
}
