import type { Http } from './http';
import type { TemplatesApi } from './TemplatesApi';

/** {@link TemplatesApi} over HTTP. */
export function templatesClient(http: Http): TemplatesApi {
  return {
    listTemplates: options => http.items('/templates', options),
    getTemplate: (id, options) => http.json(path(id), options),
    createTemplate: yaml =>
      http.json('/templates', { method: 'POST', body: { yaml } }),
    saveDraft: (id, yaml, version, baseRevision) =>
      http.json(`${path(id)}/draft`, {
        method: 'PUT',
        body: { yaml, version, baseRevision },
      }),
    discardDraft: async (id, version) => {
      await http.call(`${path(id)}/draft`, {
        method: 'DELETE',
        query: { version },
      });
    },
    validateTemplate: (yaml, options) =>
      http.items('/templates/validate', {
        ...options,
        method: 'POST',
        body: { yaml },
      }),
    previewTemplate: (request, options) =>
      http.json('/templates/preview', {
        ...options,
        method: 'POST',
        body: request,
      }),
    publishTemplate: (id, request) =>
      http.json(`${path(id)}/publish`, { method: 'POST', body: request }),
    rollBackTemplate: (id, request) =>
      http.json(`${path(id)}/rollback`, { method: 'POST', body: request }),
    setTemplateState: (id, state) =>
      http.json(`${path(id)}/state`, { method: 'PUT', body: { state } }),
    deleteTemplate: async id => {
      await http.call(path(id), { method: 'DELETE' });
    },
    listTemplateRevisions: (id, options) =>
      http.items(`${path(id)}/revisions`, options),
    getTemplateRevision: (id, revision, options) =>
      http.json(`${path(id)}/revisions/${revision}`, options),
  };
}

function path(id: string): string {
  return `/templates/${encodeURIComponent(id)}`;
}
