import type { Http } from './http';
import type { ReadinessApi } from './ReadinessApi';

/** {@link ReadinessApi} over HTTP. */
export function readinessClient(http: Http): ReadinessApi {
  return {
    getReadiness: (request, options) =>
      http.json('/readiness', { ...options, query: { ...request } }),
  };
}
