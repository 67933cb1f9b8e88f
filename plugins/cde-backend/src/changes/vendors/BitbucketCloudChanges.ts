import {
  getBitbucketCloudOAuthToken,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import type { AllowedHosts } from '../../devcontainers';
import {
  basic,
  pathOf,
  VendorChanges,
  type ApiAccess,
  type FoundChange,
  type RepositoryName,
} from '../VendorChanges';

/** The most that it allows. */
const PAGE = 50;

/** A pull request of its API, version 2.0; ids of commits are shortened. */
interface PullRequest {
  id: number;
  title: string;
  links?: { html?: { href?: string } };
  author?: { display_name?: string } | null;
  source: {
    branch: { name: string };
    commit?: { hash?: string } | null;
    repository?: { full_name: string } | null;
  };
  destination: {
    branch: { name: string };
    repository?: { full_name: string } | null;
  };
  draft?: boolean;
  updated_on?: string;
}

/** Pull requests of bitbucket.org. */
export class BitbucketCloudChanges extends VendorChanges<PullRequest> {
  readonly name = 'bitbucketCloud';
  protected readonly type = 'bitbucketCloud';
  readonly #integrations: ScmIntegrationRegistry;

  constructor(hosts: AllowedHosts, integrations: ScmIntegrationRegistry) {
    super(hosts);
    this.#integrations = integrations;
  }

  protected async access(url: string): Promise<ApiAccess> {
    const config = this.#integrations.bitbucketCloud.byUrl(url)?.config;
    return {
      baseUrl: config?.apiBaseUrl ?? 'https://api.bitbucket.org/2.0',
      headers: await this.#headers(config),
    };
  }

  async #headers(
    config:
      | {
          username?: string;
          appPassword?: string;
          token?: string;
          clientId?: string;
          clientSecret?: string;
        }
      | undefined,
  ): Promise<Record<string, string>> {
    const { username, appPassword, token, clientId, clientSecret } =
      config ?? {};
    const password = appPassword ?? token;
    if (clientId && clientSecret) {
      const bearer = await getBitbucketCloudOAuthToken(clientId, clientSecret);
      return { Authorization: `Bearer ${bearer}` };
    }
    if (username && password) {
      return basic(username, password);
    }
    return token ? { Authorization: `Bearer ${token}` } : {};
  }

  protected listPath({ segments }: RepositoryName, { page }: { page: number }) {
    return `/repositories${pathOf(
      ...segments,
    )}/pullrequests?state=OPEN&sort=-updated_on&pagelen=${PAGE}&page=${page}`;
  }

  protected getPath({ segments }: RepositoryName, id: string) {
    return `/repositories${pathOf(...segments)}/pullrequests/${id}`;
  }

  protected pageOf(body: unknown) {
    const { values = [], next } = body as {
      values?: PullRequest[];
      next?: string;
    };
    return { items: values, more: Boolean(next) };
  }

  protected read(item: PullRequest): FoundChange {
    const { source, destination } = item;
    return {
      id: String(item.id),
      title: item.title,
      url: item.links?.html?.href,
      author: item.author?.display_name,
      sourceBranch: source.branch.name,
      targetBranch: destination.branch.name,
      commit: source.commit?.hash,
      fork: source.repository?.full_name !== destination.repository?.full_name,
      draft: item.draft ?? false,
      updatedAt: item.updated_on,
    };
  }
}
