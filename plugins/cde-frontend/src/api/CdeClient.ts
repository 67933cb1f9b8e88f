import type { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  BranchList,
  ClusterStatus,
  CreateWorkspaceRequest,
  CreationOptions,
  OpenTicket,
  TimelineEvent,
  TimelineStep,
  Workspace,
  WorkspaceDetails,
  WorkspacePreview,
} from '@backstage-cde/plugin-cde-common';
import type { CdeApi, ListWorkspacesRequest, RequestOptions } from './CdeApi';

interface Call extends RequestOptions {
  method?: 'GET' | 'POST' | 'DELETE';
  query?: Record<string, string | undefined>;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Pages of a list that are read at most; a person with more filters on the server. */
const MAX_PAGES = 20;

/** {@link CdeApi} over HTTP. @public */
export class CdeClient implements CdeApi {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  async listWorkspaces(
    request: ListWorkspacesRequest = {},
    options?: RequestOptions,
  ): Promise<Workspace[]> {
    const all: Workspace[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const answer: { items: Workspace[]; nextCursor?: string } =
        await this.#json('/workspaces', {
          ...options,
          query: { component: request.component, cursor },
        });
      all.push(...answer.items);
      cursor = answer.nextCursor;
      if (!cursor) break;
    }
    return all;
  }

  async getWorkspace(
    id: string,
    options?: RequestOptions,
  ): Promise<WorkspaceDetails> {
    return this.#json(path(id), options);
  }

  async getTimeline(
    id: string,
    after?: number,
    options?: RequestOptions,
  ): Promise<TimelineEvent[]> {
    const { items } = await this.#json<{ items: TimelineEvent[] }>(
      `${path(id)}/timeline`,
      {
        ...options,
        query: { after: after?.toString() },
      },
    );
    return items;
  }

  async createWorkspace(
    request: CreateWorkspaceRequest,
    idempotencyKey: string,
  ): Promise<Workspace> {
    return this.#json('/workspaces', {
      method: 'POST',
      body: request,
      headers: { 'Idempotency-Key': idempotencyKey },
    });
  }

  async startWorkspace(id: string): Promise<Workspace> {
    return this.#json(`${path(id)}/start`, { method: 'POST' });
  }

  async stopWorkspace(id: string): Promise<Workspace> {
    return this.#json(`${path(id)}/stop`, { method: 'POST' });
  }

  async restartWorkspace(id: string): Promise<Workspace> {
    return this.#json(`${path(id)}/restart`, { method: 'POST' });
  }

  async deleteWorkspace(id: string): Promise<Workspace> {
    return this.#json(path(id), { method: 'DELETE' });
  }

  async openWorkspace(
    id: string,
    target?: { port: number },
  ): Promise<OpenTicket> {
    return this.#json(`${path(id)}/open`, {
      method: 'POST',
      body: target ?? {},
    });
  }

  async previewWorkspace(
    request: CreateWorkspaceRequest,
    options?: RequestOptions,
  ): Promise<WorkspacePreview> {
    return this.#json('/workspaces/preview', {
      ...options,
      method: 'POST',
      body: request,
    });
  }

  async getOptions(
    component?: string,
    options?: RequestOptions,
  ): Promise<CreationOptions> {
    return this.#json('/options', { ...options, query: { component } });
  }

  async getBranches(
    component: string,
    options?: RequestOptions,
  ): Promise<BranchList> {
    return this.#json('/branches', { ...options, query: { component } });
  }

  async getClusters(options?: RequestOptions): Promise<ClusterStatus[]> {
    const { items } = await this.#json<{ items: ClusterStatus[] }>(
      '/clusters',
      options,
    );
    return items;
  }

  async readLog(
    id: string,
    step: TimelineStep,
    onText: (text: string) => void,
    options: RequestOptions & { follow?: boolean } = {},
  ): Promise<void> {
    const response = await this.#call(
      `${path(id)}/logs/${encodeURIComponent(step)}`,
      {
        signal: options.signal,
        query: { follow: options.follow ? 'true' : undefined },
      },
    );
    if (!response.body) {
      onText(await response.text());
      return;
    }
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      const text = decoder.decode(value, { stream: !done });
      if (text) onText(text);
      if (done) return;
    }
  }

  async #json<T>(suffix: string, call?: Call): Promise<T> {
    return (await this.#call(suffix, call)).json();
  }

  async #call(suffix: string, call: Call = {}): Promise<Response> {
    const url = new URL(
      `${await this.#discoveryApi.getBaseUrl('cde')}${suffix}`,
    );
    for (const [key, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) url.searchParams.set(key, value);
    }
    const response = await this.#fetchApi.fetch(url.toString(), {
      method: call.method ?? 'GET',
      signal: call.signal,
      headers: {
        ...(call.body === undefined
          ? {}
          : { 'Content-Type': 'application/json' }),
        ...call.headers,
      },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}

function path(id: string): string {
  return `/workspaces/${encodeURIComponent(id)}`;
}
