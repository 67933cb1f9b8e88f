import {
  DefaultAzureDevOpsCredentialsProvider,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import type { AllowedHosts } from '../../devcontainers';
import {
  pathOf,
  VendorChanges,
  type ApiAccess,
  type FoundChange,
  type RepositoryName,
} from '../VendorChanges';

const PAGE = 100;
/** Servers inside a company know this version, too. */
const VERSION = 'api-version=6.0';

/** A pull request of its REST API. */
interface PullRequest {
  pullRequestId: number;
  title: string;
  createdBy?: { displayName?: string } | null;
  sourceRefName: string;
  targetRefName: string;
  lastMergeSourceCommit?: { commitId?: string } | null;
  forkSource?: object | null;
  isDraft?: boolean;
  creationDate?: string;
}

/** Pull requests of Azure DevOps. */
export class AzureChanges extends VendorChanges<PullRequest> {
  readonly name = 'azure';
  protected readonly type = 'azure';
  readonly #credentials: DefaultAzureDevOpsCredentialsProvider;

  constructor(hosts: AllowedHosts, integrations: ScmIntegrationRegistry) {
    super(hosts);
    this.#credentials =
      DefaultAzureDevOpsCredentialsProvider.fromIntegrations(integrations);
  }

  protected async access(url: string): Promise<ApiAccess> {
    const credentials = await this.#credentials.getCredentials({ url });
    return {
      baseUrl: new URL(url).origin,
      headers: { ...credentials?.headers },
    };
  }

  protected listPath(repository: RepositoryName, { items }: { items: number }) {
    return `${path(
      repository,
    )}?searchCriteria.status=active&$top=${PAGE}&$skip=${items}&${VERSION}`;
  }

  protected getPath(repository: RepositoryName, id: string) {
    return `${path(repository)}/${id}?${VERSION}`;
  }

  protected pageOf(body: unknown) {
    const { value = [] } = body as { value?: PullRequest[] };
    return { items: value, more: value.length >= PAGE };
  }

  protected read(item: PullRequest, { url }: RepositoryName): FoundChange {
    return {
      id: String(item.pullRequestId),
      title: item.title,
      url: `${url}/pullrequest/${item.pullRequestId}`,
      author: item.createdBy?.displayName,
      sourceBranch: branchOf(item.sourceRefName),
      targetBranch: branchOf(item.targetRefName),
      commit: item.lastMergeSourceCommit?.commitId,
      fork: Boolean(item.forkSource),
      draft: item.isDraft ?? false,
      // It does not say when one was changed.
      updatedAt: item.creationDate,
    };
  }
}

/** `organisation/project/_git/repository`; a project's first repository has its name, and may leave it out. */
function path({ segments }: RepositoryName): string {
  const git = segments.indexOf('_git');
  const before = segments.slice(0, git);
  const name = segments[git + 1];
  const project = before.length > 1 ? before : [...before, name];
  return `${pathOf(...project)}/_apis/git/repositories${pathOf(
    name,
  )}/pullrequests`;
}

function branchOf(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}
