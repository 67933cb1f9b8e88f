import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { AllowedHosts } from '../../devcontainers';
import {
  basic,
  fullPage,
  pathOf,
  VendorChanges,
  type ApiAccess,
  type FoundChange,
  type RepositoryName,
} from '../VendorChanges';

/** What it allows unless it is told otherwise. */
const PAGE = 50;

/** A pull request of its API, version 1. */
interface PullRequest {
  number: number;
  title: string;
  html_url: string;
  user?: { login: string; full_name?: string } | null;
  head: { ref: string; sha: string; repo?: { full_name: string } | null };
  base: { ref: string; repo: { full_name: string } };
  draft?: boolean;
  updated_at?: string;
}

/** Pull requests of Gitea, and of what is made from it. */
export class GiteaChanges extends VendorChanges<PullRequest> {
  readonly name = 'gitea';
  protected readonly type = 'gitea';
  readonly #integrations: ScmIntegrationRegistry;

  constructor(hosts: AllowedHosts, integrations: ScmIntegrationRegistry) {
    super(hosts);
    this.#integrations = integrations;
  }

  protected async access(url: string): Promise<ApiAccess> {
    const config = this.#integrations.gitea.byUrl(url)?.config;
    const { username, password } = config ?? {};
    const token: Record<string, string> = password
      ? { Authorization: `token ${password}` }
      : {};
    return {
      baseUrl: `${config?.baseUrl ?? new URL(url).origin}/api/v1`,
      headers: username && password ? basic(username, password) : token,
    };
  }

  protected listPath({ segments }: RepositoryName, { page }: { page: number }) {
    return `/repos${pathOf(
      ...segments,
    )}/pulls?state=open&sort=recentupdate&limit=${PAGE}&page=${page}`;
  }

  protected getPath({ segments }: RepositoryName, id: string) {
    return `/repos${pathOf(...segments)}/pulls/${id}`;
  }

  /** A host may allow fewer on a page, so only an empty one is the last for sure. */
  protected pageOf(body: unknown) {
    return fullPage<PullRequest>(body, 1);
  }

  protected read(item: PullRequest): FoundChange {
    const { head, base } = item;
    return {
      id: String(item.number),
      title: item.title,
      url: item.html_url,
      author: item.user?.full_name || item.user?.login,
      sourceBranch: head.ref,
      targetBranch: base.ref,
      commit: head.sha,
      fork: head.repo?.full_name !== base.repo.full_name,
      draft: item.draft ?? false,
      updatedAt: item.updated_at,
    };
  }
}
