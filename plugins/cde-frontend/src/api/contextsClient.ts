import type { ContextsApi } from './ContextsApi';
import type { Http } from './http';

/** {@link ContextsApi} over HTTP. */
export function contextsClient(http: Http): ContextsApi {
  return {
    getContext: (url, options) =>
      http.json('/context', { ...options, query: { url } }),
    listChanges: (component, options) =>
      http.json('/changes', { ...options, query: { component } }),
  };
}
