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
  WorkspacePreview,
} from '@backstage-cde/plugin-cde-common';
import type { CdeApi, ListWorkspacesRequest, RequestOptions } from '../api';
import { FakeGitAccess } from './FakeGitAccess';
import {
  OPTIONS,
  SOME_TIME,
  aPreview,
  aWorkspace,
  allowedIn,
} from './fixtures';

/** A backend in memory, for tests and for looking at pages without one. */
export class FakeCdeApi extends FakeGitAccess implements CdeApi {
  events: Record<string, TimelineEvent[]> = {};
  logs: Partial<Record<TimelineStep, string>> = {};
  options: CreationOptions = OPTIONS;
  branches: BranchList = {
    defaultBranch: 'main',
    branches: [
      {
        name: 'main',
        commit: '3f2c1ab94d0c2f7c35f1b6f7f5f4a1d2c3b4a596',
        updatedAt: SOME_TIME,
        author: 'Bo',
      },
      {
        name: 'fix/timeouts',
        commit: '9b1d0aa94d0c2f7c35f1b6f7f5f4a1d2c3b4a596',
        updatedAt: SOME_TIME,
        author: 'Ana',
      },
    ],
  };
  preview: (request: CreateWorkspaceRequest) => WorkspacePreview = request =>
    aPreview({
      name: request.name ?? 'payments-api-main',
      resourceClass: request.resourceClass ?? 'small',
    });

  async listWorkspaces(
    request: ListWorkspacesRequest = {},
    _options?: RequestOptions,
  ) {
    await this.called('listWorkspaces', request);
    return this.workspaces.filter(
      ({ component, relation }) =>
        (!request.component || component === request.component) &&
        inScope(relation, request.scope),
    );
  }

  async getWorkspace(id: string, _options?: RequestOptions) {
    await this.called('getWorkspace', id);
    return this.find(id);
  }

  async getTimeline(id: string, after = 0, _options?: RequestOptions) {
    await this.called('getTimeline', id, after);
    return (this.events[id] ?? []).filter(event => event.id > after);
  }

  async createWorkspace(
    request: CreateWorkspaceRequest,
    idempotencyKey: string,
  ) {
    await this.called('createWorkspace', request, idempotencyKey);
    const now = new Date().toISOString();
    const created = aWorkspace({
      ...this.preview(request),
      id: `7d1f9c1e-3c1b-4c55-8a44-0d9be7f0b${String(
        this.workspaces.length,
      ).padStart(3, '0')}`,
      component: request.component,
      phase: 'Pending',
      phaseSince: now,
      createdAt: now,
      startedAt: now,
      allowed: allowedIn('Pending'),
    });
    this.workspaces = [...this.workspaces, created];
    return created;
  }

  async startWorkspace(id: string, request?: StartWorkspaceRequest) {
    await this.called('startWorkspace', id, ...(request ? [request] : []));
    const { run } = this.find(id);
    return this.change(id, {
      phase: 'Pending',
      desired: 'running',
      run: run + 1,
      cause: undefined,
      startedAt: new Date().toISOString(),
    });
  }

  async stopWorkspace(id: string) {
    await this.called('stopWorkspace', id);
    return this.change(id, { phase: 'Stopping', desired: 'stopped' });
  }

  async restartWorkspace(id: string, request?: StartWorkspaceRequest) {
    await this.called('restartWorkspace', id, ...(request ? [request] : []));
    const { run } = this.find(id);
    return this.change(id, {
      phase: 'Starting',
      desired: 'running',
      run: run + 1,
      startedAt: new Date().toISOString(),
    });
  }

  async deleteWorkspace(id: string) {
    await this.called('deleteWorkspace', id);
    return this.change(id, { phase: 'Deleting', desired: 'deleted' });
  }

  async openWorkspace(
    id: string,
    target?: { port: number },
  ): Promise<OpenTicket> {
    await this.called('openWorkspace', id, target);
    this.find(id);
    const host = target ? `port-${target.port}` : 'ide';
    return {
      url: `http://${host}.localhost:3001/?code=once`,
      expiresAt: new Date().toISOString(),
    };
  }

  async previewWorkspace(
    request: CreateWorkspaceRequest,
    _options?: RequestOptions,
  ) {
    await this.called('previewWorkspace', request);
    return this.preview(request);
  }

  async getOptions(component?: string, _options?: RequestOptions) {
    await this.called('getOptions', component);
    return this.options;
  }

  async getBranches(component: string, _options?: RequestOptions) {
    await this.called('getBranches', component);
    return this.branches;
  }

  async getClusters(_options?: RequestOptions): Promise<ClusterStatus[]> {
    await this.called('getClusters');
    return this.options.clusters;
  }

  async readLog(
    id: string,
    step: TimelineStep,
    onText: (text: string) => void,
  ) {
    await this.called('readLog', id, step);
    onText(this.logs[step] ?? '');
  }
}

function inScope(
  relation: Workspace['relation'],
  scope: ListWorkspacesRequest['scope'],
): boolean {
  switch (scope) {
    case 'all':
      return true;
    case 'mine':
      return relation === 'owner';
    case 'shared':
      return relation === 'view' || relation === 'use';
    default:
      return relation !== 'administrator';
  }
}
