import type { ScmIntegrationRegistry } from '@backstage/integration';
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

/** A merge request of its REST API, version 4. */
interface MergeRequest {
  iid: number;
  title: string;
  web_url: string;
  author?: { name: string } | null;
  source_branch: string;
  target_branch: string;
  sha?: string | null;
  source_project_id: number | null;
  target_project_id: number;
  draft?: boolean;
  updated_at?: string;
}

/** Merge requests of GitLab. */
export class GitlabChanges extends VendorChanges<MergeRequest> {
  readonly name = 'gitlab';
  protected readonly type = 'gitlab';
  readonly #integrations: ScmIntegrationRegistry;

  constructor(hosts: AllowedHosts, integrations: ScmIntegrationRegistry) {
    super(hosts);
    this.#integrations = integrations;
  }

  protected async access(url: string): Promise<ApiAccess> {
    const config = this.#integrations.gitlab.byUrl(url)?.config;
    return {
      baseUrl: config?.apiBaseUrl ?? `${new URL(url).origin}/api/v4`,
      headers: config?.token
        ? { Authorization: `Bearer ${config.token}` }
        : ({} as Record<string, string>),
    };
  }

  protected listPath(repository: RepositoryName, { page }: { page: number }) {
    return `${project(
      repository,
    )}/merge_requests?state=opened&order_by=updated_at&sort=desc&per_page=${PAGE}&page=${page}`;
  }

  protected getPath(repository: RepositoryName, id: string) {
    return `${project(repository)}/merge_requests/${id}`;
  }

  protected pageOf(body: unknown) {
    return fullPage<MergeRequest>(body, PAGE);
  }

  protected read(item: MergeRequest): FoundChange {
    return {
      id: String(item.iid),
      title: item.title,
      url: item.web_url,
      author: item.author?.name,
      sourceBranch: item.source_branch,
      targetBranch: item.target_branch,
      commit: item.sha ?? undefined,
      fork: item.source_project_id !== item.target_project_id,
      draft: item.draft ?? false,
      updatedAt: item.updated_at,
    };
  }
}

/** It takes the whole path for one name. */
function project({ segments }: RepositoryName): string {
  return `/projects${pathOf(segments.join('/'))}`;
}
