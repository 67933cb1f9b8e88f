import type { AdministrationApi } from './AdministrationApi';
import type { Http } from './http';

/** {@link AdministrationApi} over HTTP. */
export function administrationClient(http: Http): AdministrationApi {
  return {
    listAllWorkspaces: (request, options) =>
      http.json('/workspaces', {
        ...options,
        query: { scope: 'all', ...request },
      }),
    actInBulk: request =>
      http.json('/workspaces/bulk', { method: 'POST', body: request }),
    getUsage: (request, options) =>
      http.json('/usage', { ...options, query: { ...request } }),
    listQuotas: options => http.items('/quotas', options),
    previewQuota: (request, options) =>
      http.json('/quotas/preview', {
        ...options,
        method: 'POST',
        body: request,
      }),
    setQuota: request =>
      http.items('/quotas', { method: 'PUT', body: request }),
    listAudit: (request, options) =>
      http.json('/audit', { ...options, query: { ...request } }),
    exportAudit: async ({ cursor: _cursor, ...filter }, format) => {
      const response = await http.call('/audit/export', {
        query: { ...filter, format },
      });
      return response.blob();
    },
  };
}
