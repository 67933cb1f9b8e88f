import {
  DefaultGithubCredentialsProvider,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import type { AllowedHosts } from '../../devcontainers';
import {
  fullPage,
  pathOf,
  VendorChanges,
  type ApiAccess,
  type FoundChange,
  type RepositoryName,
} from '../VendorChanges';

const PAGE = 100;

/** A pull request of its REST API, version 2022-11-28; a fork that was deleted has no repository. */
interface PullRequest {
  number: number;
  title: string;
  html_url: string;
  user?: { login: string } | null;
  head: { ref: string; sha: string; repo?: { full_name: string } | null };
  base: { ref: string; repo: { full_name: string } };
  draft?: boolean;
  updated_at?: string;
}

/** Pull requests of GitHub, and of GitHub Enterprise. */
export class GithubChanges extends VendorChanges<PullRequest> {
  readonly name = 'github';
  protected readonly type = 'github';
  readonly #integrations: ScmIntegrationRegistry;
  readonly #credentials: DefaultGithubCredentialsProvider;

  constructor(hosts: AllowedHosts, integrations: ScmIntegrationRegistry) {
    super(hosts);
    this.#integrations = integrations;
    this.#credentials =
      DefaultGithubCredentialsProvider.fromIntegrations(integrations);
  }

  protected async access(url: string): Promise<ApiAccess> {
    const config = this.#integrations.github.byUrl(url)?.config;
    const { headers } = await this.#credentials.getCredentials({ url });
    return {
      baseUrl: config?.apiBaseUrl ?? `${new URL(url).origin}/api/v3`,
      headers: { Accept: 'application/vnd.github+json', ...headers },
    };
  }

  protected listPath({ segments }: RepositoryName, { page }: { page: number }) {
    return `/repos${pathOf(
      ...segments,
    )}/pulls?state=open&sort=updated&direction=desc&per_page=${PAGE}&page=${page}`;
  }

  protected getPath({ segments }: RepositoryName, id: string) {
    return `/repos${pathOf(...segments)}/pulls/${id}`;
  }

  protected pageOf(body: unknown) {
    return fullPage<PullRequest>(body, PAGE);
  }

  protected read(item: PullRequest): FoundChange {
    const { head, base } = item;
    return {
      id: String(item.number),
      title: item.title,
      url: item.html_url,
      author: item.user?.login,
      sourceBranch: head.ref,
      targetBranch: base.ref,
      commit: head.sha,
      fork: head.repo?.full_name !== base.repo.full_name,
      draft: item.draft ?? false,
      updatedAt: item.updated_at,
    };
  }
}
