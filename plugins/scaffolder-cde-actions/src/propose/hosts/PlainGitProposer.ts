import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { ConflictError, InputError } from '@backstage/errors';
import {
  gitError,
  runGit,
  saysNotFound,
  type RepositoryTarget,
} from '../../git';
import type {
  BranchHead,
  ChangeProposer,
  CommitRequest,
  PullRequest,
  RemoteFile,
} from '../types';

/** Modes of files in git's trees; links and submodules have others. */
const FILE = /^100\d{3} blob /;

/** A host that knows git and nothing else: what is proposed there is a branch. */
export class PlainGitProposer implements ChangeProposer {
  readonly vendor = 'git';
  readonly hasPullRequests = false;
  readonly #target: RepositoryTarget;
  readonly #gitDirectory: string;
  readonly #signal?: AbortSignal;
  #initialised?: Promise<string>;

  constructor(options: {
    target: RepositoryTarget;
    /** A folder of our own, empty. Nothing is checked out into it. */
    temporary: string;
    signal?: AbortSignal;
  }) {
    this.#target = options.target;
    this.#gitDirectory = path.join(options.temporary, 'proposal.git');
    this.#signal = options.signal;
  }

  async defaultBranch(): Promise<string> {
    const lines = await this.#remoteRefs(['--symref'], 'HEAD');
    const name = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(lines)?.[1];
    if (!name) {
      throw new InputError(
        `${
          this.#target.url
        } is empty: it has no branch yet. Push a first commit, then start the task again`,
      );
    }
    return name;
  }

  async branch(name: string): Promise<BranchHead | undefined> {
    const ref = `refs/heads/${name}`;
    const lines = await this.#remoteRefs([], ref);
    const commit = lines
      .split('\n')
      .map(line => line.split('\t'))
      .find(([, found]) => found === ref)?.[0];
    if (!commit) {
      return undefined;
    }
    await this.#git(
      ['fetch', '--quiet', '--depth=1', '--', this.#target.url, ref],
      { remote: true },
    );
    const message = await this.#git(['log', '-1', '--format=%B', commit, '--']);
    return { name, commit, message };
  }

  async list({ commit }: BranchHead, folder: string): Promise<string[]> {
    const place = folder === '' ? [] : ['--', `${folder}/`];
    const lines = await this.#git(['ls-tree', '-z', commit, ...place]);
    return lines
      .split('\0')
      .filter(line => FILE.test(line))
      .map(line => path.posix.basename(line.slice(line.indexOf('\t') + 1)));
  }

  async read(
    { commit }: BranchHead,
    file: string,
  ): Promise<RemoteFile | undefined> {
    const line = await this.#git(['ls-tree', '-z', commit, '--', file]);
    if (!FILE.test(line)) {
      return undefined;
    }
    const [, , id] = line.slice(0, line.indexOf('\t')).split(' ');
    return { text: await this.#git(['cat-file', 'blob', id]) };
  }

  async commit(request: CommitRequest): Promise<void> {
    const { branch, parent, files, message, author } = request;
    const index = path.join(this.#gitDirectory, `index-${randomUUID()}`);
    const env = { GIT_INDEX_FILE: index, ...identity(author) };
    await this.#git(['read-tree', parent.commit], { env });
    for (const { path: file, text } of files) {
      const blob = await this.#git(['hash-object', '-w', '--stdin'], {
        input: text,
      });
      await this.#stage(blob.trim(), file, env);
    }
    const tree = await this.#git(['write-tree'], { env });
    const commit = await this.#git(
      ['commit-tree', tree.trim(), '-p', parent.commit],
      { env, input: `${message}\n` },
    );
    const ref = `refs/heads/${branch}`;
    // Of a new branch nothing is expected to be there.
    const expected = parent.name === branch ? parent.commit : '';
    await this.#git(
      [
        'push',
        '--quiet',
        `--force-with-lease=${ref}:${expected}`,
        '--',
        this.#target.url,
        `${commit.trim()}:${ref}`,
      ],
      { remote: true },
    );
  }

  async findPullRequest(): Promise<PullRequest | undefined> {
    return undefined;
  }

  async openPullRequest({ branch }: { branch: string }): Promise<PullRequest> {
    return { url: this.branchUrl(branch) };
  }

  branchUrl(branch: string): string {
    return `${this.#target.base}?${new URLSearchParams({ ref: branch })}`;
  }

  #remoteRefs(options: string[], ref: string): Promise<string> {
    return this.#git(['ls-remote', ...options, '--', this.#target.url, ref], {
      remote: true,
    });
  }

  /** @throws ConflictError where a folder of the path is a file or a link, which is left as it is */
  async #stage(blob: string, file: string, env: Record<string, string>) {
    const result = await this.#run(
      ['update-index', '--add', '--cacheinfo', `100644,${blob},${file}`],
      { env },
    );
    if (result.code !== 0) {
      throw new ConflictError(
        `'${file}' cannot be written: a part of its path is a file or a symbolic link in the repository. Remove that, or give another 'devcontainerPath'`,
      );
    }
  }

  async #git(args: string[], options: RunOptions = {}): Promise<string> {
    const result = await this.#run(args, options);
    if (result.code === 0) {
      return result.stdout;
    }
    if (!options.remote) {
      throw new Error(`git ${args[0]} failed: ${result.stderr.trim()}`);
    }
    if (/stale info|\[rejected\]|cannot lock ref/i.test(result.stderr)) {
      throw new ConflictError(
        `The branch has been changed on ${
          this.#target.url
        } at the same time. Start the task again`,
      );
    }
    if (saysNotFound(result)) {
      throw new InputError(
        `There is no git repository at ${
          this.#target.url
        }. Check the component's source location, or 'repoUrl'`,
      );
    }
    throw gitError(this.#target, result);
  }

  async #run(args: string[], { remote, env, input }: RunOptions) {
    const { authorization, url } = this.#target;
    this.#initialised ??= this.#initialise();
    return runGit([`--git-dir=${await this.#initialised}`, ...args], {
      env,
      input,
      signal: this.#signal,
      secretConfig:
        remote && authorization
          ? [[`http.${url}.extraHeader`, `Authorization: ${authorization}`]]
          : [],
    });
  }

  async #initialise(): Promise<string> {
    const directory = this.#gitDirectory;
    const args = ['init', '--quiet', '--bare', '--', directory];
    const result = await runGit(args, { signal: this.#signal });
    if (result.code !== 0) {
      throw new Error(`git init failed: ${result.stderr.trim()}`);
    }
    return directory;
  }
}

interface RunOptions {
  /** With the host's credentials; what goes wrong is told as the host's. */
  remote?: boolean;
  env?: Record<string, string>;
  input?: string;
}

function identity(author?: { name: string; email: string }) {
  const { name, email } = author ?? {
    name: 'Scaffolder',
    email: 'scaffolder@backstage.io',
  };
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}
