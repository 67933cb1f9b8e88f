import { at, slashed, type HostClient } from '../HostClient';
import type {
  BranchHead,
  ChangeProposer,
  CommitRequest,
  PullRequest,
  PullRequestRequest,
  RemoteFile,
} from '../types';
import { decodeBase64 } from './base64';

interface Pull {
  html_url: string;
  number: number;
  head: { ref: string };
  base: { ref: string };
}

/** GitHub: the commit is made of git's own objects, so the branch is there with it or not at all. */
export class GitHubProposer implements ChangeProposer {
  readonly vendor = 'GitHub';
  readonly hasPullRequests = true;
  readonly #client: HostClient;
  readonly #owner: string;
  readonly #path: string;
  readonly #webUrl: string;

  constructor(
    client: HostClient,
    repository: { owner: string; name: string; webUrl: string },
  ) {
    this.#client = client;
    this.#owner = repository.owner;
    this.#path = at`/repos/${repository.owner}/${repository.name}`;
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
      commit: { sha: string; commit: { message: string } };
    }>(`${this.#path}${at`/branches/${slashed(name)}`}`);
    return (
      found && {
        name,
        commit: found.commit.sha,
        message: found.commit.commit.message,
      }
    );
  }

  async list({ commit }: BranchHead, folder: string): Promise<string[]> {
    const found = await this.#client.find<
      Array<{ name: string; type: string }> | { type: string }
    >(
      `${this.#path}/contents${
        folder && at`/${slashed(folder)}`
      }${at`?ref=${commit}`}`,
    );
    return Array.isArray(found)
      ? found.filter(({ type }) => type === 'file').map(({ name }) => name)
      : [];
  }

  async read(
    { commit }: BranchHead,
    path: string,
  ): Promise<RemoteFile | undefined> {
    const found = await this.#client.find<{ content?: string; sha: string }>(
      `${this.#path}${at`/contents/${slashed(path)}?ref=${commit}`}`,
    );
    return found?.content === undefined
      ? undefined
      : { text: decodeBase64(found.content), id: found.sha };
  }

  async commit(request: CommitRequest): Promise<void> {
    const { branch, parent, files, message, author } = request;
    const git = `${this.#path}/git`;
    const base = await this.#client.get<{ tree: { sha: string } }>(
      `${git}${at`/commits/${parent.commit}`}`,
    );
    const tree = await this.#client.post<{ sha: string }>(`${git}/trees`, {
      base_tree: base.tree.sha,
      tree: files.map(({ path, text }) => ({
        path,
        mode: '100644',
        type: 'blob',
        content: text,
      })),
    });
    const commit = await this.#client.post<{ sha: string }>(`${git}/commits`, {
      message,
      tree: tree.sha,
      parents: [parent.commit],
      ...(author && { author }),
    });
    if (parent.name === branch) {
      await this.#client.patch(`${git}${at`/refs/heads/${slashed(branch)}`}`, {
        sha: commit.sha,
      });
    } else {
      await this.#client.post(`${git}/refs`, {
        ref: `refs/heads/${branch}`,
        sha: commit.sha,
      });
    }
  }

  async findPullRequest(
    branch: string,
    target: string,
  ): Promise<PullRequest | undefined> {
    const head = `${this.#owner}:${branch}`;
    const pulls = await this.#client.get<Pull[]>(
      `${
        this.#path
      }${at`/pulls?state=open&head=${head}&base=${target}&per_page=100`}`,
    );
    // A filter that GitHub does not understand, it leaves out.
    const found = pulls.find(
      pull => pull.head.ref === branch && pull.base.ref === target,
    );
    return found && { url: found.html_url, number: found.number };
  }

  async openPullRequest(request: PullRequestRequest): Promise<PullRequest> {
    const { branch, target, title, description } = request;
    const made = await this.#client.post<Pull>(`${this.#path}/pulls`, {
      title,
      body: description,
      head: branch,
      base: target,
    });
    return { url: made.html_url, number: made.number };
  }

  branchUrl(branch: string): string {
    return `${this.#webUrl}${at`/tree/${slashed(branch)}`}`;
  }
}
