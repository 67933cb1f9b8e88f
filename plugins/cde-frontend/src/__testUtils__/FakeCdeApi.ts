import { NotFoundError } from '@backstage/errors';
import type {
  BranchList,
  ClusterStatus,
  CreateWorkspaceRequest,
  CreationOptions,
  OpenTicket,
  TimelineEvent,
  TimelineStep,
  WorkspaceDetails,
  WorkspacePreview,
} from '@backstage-cde/plugin-cde-common';
import type { CdeApi, ListWorkspacesRequest, RequestOptions } from '../api';
import { OPTIONS, aPreview, aWorkspace, allowedIn } from './fixtures';

type Method = keyof CdeApi;

/** A backend in memory, for tests and for looking at pages without one. */
export class FakeCdeApi implements CdeApi {
  workspaces: WorkspaceDetails[] = [];
  events: Record<string, TimelineEvent[]> = {};
  logs: Partial<Record<TimelineStep, string>> = {};
  options: CreationOptions = OPTIONS;
  branches: BranchList = {
    defaultBranch: 'main',
    branches: [
      { name: 'main', commit: '3f2c1ab94d0c2f7c35f1b6f7f5f4a1d2c3b4a596' },
      {
        name: 'fix/timeouts',
        commit: '9b1d0aa94d0c2f7c35f1b6f7f5f4a1d2c3b4a596',
      },
    ],
  };
  preview: (request: CreateWorkspaceRequest) => WorkspacePreview = request =>
    aPreview({
      name: request.name ?? 'payments-api-main',
      resourceClass: request.resourceClass ?? 'small',
    });

  /** Every call in order, with its arguments. */
  readonly calls: Array<[Method, ...unknown[]]> = [];
  readonly #failures = new Map<Method, Error>();
  readonly #held = new Map<Method, Promise<void>>();

  /** Makes a method fail until told otherwise. */
  fail(method: Method, error: Error | undefined): void {
    if (error) this.#failures.set(method, error);
    else this.#failures.delete(method);
  }

  /** Keeps a method's answers back until the returned function is called. */
  hold(method: Method): () => void {
    let release = () => {};
    this.#held.set(method, new Promise(resolve => (release = resolve)));
    return () => {
      this.#held.delete(method);
      release();
    };
  }

  /** Arguments of the calls of one method. */
  callsOf(method: Method): unknown[][] {
    return this.calls
      .filter(([name]) => name === method)
      .map(([, ...args]) => args);
  }

  /** Changes a workspace as the engine would. */
  change(id: string, changes: Partial<WorkspaceDetails>): WorkspaceDetails {
    const before = this.#find(id);
    const phase = changes.phase ?? before.phase;
    const after = {
      ...before,
      allowed: allowedIn(phase),
      ...(phase === before.phase
        ? {}
        : { phaseSince: new Date().toISOString() }),
      ...changes,
    };
    this.workspaces = this.workspaces.map(workspace =>
      workspace.id === id ? after : workspace,
    );
    return after;
  }

  async listWorkspaces(
    request: ListWorkspacesRequest = {},
    _options?: RequestOptions,
  ) {
    await this.#called('listWorkspaces', request);
    return this.workspaces.filter(
      ({ component }) => !request.component || component === request.component,
    );
  }

  async getWorkspace(id: string, _options?: RequestOptions) {
    await this.#called('getWorkspace', id);
    return this.#find(id);
  }

  async getTimeline(id: string, after = 0, _options?: RequestOptions) {
    await this.#called('getTimeline', id, after);
    return (this.events[id] ?? []).filter(event => event.id > after);
  }

  async createWorkspace(
    request: CreateWorkspaceRequest,
    idempotencyKey: string,
  ) {
    await this.#called('createWorkspace', request, idempotencyKey);
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

  async startWorkspace(id: string) {
    await this.#called('startWorkspace', id);
    const { run } = this.#find(id);
    return this.change(id, {
      phase: 'Pending',
      desired: 'running',
      run: run + 1,
      cause: undefined,
      startedAt: new Date().toISOString(),
    });
  }

  async stopWorkspace(id: string) {
    await this.#called('stopWorkspace', id);
    return this.change(id, { phase: 'Stopping', desired: 'stopped' });
  }

  async restartWorkspace(id: string) {
    await this.#called('restartWorkspace', id);
    const { run } = this.#find(id);
    return this.change(id, {
      phase: 'Starting',
      desired: 'running',
      run: run + 1,
      startedAt: new Date().toISOString(),
    });
  }

  async deleteWorkspace(id: string) {
    await this.#called('deleteWorkspace', id);
    return this.change(id, { phase: 'Deleting', desired: 'deleted' });
  }

  async openWorkspace(
    id: string,
    target?: { port: number },
  ): Promise<OpenTicket> {
    await this.#called('openWorkspace', id, target);
    this.#find(id);
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
    await this.#called('previewWorkspace', request);
    return this.preview(request);
  }

  async getOptions(component?: string, _options?: RequestOptions) {
    await this.#called('getOptions', component);
    return this.options;
  }

  async getBranches(component: string, _options?: RequestOptions) {
    await this.#called('getBranches', component);
    return this.branches;
  }

  async getClusters(_options?: RequestOptions): Promise<ClusterStatus[]> {
    await this.#called('getClusters');
    return this.options.clusters;
  }

  async readLog(
    id: string,
    step: TimelineStep,
    onText: (text: string) => void,
  ) {
    await this.#called('readLog', id, step);
    onText(this.logs[step] ?? '');
  }

  async #called(method: Method, ...args: unknown[]): Promise<void> {
    this.calls.push([method, ...args]);
    await this.#held.get(method);
    const failure = this.#failures.get(method);
    if (failure) throw failure;
  }

  #find(id: string): WorkspaceDetails {
    const found = this.workspaces.find(workspace => workspace.id === id);
    if (!found) throw new NotFoundError(`No workspace ${id}`);
    return found;
  }
}
