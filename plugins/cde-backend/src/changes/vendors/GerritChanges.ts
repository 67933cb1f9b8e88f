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
const OPTIONS = 'o=CURRENT_REVISION&o=DETAILED_ACCOUNTS';

/** A change of its REST API. */
interface Change {
  _number: number;
  _more_changes?: boolean;
  subject: string;
  owner?: { name?: string; username?: string };
  branch: string;
  current_revision?: string;
  revisions?: Record<string, { ref: string }>;
  work_in_progress?: boolean;
  /** `2013-02-01 09:59:32.186000000`, in UTC. */
  updated?: string;
}

/** Changes in review of Gerrit. They are on no branch: what a workspace starts from is the last patch set's commit. */
export class GerritChanges extends VendorChanges<Change> {
  readonly name = 'gerrit';
  protected readonly type = 'gerrit';
  readonly #integrations: ScmIntegrationRegistry;

  constructor(hosts: AllowedHosts, integrations: ScmIntegrationRegistry) {
    super(hosts);
    this.#integrations = integrations;
  }

  protected async access(url: string): Promise<ApiAccess> {
    const config = this.#integrations.gerrit.byUrl(url)?.config;
    const { username, password } = config ?? {};
    const isKnown = username && password;
    return {
      // Its way for those who log in, and who may see more.
      baseUrl: `${this.#baseUrl(url)}${isKnown ? '/a' : ''}`,
      headers: isKnown ? basic(username, password) : {},
    };
  }

  protected listPath(repository: RepositoryName, { items }: { items: number }) {
    const query = encodeURIComponent(
      `status:open project:"${projectOf(repository)}"`,
    );
    return `/changes/?q=${query}&${OPTIONS}&n=${PAGE}&S=${items}`;
  }

  /** The project is part of the name, so that no other's change is shown. */
  protected getPath(repository: RepositoryName, id: string) {
    return `/changes${pathOf(projectOf(repository))}~${id}?${OPTIONS}`;
  }

  protected pageOf(body: unknown) {
    const items = Array.isArray(body) ? (body as Change[]) : [];
    return { items, more: items.at(-1)?._more_changes ?? false };
  }

  protected read(item: Change, repository: RepositoryName): FoundChange {
    const commit = item.current_revision;
    const revision = commit ? item.revisions?.[commit] : undefined;
    const project = projectOf(repository)
      .split('/')
      .map(encodeURIComponent)
      .join('/');
    return {
      id: String(item._number),
      title: item.subject,
      url: `${this.#baseUrl(repository.url)}/c/${project}/+/${item._number}`,
      author: item.owner?.name ?? item.owner?.username,
      sourceBranch: revision?.ref ?? `changes/${item._number}`,
      targetBranch: item.branch,
      commit,
      fork: false,
      draft: item.work_in_progress ?? false,
      updatedAt: item.updated
        ?.replace(' ', 'T')
        .replace(/(\.\d{3})\d*$/, '$1Z'),
    };
  }

  #baseUrl(url: string): string {
    const config = this.#integrations.gerrit.byUrl(url)?.config;
    return config?.baseUrl ?? new URL(url).origin;
  }
}

function projectOf({ segments }: RepositoryName): string {
  return segments.join('/');
}
