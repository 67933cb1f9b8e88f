import { at, slashed, type HostClient } from '../HostClient';
import type {
  BranchHead,
  ChangeProposer,
  CommitRequest,
  PullRequest,
  PullRequestRequest,
  RemoteFile,
} from '../types';

const API = 'api-version=6.0';
const HEADS = 'refs/heads/';

/** Azure DevOps: a push is one request, which makes the branch too. */
export class AzureDevOpsProposer implements ChangeProposer {
  readonly vendor = 'Azure DevOps';
  readonly hasPullRequests = true;
  readonly #client: HostClient;
  readonly #path: string;
  readonly #webUrl: string;

  constructor(
    /** Its base is the project's. */
    client: HostClient,
    repository: { name: string; webUrl: string },
  ) {
    this.#client = client;
    this.#path = at`/_apis/git/repositories/${repository.name}`;
    this.#webUrl = repository.webUrl;
  }

  async defaultBranch(): Promise<string> {
    const { defaultBranch } = await this.#client.get<{
      defaultBranch?: string;
    }>(`${this.#path}?${API}`);
    return (defaultBranch ?? `${HEADS}main`).slice(HEADS.length);
  }

  async branch(name: string): Promise<BranchHead | undefined> {
    const { value } = await this.#client.get<{
      value: Array<{ name: string; objectId: string }>;
    }>(`${this.#path}${at`/refs?filter=${`heads/${name}`}&`}${API}`);
    // The filter is the beginning of a name.
    const found = value.find(ref => ref.name === `${HEADS}${name}`);
    if (!found) {
      return undefined;
    }
    const { comment } = await this.#client.get<{ comment: string }>(
      `${this.#path}${at`/commits/${found.objectId}?`}${API}`,
    );
    return { name, commit: found.objectId, message: comment };
  }

  async list({ commit }: BranchHead, folder: string): Promise<string[]> {
    const found = await this.#client.find<{
      value: Array<{ path: string; isFolder?: boolean }>;
    }>(
      `${
        this.#path
      }${at`/items?scopePath=${`/${folder}`}&recursionLevel=OneLevel&versionDescriptor.version=${commit}&versionDescriptor.versionType=commit&`}${API}`,
    );
    return (found?.value ?? [])
      .filter(({ isFolder }) => !isFolder)
      .map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
  }

  async read(
    { commit }: BranchHead,
    path: string,
  ): Promise<RemoteFile | undefined> {
    const found = await this.#client.find<{ content?: string }>(
      `${
        this.#path
      }${at`/items?path=${`/${path}`}&includeContent=true&$format=json&versionDescriptor.version=${commit}&versionDescriptor.versionType=commit&`}${API}`,
    );
    return found?.content === undefined ? undefined : { text: found.content };
  }

  async commit(request: CommitRequest): Promise<void> {
    const { branch, parent, files, message, author } = request;
    await this.#client.post(`${this.#path}/pushes?${API}`, {
      // A new branch begins at the commit that is said to be its old one.
      refUpdates: [{ name: `${HEADS}${branch}`, oldObjectId: parent.commit }],
      commits: [
        {
          comment: message,
          ...(author && { author }),
          changes: files.map(({ path, text, before }) => ({
            changeType: before ? 'edit' : 'add',
            item: { path: `/${path}` },
            newContent: { content: text, contentType: 'rawtext' },
          })),
        },
      ],
    });
  }

  async findPullRequest(
    branch: string,
    target: string,
  ): Promise<PullRequest | undefined> {
    const { value } = await this.#client.get<{
      value: Array<{ pullRequestId: number; forkSource?: object }>;
    }>(
      `${
        this.#path
      }${at`/pullrequests?searchCriteria.sourceRefName=${`${HEADS}${branch}`}&searchCriteria.targetRefName=${`${HEADS}${target}`}&searchCriteria.status=active&`}${API}`,
    );
    // Forks may have a branch of that name too.
    const found = value.find(({ forkSource }) => !forkSource);
    return found && this.#pullRequest(found.pullRequestId);
  }

  async openPullRequest(request: PullRequestRequest): Promise<PullRequest> {
    const { branch, target, title, description } = request;
    const made = await this.#client.post<{ pullRequestId: number }>(
      `${this.#path}/pullrequests?${API}`,
      {
        sourceRefName: `${HEADS}${branch}`,
        targetRefName: `${HEADS}${target}`,
        title,
        description,
      },
    );
    return this.#pullRequest(made.pullRequestId);
  }

  branchUrl(branch: string): string {
    return `${this.#webUrl}?version=GB${slashed(branch).text}`;
  }

  #pullRequest(number: number): PullRequest {
    return { url: `${this.#webUrl}/pullrequest/${number}`, number };
  }
}
