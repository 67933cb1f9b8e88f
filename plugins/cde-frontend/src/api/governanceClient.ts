import type { GovernanceApi } from './GovernanceApi';
import { workspacePath } from './http';
import type { Http } from './http';

/** {@link GovernanceApi} over HTTP. */
export function governanceClient(http: Http): GovernanceApi {
  const shares = (id: string) => `${workspacePath(id)}/shares`;
  return {
    getRights: options => http.json('/me', options),
    changeSettings: (id, request) =>
      http.json(`${workspacePath(id)}/settings`, {
        method: 'PATCH',
        body: request,
      }),
    keepWorkspace: id =>
      http.json(`${workspacePath(id)}/keep`, { method: 'POST' }),
    listShares: (id, options) => http.items(shares(id), options),
    shareWorkspace: (id, request) =>
      http.items(shares(id), { method: 'PUT', body: request }),
    unshareWorkspace: (id, grantee) =>
      http.items(shares(id), { method: 'DELETE', query: { grantee } }),
    transferWorkspace: (id, owner) =>
      http.json(`${workspacePath(id)}/transfer`, {
        method: 'POST',
        body: { owner },
      }),
    getQuotaUsage: (request, options) =>
      http.json('/quotas/usage', { ...options, query: { ...request } }),
  };
}
