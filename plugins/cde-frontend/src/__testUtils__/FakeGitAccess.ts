import type {
  GitSecretKind,
  GitSecretList,
  GitTokenList,
  SetGitSecretRequest,
  SetGitTokenRequest,
} from '@backstage-cde/plugin-cde-common';
import type { GitAccessApi, RequestOptions } from '../api';
import { FakeReadiness } from './FakeReadiness';
import { SOME_TIME } from './fixtures';

/** Tokens and keys in memory; what is secret in them is noted with the calls alone. */
export class FakeGitAccess extends FakeReadiness implements GitAccessApi {
  gitTokens: GitTokenList = {
    items: [
      { host: 'git.acme.example', protocol: 'https' },
      { host: 'github.com', protocol: 'https' },
    ],
  };
  gitSecrets: GitSecretList = { items: [] };

  async listGitTokens(_options?: RequestOptions) {
    await this.called('listGitTokens');
    return this.gitTokens;
  }

  async setGitToken(request: SetGitTokenRequest) {
    await this.called('setGitToken', request);
    const { host, username, expiresAt = '2026-11-27T20:00:00Z' } = request;
    const token = {
      setAt: SOME_TIME,
      expiresAt,
      ...(username && { username }),
    };
    return this.#setToken(host, token);
  }

  async removeGitToken(host: string) {
    await this.called('removeGitToken', host);
    return this.#setToken(host, undefined);
  }

  async listGitSecrets(_options?: RequestOptions) {
    await this.called('listGitSecrets');
    return this.gitSecrets;
  }

  async setGitSecret({ kind, privateKey }: SetGitSecretRequest) {
    await this.called('setGitSecret', { kind, privateKey });
    return this.#setSecrets(kind, [
      {
        kind,
        type: 'ssh-ed25519',
        fingerprint: 'SHA256:abc',
        setAt: SOME_TIME,
      },
    ]);
  }

  async removeGitSecret(kind: GitSecretKind) {
    await this.called('removeGitSecret', kind);
    return this.#setSecrets(kind, []);
  }

  #setToken(
    host: string,
    token: GitTokenList['items'][number]['token'],
  ): GitTokenList {
    const items = this.gitTokens.items.map(item =>
      item.host === host ? { ...item, token } : item,
    );
    this.gitTokens = { ...this.gitTokens, items };
    return this.gitTokens;
  }

  #setSecrets(
    kind: GitSecretKind,
    added: GitSecretList['items'],
  ): GitSecretList {
    const others = this.gitSecrets.items.filter(item => item.kind !== kind);
    this.gitSecrets = { ...this.gitSecrets, items: [...others, ...added] };
    return this.gitSecrets;
  }
}
