import type { Workspace } from '@backstage-cde/plugin-cde-common';
import type { WorkspacesApi } from './CdeApi';
import { workspacePath as path } from './http';
import type { Http } from './http';

/** Pages of a list that are read at most; a person with more filters on the server. */
const MAX_PAGES = 20;

/** {@link WorkspacesApi} over HTTP. */
export function workspacesClient(http: Http): WorkspacesApi {
  return {
    listWorkspaces: async (request = {}, options) => {
      const all: Workspace[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MAX_PAGES; page++) {
        const answer: { items: Workspace[]; nextCursor?: string } =
          await http.json('/workspaces', {
            ...options,
            query: {
              component: request.component,
              scope: request.scope,
              cursor,
            },
          });
        all.push(...answer.items);
        cursor = answer.nextCursor;
        if (!cursor) break;
      }
      return all;
    },
    getWorkspace: (id, options) => http.json(path(id), options),
    getTimeline: (id, after, options) =>
      http.items(`${path(id)}/timeline`, { ...options, query: { after } }),
    createWorkspace: (request, idempotencyKey) =>
      http.json('/workspaces', {
        method: 'POST',
        body: request,
        headers: { 'Idempotency-Key': idempotencyKey },
      }),
    startWorkspace: (id, request) =>
      http.json(`${path(id)}/start`, { method: 'POST', body: request }),
    stopWorkspace: id => http.json(`${path(id)}/stop`, { method: 'POST' }),
    restartWorkspace: (id, request) =>
      http.json(`${path(id)}/restart`, { method: 'POST', body: request }),
    deleteWorkspace: id => http.json(path(id), { method: 'DELETE' }),
    openWorkspace: (id, target) =>
      http.json(`${path(id)}/open`, { method: 'POST', body: target ?? {} }),
    previewWorkspace: (request, options) =>
      http.json('/workspaces/preview', {
        ...options,
        method: 'POST',
        body: request,
      }),
    getOptions: (component, options) =>
      http.json('/options', { ...options, query: { component } }),
    getBranches: (component, options) =>
      http.json('/branches', { ...options, query: { component } }),
    getClusters: options => http.items('/clusters', options),
    readLog: async (id, step, onText, options = {}) => {
      const response = await http.call(
        `${path(id)}/logs/${encodeURIComponent(step)}`,
        {
          signal: options.signal,
          query: { follow: options.follow ? 'true' : undefined },
        },
      );
      await readText(response, onText);
    },
  };
}

/** Hands out a body piece by piece, without breaking characters. */
async function readText(
  response: Response,
  onText: (text: string) => void,
): Promise<void> {
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
