import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { AllowedHosts } from '../../devcontainers';
import {
  basic,
  pathOf,
  VendorChanges,
  type ApiAccess,
  type FoundChange,
  type RepositoryName,
} from '../VendorChanges';

const PAGE = 100;

interface Ref {
  displayId: string;
  latestCommit?: string;
  repository: { slug: string; project: { key: string } };
}

/** A pull request of its REST API, version 1.0. */
interface PullRequest {
  id: number;
  title: string;
  links?: { self?: Array<{ href: string }> };
  author?: { user?: { displayName?: string } } | null;
  fromRef: Ref;
  toRef: Ref;
  draft?: boolean;
  /** Milliseconds. */
  updatedDate?: number;
}

/** Pull requests of Bitbucket Server and Data Center. */
export class BitbucketServerChanges extends VendorChanges<PullRequest> {
  readonly name = 'bitbucketServer';
  protected readonly type = 'bitbucketServer';
  readonly #integrations: ScmIntegrationRegistry;

  constructor(hosts: AllowedHosts, integrations: ScmIntegrationRegistry) {
    super(hosts);
    this.#integrations = integrations;
  }

  protected async access(url: string): Promise<ApiAccess> {
    const config = this.#integrations.bitbucketServer.byUrl(url)?.config;
    const { username, password, token } = config ?? {};
    const bearer: Record<string, string> = token
      ? { Authorization: `Bearer ${token}` }
      : {};
    return {
      baseUrl: config?.apiBaseUrl ?? `${new URL(url).origin}/rest/api/1.0`,
      headers: username && password ? basic(username, password) : bearer,
    };
  }

  protected listPath(repository: RepositoryName, { items }: { items: number }) {
    return `${path(
      repository,
    )}?state=OPEN&order=NEWEST&limit=${PAGE}&start=${items}`;
  }

  protected getPath(repository: RepositoryName, id: string) {
    return `${path(repository)}/${id}`;
  }

  protected pageOf(body: unknown) {
    const { values = [], isLastPage = true } = body as {
      values?: PullRequest[];
      isLastPage?: boolean;
    };
    return { items: values, more: !isLastPage };
  }

  protected read(item: PullRequest): FoundChange {
    const { fromRef, toRef } = item;
    return {
      id: String(item.id),
      title: item.title,
      url: item.links?.self?.[0]?.href,
      author: item.author?.user?.displayName,
      sourceBranch: fromRef.displayId,
      targetBranch: toRef.displayId,
      commit: fromRef.latestCommit,
      fork: fullName(fromRef) !== fullName(toRef),
      draft: item.draft ?? false,
      updatedAt:
        item.updatedDate === undefined
          ? undefined
          : new Date(item.updatedDate).toISOString(),
    };
  }
}

/** Clone paths are `/scm/<project>/<repository>`. */
function path({ segments }: RepositoryName): string {
  const [, project, slug] = segments;
  return `/projects${pathOf(project)}/repos${pathOf(slug)}/pull-requests`;
}

function fullName({ repository }: Ref): string {
  return `${repository.project.key}/${repository.slug}`;
}
