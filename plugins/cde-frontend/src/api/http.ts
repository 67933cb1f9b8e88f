import type { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type { RequestOptions } from './CdeApi';

/** One request to the backend. */
export interface Call extends RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absent values are left out. */
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  headers?: Record<string, string>;
}

/** The backend's HTTP API as the signed-in user; rejects with a `ResponseError` when it refuses. */
export class Http {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  async json<T>(suffix: string, call?: Call): Promise<T> {
    return (await this.call(suffix, call)).json();
  }

  /** The items of an answer that is a list. */
  async items<T>(suffix: string, call?: Call): Promise<T[]> {
    return (await this.json<{ items: T[] }>(suffix, call)).items;
  }

  async call(suffix: string, call: Call = {}): Promise<Response> {
    const url = new URL(
      `${await this.#discoveryApi.getBaseUrl('cde')}${suffix}`,
    );
    for (const [key, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) url.searchParams.set(key, String(value));
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

/** Path of one workspace. */
export function workspacePath(id: string): string {
  return `/workspaces/${encodeURIComponent(id)}`;
}
