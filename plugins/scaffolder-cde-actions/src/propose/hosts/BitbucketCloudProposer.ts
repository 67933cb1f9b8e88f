import { at, slashed, type Field, type HostClient } from '../HostClient';
import type {
  BranchHead,
  ChangeProposer,
  CommitRequest,
  PullRequest,
  PullRequestRequest,
  RemoteFile,
} from '../types';

interface Pull {
  id: number;
  links: { html: { href: string } };
}

interface Entries {
  values: Array<{ path: string; type: string }>;
  next?: string;
}

const PAGE = 100;
const MAX_PAGES = 20;

/** Bitbucket Cloud: fields of a form become files of a commit. */
export class BitbucketCloudProposer implements ChangeProposer {
  readonly vendor = 'Bitbucket Cloud';
  readonly hasPullRequests = true;
  readonly #client: HostClient;
  readonly #fullName: string;
  readonly #path: string;
  readonly #webUrl: string;

  constructor(
    client: HostClient,
    repository: { workspace: string; name: string; webUrl: string },
  ) {
    this.#client = client;
    this.#fullName = `${repository.workspace}/${repository.name}`;
    this.#path = at`/repositories/${repository.workspace}/${repository.name}`;
    this.#webUrl = repository.webUrl;
  }

  async defaultBranch(): Promise<string> {
    const { mainbranch } = await this.#client.get<{
      mainbranch: { name: string };
    }>(this.#path);
    return mainbranch.name;
  }

  async branch(name: string): Promise<BranchHead | undefined> {
    const found = await this.#client.find<{
      target: { hash: string; message: string };
    }>(`${this.#path}${at`/refs/branches/${slashed(name)}`}`);
    return (
      found && {
        name,
        commit: found.target.hash,
        message: found.target.message,
      }
    );
  }

  async list({ commit }: BranchHead, folder: string): Promise<string[]> {
    const path = folder === '' ? '' : `${folder}/`;
    const names: string[] = [];
    for (let page = 1; page <= MAX_PAGES; page++) {
      const entries = await this.#client.find<Entries>(
        `${this.#path}${at`/src/${commit}/${slashed(
          path,
        )}?pagelen=${PAGE}&page=${page}`}`,
      );
      const files = (entries?.values ?? []).filter(
        ({ type }) => type === 'commit_file',
      );
      names.push(...files.map(entry => entry.path.slice(path.length)));
      if (!entries?.next) break;
    }
    return names;
  }

  async read(
    { commit }: BranchHead,
    path: string,
  ): Promise<RemoteFile | undefined> {
    const text = await this.#client.text(
      `${this.#path}${at`/src/${commit}/${slashed(path)}`}`,
    );
    return text === undefined ? undefined : { text };
  }

  async commit(request: CommitRequest): Promise<void> {
    const { branch, parent, files, message, author } = request;
    await this.#client.postForm(`${this.#path}/src`, [
      ['message', message],
      ['branch', branch],
      ['parents', parent.commit],
      ...(author
        ? [['author', `${author.name} <${author.email}>`] as Field]
        : []),
      // With a slash in front a name is a path, whatever it is.
      ...files.map(({ path, text }): Field => [`/${path}`, text]),
    ]);
  }

  async findPullRequest(
    branch: string,
    target: string,
  ): Promise<PullRequest | undefined> {
    const query = [
      // Forks may have a branch of that name too.
      `source.repository.full_name = ${JSON.stringify(this.#fullName)}`,
      `source.branch.name = ${JSON.stringify(branch)}`,
      `destination.branch.name = ${JSON.stringify(target)}`,
      'state = "OPEN"',
    ].join(' AND ');
    const { values } = await this.#client.get<{ values: Pull[] }>(
      `${this.#path}${at`/pullrequests?q=${query}`}`,
    );
    const [found] = values;
    return found && { url: found.links.html.href, number: found.id };
  }

  async openPullRequest(request: PullRequestRequest): Promise<PullRequest> {
    const { branch, target, title, description } = request;
    const made = await this.#client.post<Pull>(`${this.#path}/pullrequests`, {
      title,
      description,
      source: { branch: { name: branch } },
      destination: { branch: { name: target } },
      close_source_branch: true,
    });
    return { url: made.links.html.href, number: made.id };
  }

  branchUrl(branch: string): string {
    return `${this.#webUrl}${at`/branch/${slashed(branch)}`}`;
  }
}
