import type {
  GitSecretKind,
  GitSecretList,
  GitTokenList,
  SetGitSecretRequest,
  SetGitTokenRequest,
} from '@backstage-cde/plugin-cde-common';
import type { RequestOptions } from './CdeApi';

/** What the caller gives for git hosts; it can be replaced and taken back, but not read. @public */
export interface GitAccessApi {
  listGitTokens(options?: RequestOptions): Promise<GitTokenList>;
  setGitToken(request: SetGitTokenRequest): Promise<GitTokenList>;
  removeGitToken(host: string): Promise<GitTokenList>;
  listGitSecrets(options?: RequestOptions): Promise<GitSecretList>;
  setGitSecret(request: SetGitSecretRequest): Promise<GitSecretList>;
  removeGitSecret(kind: GitSecretKind): Promise<GitSecretList>;
}
