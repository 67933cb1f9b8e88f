import { at, slashed, type Field, type HostClient } from '../HostClient';
import type {
  BranchHead,
  ChangeProposer,
  CommitRequest,
  PullRequest,
  PullRequestRequest,
  RemoteFile,
} from '../types';

interface Branch {
  displayId: string;
  latestCommit: string;
}

interface Pull {
  id: number;
  links: { self: Array<{ href: string }> };
  toRef: { displayId: string; repository: { slug: string } };
}

interface Listing {
  children?: {
    values: Array<{ path: { toString: string }; type: string }>;
    isLastPage: boolean;
    nextPageStart?: number | null;
  };
}

const PAGE = 500;
const MAX_PAGES = 20;
const NO_CHECK = { 'X-Atlassian-Token': 'no-check' };

/** Bitbucket Server and Data Center: one commit for each file, the first of which makes the branch. */
export class BitbucketServerProposer implements ChangeProposer {
  readonly vendor = 'Bitbucket Server';
  readonly hasPullRequests = true;
  readonly #client: HostClient;
  readonly #project: string;
  readonly #name: string;
  readonly #path: string;
  readonly #webUrl: string;

  constructor(
    client: HostClient,
    repository: { project: string; name: string; webUrl: string },
  ) {
    this.#client = client;
    this.#project = repository.project;
    this.#name = repository.name;
    this.#path = at`/projects/${repository.project}/repos/${repository.name}`;
    this.#webUrl = repository.webUrl;
  }

  /** Before version 7.5 it was asked for elsewhere. */
  async defaultBranch(): Promise<string> {
    const found =
      (await this.#client.find<Branch>(`${this.#path}/default-branch`)) ??
      (await this.#client.get<Branch>(`${this.#path}/branches/default`));
    return found.displayId;
  }

  async branch(name: string): Promise<BranchHead | undefined> {
    const { values } = await this.#client.get<{ values: Branch[] }>(
      `${
        this.#path
      }${at`/branches?filterText=${name}&boostMatches=true&limit=${PAGE}`}`,
    );
    const found = values.find(({ displayId }) => displayId === name);
    if (!found) {
      return undefined;
    }
    const { message } = await this.#client.get<{ message: string }>(
      `${this.#path}${at`/commits/${found.latestCommit}`}`,
    );
    return { name, commit: found.latestCommit, message };
  }

  async list({ commit }: BranchHead, folder: string): Promise<string[]> {
    const names: string[] = [];
    let start = 0;
    for (let page = 1; page <= MAX_PAGES; page++) {
      const found = await this.#client.find<Listing>(
        `${this.#path}/browse${
          folder && at`/${slashed(folder)}`
        }${at`?at=${commit}&limit=${PAGE}&start=${start}`}`,
      );
      const files = (found?.children?.values ?? []).filter(
        ({ type }) => type === 'FILE',
      );
      // The API's own name for it, which hides the method of the same name.
      names.push(...files.map(({ path }) => String(path.toString)));
      if (!found?.children || found.children.isLastPage) break;
      start = found.children.nextPageStart ?? start + PAGE;
    }
    return names;
  }

  async read(
    { commit }: BranchHead,
    path: string,
  ): Promise<RemoteFile | undefined> {
    const text = await this.#client.text(
      `${this.#path}${at`/raw/${slashed(path)}?at=${commit}`}`,
    );
    return text === undefined ? undefined : { text };
  }

  async commit(request: CommitRequest): Promise<void> {
    const { branch, parent, files, message } = request;
    for (const [index, { path, text, before }] of files.entries()) {
      const makesBranch = index === 0 && parent.name !== branch;
      await this.#client.putForm(
        `${this.#path}${at`/browse/${slashed(path)}`}`,
        [
          ['content', text],
          ['message', message],
          ['branch', branch],
          ...(makesBranch ? [['sourceBranch', parent.name] as Field] : []),
          // Refused where the file has been changed since then.
          ...(before ? [['sourceCommitId', parent.commit] as Field] : []),
        ],
        NO_CHECK,
      );
    }
  }

  async findPullRequest(
    branch: string,
    target: string,
  ): Promise<PullRequest | undefined> {
    const { values } = await this.#client.get<{ values: Pull[] }>(
      `${
        this.#path
      }${at`/pull-requests?state=OPEN&direction=OUTGOING&at=${`refs/heads/${branch}`}&limit=${PAGE}`}`,
    );
    // A fork's may lead to the repository that it is of.
    const found = values.find(
      ({ toRef }) =>
        toRef.displayId === target &&
        toRef.repository.slug.toLowerCase() === this.#name.toLowerCase(),
    );
    return found && asPullRequest(found);
  }

  async openPullRequest(request: PullRequestRequest): Promise<PullRequest> {
    const { branch, target, title, description } = request;
    const made = await this.#client.post<Pull>(`${this.#path}/pull-requests`, {
      title,
      description,
      fromRef: this.#ref(branch),
      toRef: this.#ref(target),
    });
    return asPullRequest(made);
  }

  branchUrl(branch: string): string {
    return `${this.#webUrl}${at`/browse?at=${`refs/heads/${branch}`}`}`;
  }

  #ref(branch: string) {
    return {
      id: `refs/heads/${branch}`,
      repository: { slug: this.#name, project: { key: this.#project } },
    };
  }
}

function asPullRequest({ id, links }: Pull): PullRequest {
  return { url: links.self[0].href, number: id };
}
