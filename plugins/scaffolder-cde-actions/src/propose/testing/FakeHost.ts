import type {
  BranchHead,
  ChangeProposer,
  CommitRequest,
  PullRequest,
  PullRequestRequest,
  RemoteFile,
} from '../types';

type Files = Record<string, string>;

interface Commit {
  files: Files;
  message: string;
}

/** A host in memory, which can break off before or after any of its changes. */
export class FakeHost implements ChangeProposer {
  readonly vendor = 'Fake';
  readonly hasPullRequests: boolean;
  readonly commits: Commit[] = [];
  readonly branches = new Map<string, number>();
  readonly pullRequests: Array<PullRequestRequest & { open: boolean }> = [];
  readonly changes: string[] = [];
  readonly authors: Array<CommitRequest['author']> = [];
  /** Runs before a change; throws to break off. */
  before: (change: string) => void = () => undefined;
  /** Runs after a change. */
  after: (change: string) => void = () => undefined;

  constructor(files: Files = {}, options: { hasPullRequests?: boolean } = {}) {
    this.hasPullRequests = options.hasPullRequests ?? true;
    this.add('main', files, 'First');
  }

  /** A commit by somebody else. */
  add(branch: string, files: Files, message: string, from = branch) {
    const parent = this.branches.get(from);
    this.commits.push({
      files: {
        ...(parent === undefined ? {} : this.commits[parent].files),
        ...files,
      },
      message,
    });
    this.branches.set(branch, this.commits.length - 1);
  }

  files(branch: string): Files {
    return this.commits[this.branches.get(branch)!].files;
  }

  async defaultBranch(): Promise<string> {
    return 'main';
  }

  async branch(name: string): Promise<BranchHead | undefined> {
    const commit = this.branches.get(name);
    return commit === undefined
      ? undefined
      : { name, commit: `${commit}`, message: this.commits[commit].message };
  }

  async list({ commit }: BranchHead, folder: string): Promise<string[]> {
    const beginning = folder === '' ? '' : `${folder}/`;
    return Object.keys(this.commits[Number(commit)].files)
      .filter(path => path.startsWith(beginning))
      .map(path => path.slice(beginning.length))
      .filter(name => !name.includes('/'));
  }

  async read(
    { commit }: BranchHead,
    path: string,
  ): Promise<RemoteFile | undefined> {
    const { files } = this.commits[Number(commit)];
    return Object.hasOwn(files, path) ? { text: files[path] } : undefined;
  }

  async commit(request: CommitRequest): Promise<void> {
    const { branch, parent, files, message, author } = request;
    this.#change(`commit to ${branch}`, () => {
      const written = files.map(({ path, text }) => [path, text]);
      this.add(branch, Object.fromEntries(written), message, parent.name);
      this.authors.push(author);
    });
  }

  async findPullRequest(
    branch: string,
    target: string,
  ): Promise<PullRequest | undefined> {
    const index = this.pullRequests.findIndex(
      pull => pull.open && pull.branch === branch && pull.target === target,
    );
    return index < 0 ? undefined : pullRequest(index);
  }

  async openPullRequest(request: PullRequestRequest): Promise<PullRequest> {
    if (!this.hasPullRequests) {
      return { url: this.branchUrl(request.branch) };
    }
    this.#change(`open ${request.branch}`, () => {
      this.pullRequests.push({ ...request, open: true });
    });
    return pullRequest(this.pullRequests.length - 1);
  }

  branchUrl(branch: string): string {
    return `https://fake.example/tree/${branch}`;
  }

  #change(name: string, apply: () => void) {
    this.before(name);
    apply();
    this.changes.push(name);
    this.after(name);
  }
}

function pullRequest(index: number): PullRequest {
  return { url: `https://fake.example/pull/${index + 1}`, number: index + 1 };
}
