import type { GitAccessApi } from './GitAccessApi';
import type { Http } from './http';

const TOKENS = '/me/git-tokens';
const SECRETS = '/me/git-secrets';

/** {@link GitAccessApi} over HTTP; what is secret goes in bodies, never in addresses. */
export function gitAccessClient(http: Http): GitAccessApi {
  return {
    listGitTokens: options => http.json(TOKENS, options),
    setGitToken: request => http.json(TOKENS, { method: 'PUT', body: request }),
    removeGitToken: host =>
      http.json(TOKENS, { method: 'DELETE', query: { host } }),
    listGitSecrets: options => http.json(SECRETS, options),
    setGitSecret: request =>
      http.json(SECRETS, { method: 'PUT', body: request }),
    removeGitSecret: kind =>
      http.json(SECRETS, { method: 'DELETE', query: { kind } }),
  };
}
