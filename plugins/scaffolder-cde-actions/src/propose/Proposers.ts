import { InputError, NotAllowedError } from '@backstage/errors';
import {
  DefaultAzureDevOpsCredentialsProvider,
  DefaultGithubCredentialsProvider,
  DefaultGitlabCredentialsProvider,
  getBitbucketCloudRequestOptions,
  getBitbucketServerRequestOptions,
  getGiteaRequestOptions,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import type { GitHosts } from '../git';
import { HostClient } from './HostClient';
import { AzureDevOpsProposer } from './hosts/AzureDevOpsProposer';
import { BitbucketCloudProposer } from './hosts/BitbucketCloudProposer';
import { BitbucketServerProposer } from './hosts/BitbucketServerProposer';
import { GiteaProposer } from './hosts/GiteaProposer';
import { GitHubProposer } from './hosts/GitHubProposer';
import { GitLabProposer } from './hosts/GitLabProposer';
import { PlainGitProposer } from './hosts/PlainGitProposer';
import type { Located } from './locate';
import type { ChangeProposer } from './types';

/** What a proposer is made with. */
export interface ProposerOptions {
  /** Of the person, in place of the integration's credentials. */
  token?: string;
  signal?: AbortSignal;
  /** For hosts that know nothing but git. */
  temporary(): Promise<string>;
}

interface Access {
  baseUrl: string | undefined;
  headers: Record<string, string> | undefined;
}

/** Makes the proposer of a host's vendor, with the integration's credentials or the person's own. */
export class Proposers {
  readonly #integrations: ScmIntegrationRegistry;
  readonly #gitHosts: GitHosts;
  readonly #github: DefaultGithubCredentialsProvider;
  readonly #gitlab: DefaultGitlabCredentialsProvider;
  readonly #azure: DefaultAzureDevOpsCredentialsProvider;

  constructor(options: {
    integrations: ScmIntegrationRegistry;
    gitHosts: GitHosts;
  }) {
    const { integrations } = options;
    this.#integrations = integrations;
    this.#gitHosts = options.gitHosts;
    this.#github =
      DefaultGithubCredentialsProvider.fromIntegrations(integrations);
    this.#gitlab =
      DefaultGitlabCredentialsProvider.fromIntegrations(integrations);
    this.#azure =
      DefaultAzureDevOpsCredentialsProvider.fromIntegrations(integrations);
  }

  /** @throws InputError for hosts that have no pull requests of a kind that is known, NotAllowedError without credentials */
  async for(
    located: Located,
    options: ProposerOptions,
  ): Promise<ChangeProposer> {
    const { segments, webUrl } = located;
    const [owner, name] = segments.slice(-2);
    const client = (vendor: string, access: Access) =>
      createClient(vendor, located, access, options);
    switch (located.type) {
      case 'github':
        return new GitHubProposer(
          client('GitHub', await this.#githubAccess(located, options)),
          { owner, name, webUrl },
        );
      case 'gitlab':
        return new GitLabProposer(
          client('GitLab', await this.#gitlabAccess(located, options)),
          { project: this.#gitlabProject(located), webUrl },
        );
      case 'gitea':
        return new GiteaProposer(
          client('Gitea', this.#giteaAccess(located, options)),
          { owner, name, webUrl },
        );
      case 'bitbucketCloud':
        return new BitbucketCloudProposer(
          client('Bitbucket Cloud', await this.#cloudAccess(located, options)),
          { workspace: owner, name, webUrl },
        );
      case 'bitbucketServer':
        return new BitbucketServerProposer(
          client('Bitbucket Server', this.#serverAccess(located, options)),
          { project: owner, name, webUrl },
        );
      case 'azure':
        return new AzureDevOpsProposer(
          client('Azure DevOps', await this.#azureAccess(located, options)),
          { name, webUrl },
        );
      case 'plain':
        return this.#plainGit(located, options);
      default:
        throw new InputError(
          `No change can be proposed on ${
            new URL(webUrl).host
          } by this action: ${
            located.type
          } has no pull requests that it knows. Commit the devcontainer.json yourself; cde:devcontainer:generate writes it`,
        );
    }
  }

  async #plainGit(
    { repositoryUrl }: Located,
    { token, signal, temporary }: ProposerOptions,
  ): Promise<ChangeProposer> {
    const target = this.#gitHosts.repository(repositoryUrl);
    return new PlainGitProposer({
      target: token
        ? { ...target, authorization: basic('git', token) }
        : target,
      temporary: await temporary(),
      signal,
    });
  }

  async #githubAccess(
    { webUrl }: Located,
    { token }: ProposerOptions,
  ): Promise<Access> {
    return {
      baseUrl: this.#integrations.github.byUrl(webUrl)?.config.apiBaseUrl,
      headers: token
        ? bearer(token)
        : (await this.#github.getCredentials({ url: webUrl })).headers,
    };
  }

  async #gitlabAccess(
    { webUrl }: Located,
    { token }: ProposerOptions,
  ): Promise<Access> {
    return {
      baseUrl: this.#integrations.gitlab.byUrl(webUrl)?.config.apiBaseUrl,
      headers: token
        ? bearer(token)
        : (await this.#gitlab.getCredentials({ url: webUrl })).headers,
    };
  }

  /** GitLab may live below a path, which is no group. */
  #gitlabProject({ webUrl, segments }: Located): string {
    const { baseUrl = '' } =
      this.#integrations.gitlab.byUrl(webUrl)?.config ?? {};
    const base = URL.canParse(baseUrl) ? new URL(baseUrl).pathname : '';
    const count = base.split('/').filter(Boolean).length;
    return segments.slice(count).join('/');
  }

  #giteaAccess({ webUrl }: Located, { token }: ProposerOptions): Access {
    const config = this.#integrations.gitea.byUrl(webUrl)?.config;
    const base = config && (config.baseUrl ?? `https://${config.host}`);
    return {
      baseUrl: base && `${base.replace(/\/+$/, '')}/api/v1`,
      headers: token
        ? { Authorization: `token ${token}` }
        : config && getGiteaRequestOptions(config).headers,
    };
  }

  async #cloudAccess(
    { webUrl }: Located,
    { token }: ProposerOptions,
  ): Promise<Access> {
    const config = this.#integrations.bitbucketCloud.byUrl(webUrl)?.config;
    return {
      baseUrl: config?.apiBaseUrl,
      headers: token
        ? bearer(token)
        : config && (await getBitbucketCloudRequestOptions(config)).headers,
    };
  }

  #serverAccess({ webUrl }: Located, { token }: ProposerOptions): Access {
    const config = this.#integrations.bitbucketServer.byUrl(webUrl)?.config;
    return {
      baseUrl: config?.apiBaseUrl,
      headers: token
        ? bearer(token)
        : config && getBitbucketServerRequestOptions(config).headers,
    };
  }

  /** A repository that has its project's name may leave it out of the URL. */
  async #azureAccess(
    { repositoryUrl }: Located,
    { token }: ProposerOptions,
  ): Promise<Access> {
    const [base, name] = repositoryUrl.split('/_git/');
    const segments = new URL(base).pathname.split('/').filter(Boolean);
    const isShort =
      new URL(base).host === 'dev.azure.com' && segments.length === 1;
    const own = await this.#azure.getCredentials({ url: repositoryUrl });
    return {
      baseUrl: isShort ? `${base}/${name}` : base,
      headers: token ? azureHeaders(token) : own?.headers,
    };
  }
}

function createClient(
  vendor: string,
  { webUrl }: Located,
  { baseUrl, headers }: Access,
  { token, signal }: ProposerOptions,
): HostClient {
  const { host } = new URL(webUrl);
  if (!baseUrl) {
    throw new InputError(
      `The API of ${host} is not known. Ask whoever runs the portal to set its 'apiBaseUrl' in 'integrations'`,
    );
  }
  if (!headers?.Authorization) {
    throw new NotAllowedError(
      `The portal has no credentials for ${host}, so it can propose nothing there. Ask whoever runs it to add them in 'integrations', or give the action a 'token' of your own`,
    );
  }
  return new HostClient({
    vendor,
    baseUrl: baseUrl.replace(/\/+$/, ''),
    headers,
    credentials: token ? 'yours' : "the portal's",
    signal,
  });
}

function bearer(token: string) {
  return { Authorization: `Bearer ${token}` };
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Those of a sign-in are JSON web tokens, personal ones are passwords. */
function azureHeaders(token: string) {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)
    ? bearer(token)
    : { Authorization: basic('', token) };
}
