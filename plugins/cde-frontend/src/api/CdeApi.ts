import { createApiRef } from '@backstage/frontend-plugin-api';
import type {
  BranchList,
  ClusterStatus,
  CreateWorkspaceRequest,
  CreationOptions,
  OpenTicket,
  StartWorkspaceRequest,
  TimelineEvent,
  TimelineStep,
  Workspace,
  WorkspaceDetails,
  WorkspacePreview,
} from '@backstage-cde/plugin-cde-common';
import type { AdministrationApi } from './AdministrationApi';
import type { ContextsApi } from './ContextsApi';
import type { GitAccessApi } from './GitAccessApi';
import type { GovernanceApi } from './GovernanceApi';
import type { ReadinessApi } from './ReadinessApi';
import type { TemplatesApi } from './TemplatesApi';

/** Which workspaces to list; absent fields do not narrow. @public */
export interface ListWorkspacesRequest {
  /** Entity ref of a component. */
  component?: string;
  /** `mine`: the caller's own; `shared`: those of others that the caller was given; `all`: all that may be seen. Default: `mine` and `shared`. */
  scope?: 'mine' | 'shared' | 'all';
}

/** A read that its caller may give up. @public */
export interface RequestOptions {
  signal?: AbortSignal;
}

/** Workspaces: their life, and what is needed to make one. @public */
export interface WorkspacesApi {
  listWorkspaces(
    request?: ListWorkspacesRequest,
    options?: RequestOptions,
  ): Promise<Workspace[]>;
  getWorkspace(id: string, options?: RequestOptions): Promise<WorkspaceDetails>;
  /** All events of a workspace, or those after one, oldest first. */
  getTimeline(
    id: string,
    after?: number,
    options?: RequestOptions,
  ): Promise<TimelineEvent[]>;
  /** The same key makes the same workspace once, however often it is sent. */
  createWorkspace(
    request: CreateWorkspaceRequest,
    idempotencyKey: string,
  ): Promise<Workspace>;
  startWorkspace(
    id: string,
    request?: StartWorkspaceRequest,
  ): Promise<Workspace>;
  stopWorkspace(id: string): Promise<Workspace>;
  restartWorkspace(
    id: string,
    request?: StartWorkspaceRequest,
  ): Promise<Workspace>;
  deleteWorkspace(id: string): Promise<Workspace>;
  /** A one-time address of the IDE, or of a port inside the workspace. */
  openWorkspace(id: string, target?: { port: number }): Promise<OpenTicket>;
  previewWorkspace(
    request: CreateWorkspaceRequest,
    options?: RequestOptions,
  ): Promise<WorkspacePreview>;
  getOptions(
    component?: string,
    options?: RequestOptions,
  ): Promise<CreationOptions>;
  getBranches(component: string, options?: RequestOptions): Promise<BranchList>;
  getClusters(options?: RequestOptions): Promise<ClusterStatus[]>;
  /** Calls back with each piece of a step's log as it comes; resolves when the log ends. */
  readLog(
    id: string,
    step: TimelineStep,
    onText: (text: string) => void,
    options?: RequestOptions & { follow?: boolean },
  ): Promise<void>;
}

/**
 * What the pages ask of the backend. Every method rejects with a
 * `ResponseError` when the backend refuses.
 *
 * @public
 */
export interface CdeApi
  extends WorkspacesApi,
    TemplatesApi,
    GovernanceApi,
    AdministrationApi,
    GitAccessApi,
    ContextsApi,
    ReadinessApi {}

/** @public */
export const cdeApiRef = createApiRef<CdeApi>({ id: 'plugin.cde.client' });
