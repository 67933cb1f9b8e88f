import { at, type HostClient } from '../HostClient';
import type {
  BranchHead,
  ChangeProposer,
  CommitRequest,
  PullRequest,
  PullRequestRequest,
  RemoteFile,
} from '../types';

interface MergeRequest {
  web_url: string;
  iid: number;
  source_project_id: number;
  target_project_id: number;
}

const PAGE = 100;
const MAX_PAGES = 20;

/** GitLab, whose pull requests are called merge requests. */
export class GitLabProposer implements ChangeProposer {
  readonly vendor = 'GitLab';
  readonly hasPullRequests = true;
  readonly #client: HostClient;
  readonly #path: string;
  readonly #webUrl: string;

  constructor(
    client: HostClient,
    /** The project's path has its groups in it. */
    repository: { project: string; webUrl: string },
  ) {
    this.#client = client;
    this.#path = at`/projects/${repository.project}`;
    this.#webUrl = repository.webUrl;
  }

  async defaultBranch(): Promise<string> {
    const { default_branch } = await this.#client.get<{
      default_branch: string;
    }>(this.#path);
    return default_branch;
  }

  async branch(name: string): Promise<BranchHead | undefined> {
    const found = await this.#client.find<{
      commit: { id: string; message: string };
    }>(`${this.#path}${at`/repository/branches/${name}`}`);
    return (
      found && { name, commit: found.commit.id, message: found.commit.message }
    );
  }

  async list({ commit }: BranchHead, folder: string): Promise<string[]> {
    const names: string[] = [];
    for (let page = 1; page <= MAX_PAGES; page++) {
      const entries = await this.#client.find<
        Array<{ name: string; type: string; mode: string }>
      >(
        `${
          this.#path
        }${at`/repository/tree?path=${folder}&ref=${commit}&per_page=${PAGE}&page=${page}`}`,
      );
      const files = (entries ?? []).filter(({ type }) => type === 'blob');
      names.push(...files.map(({ name }) => name));
      if (!entries || entries.length < PAGE) break;
    }
    return names;
  }

  async read(
    { commit }: BranchHead,
    path: string,
  ): Promise<RemoteFile | undefined> {
    const text = await this.#client.text(
      `${this.#path}${at`/repository/files/${path}/raw?ref=${commit}`}`,
    );
    return text === undefined ? undefined : { text };
  }

  async commit(request: CommitRequest): Promise<void> {
    const { branch, parent, files, message, author } = request;
    await this.#client.post(`${this.#path}/repository/commits`, {
      branch,
      ...(parent.name !== branch && { start_sha: parent.commit }),
      commit_message: message,
      actions: files.map(({ path, text, before }) => ({
        action: before ? 'update' : 'create',
        file_path: path,
        content: text,
      })),
      ...(author && { author_name: author.name, author_email: author.email }),
    });
  }

  async findPullRequest(
    branch: string,
    target: string,
  ): Promise<PullRequest | undefined> {
    const all = await this.#client.get<MergeRequest[]>(
      `${
        this.#path
      }${at`/merge_requests?state=opened&source_branch=${branch}&target_branch=${target}`}`,
    );
    // Forks may have a branch of that name too.
    const found = all.find(
      ({ source_project_id, target_project_id }) =>
        source_project_id === target_project_id,
    );
    return found && { url: found.web_url, number: found.iid };
  }

  async openPullRequest(request: PullRequestRequest): Promise<PullRequest> {
    const { branch, target, title, description } = request;
    const made = await this.#client.post<MergeRequest>(
      `${this.#path}/merge_requests`,
      {
        source_branch: branch,
        target_branch: target,
        title,
        description,
        remove_source_branch: true,
      },
    );
    return { url: made.web_url, number: made.iid };
  }

  branchUrl(branch: string): string {
    return `${this.#webUrl}/-/tree/${branch
      .split('/')
      .map(encodeURIComponent)
      .join('/')}`;
  }
}
