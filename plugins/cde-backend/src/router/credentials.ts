import type { GitSecretKind } from '@backstage-cde/plugin-cde-common';
import type { GitCredentials } from '../credentials';
import type { Handlers } from './createRouter';

/** Tokens and keys of the caller for git hosts. */
export function createCredentialHandlers(git: GitCredentials): Handlers {
  return {
    listGitTokens: caller => git.tokens(caller),
    setGitToken: (caller, { body }) => git.setToken(caller, body),
    removeGitToken: (caller, { query }) =>
      git.removeToken(caller, String(query.host)),
    listGitSecrets: caller => git.secrets(caller),
    setGitSecret: (caller, { body }) => git.setSecret(caller, body),
    removeGitSecret: (caller, { query }) =>
      git.removeSecret(caller, String(query.kind) as GitSecretKind),
  };
}
