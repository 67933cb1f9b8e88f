import { at, slashed, type HostClient } from '../HostClient';
import type {
  BranchHead,
  ChangeProposer,
  CommitRequest,
  PullRequest,
  PullRequestRequest,
  RemoteFile,
} from '../types';
import { decodeBase64, encodeBase64 } from './base64';

interface Pull {
  html_url: string;
  number: number;
  head: { ref: string; repo_id: number };
  base: { ref: string; repo_id: number };
}

const PAGE = 50;
const MAX_PAGES = 20;

/** Gitea, and Forgejo, which has the same API. */
export class GiteaProposer implements ChangeProposer {
  readonly vendor = 'Gitea';
  readonly hasPullRequests = true;
  readonly #client: HostClient;
  readonly #path: string;
  readonly #webUrl: string;

  constructor(
    client: HostClient,
    repository: { owner: string; name: string; webUrl: string },
  ) {
    this.#client = client;
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
      commit: { id: string; message: string };
    }>(`${this.#path}${at`/branches/${slashed(name)}`}`);
    return (
      found && { name, commit: found.commit.id, message: found.commit.message }
    );
  }

  async list({ commit }: BranchHead, folder: string): Promise<string[]> {
    const found = await this.#client.find<
      Array<{ name: string; type: string }> | { type: string }
    >(`${this.#contents(folder)}${at`?ref=${commit}`}`);
    return Array.isArray(found)
      ? found.filter(({ type }) => type === 'file').map(({ name }) => name)
      : [];
  }

  async read(
    { commit }: BranchHead,
    path: string,
  ): Promise<RemoteFile | undefined> {
    const found = await this.#client.find<{
      content?: string | null;
      sha: string;
    }>(`${this.#contents(path)}${at`?ref=${commit}`}`);
    return typeof found?.content === 'string'
      ? { text: decodeBase64(found.content), id: found.sha }
      : undefined;
  }

  async commit(request: CommitRequest): Promise<void> {
    const { branch, parent, files, message, author } = request;
    await this.#client.post(`${this.#path}/contents`, {
      branch: parent.name,
      ...(parent.name !== branch && { new_branch: branch }),
      message,
      files: files.map(({ path, text, before }) => ({
        operation: before ? 'update' : 'create',
        path,
        content: encodeBase64(text),
        ...(before && { sha: before.id }),
      })),
      ...(author && { author }),
    });
  }

  /** Its own way of asking by both branches finds closed ones too. */
  async findPullRequest(
    branch: string,
    target: string,
  ): Promise<PullRequest | undefined> {
    for (let page = 1; page <= MAX_PAGES; page++) {
      const pulls = await this.#client.get<Pull[]>(
        `${
          this.#path
        }${at`/pulls?state=open&base_branch=${target}&limit=${PAGE}&page=${page}`}`,
      );
      const found = pulls.find(
        ({ head, base }) =>
          head.ref === branch &&
          base.ref === target &&
          head.repo_id === base.repo_id,
      );
      if (found) return { url: found.html_url, number: found.number };
      // A host may allow for fewer on a page than were asked for.
      if (pulls.length === 0) return undefined;
    }
    return undefined;
  }

  async openPullRequest(request: PullRequestRequest): Promise<PullRequest> {
    const { branch, target, title, description } = request;
    const made = await this.#client.post<Pull>(`${this.#path}/pulls`, {
      head: branch,
      base: target,
      title,
      body: description,
    });
    return { url: made.html_url, number: made.number };
  }

  branchUrl(branch: string): string {
    return `${this.#webUrl}${at`/src/branch/${slashed(branch)}`}`;
  }

  #contents(path: string): string {
    return `${this.#path}/contents${path && at`/${slashed(path)}`}`;
  }
}
