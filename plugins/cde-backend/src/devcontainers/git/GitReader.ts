import { createHash } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { InputError } from '@backstage/errors';
import type {
  DescribedBranch,
  RepositoryRefs,
} from '@backstage-cde/plugin-cde-node';
import { gitError } from './errors';
import {
  BRANCH_FORMAT,
  canFilter,
  parseBatchCheck,
  parseBranches,
  parseRefs,
} from './gitOutput';
import { RepositoryCache } from './RepositoryCache';
import { runGit, type GitOptions, type GitResult } from './gitProcess';

const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;
const TIMEOUT_MS = 20_000;
const REFS_BYTES = 16 * 2 ** 20;
/** No devcontainer.json is larger. */
const FILE_BYTES = 2 ** 20;
/** Folders of `.devcontainer` that are looked into. */
const MAX_FOLDERS = 50;
/** With more than that nothing but the names is asked for. */
const MAX_BRANCHES = 1000;

const FETCH = [
  'fetch',
  '--quiet',
  '--depth=1',
  '--no-tags',
  '--no-write-fetch-head',
];

export interface GitReaderOptions {
  /** Where bare, blobless, shallow copies are kept; may be emptied at any time. */
  cacheDirectory: string;
  cacheBytes: number;
  /** The value of an Authorization header for a repository, if it needs one. */
  authorization(repositoryUrl: string): Promise<string | undefined>;
  /** Who reads; copies made for one are never used for another. Default: the portal. */
  reader?: string;
}

/** Reads repositories with the git command, over http(s), fetching no more than it has to. */
export class GitReader {
  readonly #options: GitReaderOptions;
  readonly #cache: RepositoryCache;

  /** @param cache - of another reader, where they share it */
  constructor(options: GitReaderOptions, cache?: RepositoryCache) {
    this.#options = options;
    this.#cache =
      cache ?? new RepositoryCache(options.cacheDirectory, options.cacheBytes);
  }

  /** The same, by a user's own credentials. */
  as(reader: string, authorization: string): GitReader {
    return new GitReader(
      { ...this.#options, reader, authorization: async () => authorization },
      this.#cache,
    );
  }

  /** Asks the remote; nothing is kept. */
  async listRefs(url: string): Promise<RepositoryRefs> {
    const { stdout } = await this.#remote(url, [
      'ls-remote',
      '--symref',
      '--',
      url,
      'HEAD',
      'refs/heads/*',
      'refs/tags/*',
    ]);
    return parseRefs(stdout.toString());
  }

  /**
   * What the last commits of branches say: one fetch of these commits alone, kept until a branch moves. Nothing of
   * a remote that would send their files, too.
   */
  async describeBranches(
    url: string,
    branches: RepositoryRefs['branches'],
  ): Promise<DescribedBranch[]> {
    if (branches.length === 0 || branches.length > MAX_BRANCHES) {
      return [];
    }
    const tips = branches.map(({ name, commit }) => `${commit} ${name}`);
    return this.#cache.use(
      this.#key(url, 'branches', ...tips),
      directory => this.#fetchTips(url, directory),
      async directory => {
        const { stdout } = await this.#local(
          ['for-each-ref', `--format=${BRANCH_FORMAT}`, 'refs/heads'],
          directory,
        );
        return parseBranches(stdout.toString());
      },
    );
  }

  /** Paths at which a devcontainer.json may be and is; see `devcontainerLocations` of cde-common. */
  async findDevcontainerFiles(url: string, commit: string): Promise<string[]> {
    return this.#withCommit(url, commit, async directory => {
      const top = await this.#lookUp(url, directory, [
        `${commit}:.devcontainer`,
      ]);
      const folders =
        top[0]?.type === 'tree'
          ? await this.#entries(directory, top[0].id)
          : [];
      const candidates = [
        '.devcontainer/devcontainer.json',
        '.devcontainer.json',
        '.devcontainer/.devcontainer.json',
        ...folders
          .slice(0, MAX_FOLDERS)
          .map(folder => `.devcontainer/${folder}/devcontainer.json`),
      ];
      const found = await this.#lookUp(
        url,
        directory,
        candidates.map(candidate => `${commit}:${candidate}`),
      );
      return candidates.filter((_, index) => found[index]?.type === 'blob');
    });
  }

  /** @returns `undefined` where there is no such file, or a symbolic link leads out of the repository */
  async readText(
    url: string,
    commit: string,
    file: string,
  ): Promise<string | undefined> {
    if (/[\n\0]/.test(file)) {
      return undefined;
    }
    return this.#withCommit(url, commit, async directory => {
      const [object] = await this.#lookUp(url, directory, [
        `${commit}:${file}`,
      ]);
      if (object?.type !== 'blob') {
        return undefined;
      }
      const { stdout } = await this.#remote(
        url,
        ['cat-file', 'blob', object.id],
        {
          cwd: directory,
          maxOutputBytes: FILE_BYTES,
        },
      );
      return stdout.toString();
    });
  }

  async #withCommit<T>(
    url: string,
    commit: string,
    work: (directory: string) => Promise<T>,
  ): Promise<T> {
    if (!COMMIT.test(commit)) {
      throw new InputError(
        `'${commit}' is not a commit; give all 40 hexadecimal digits of its name`,
      );
    }
    return this.#cache.use(
      this.#key(url, commit),
      directory => this.#fetch(url, commit, directory),
      work,
    );
  }

  #key(...parts: string[]): string {
    const { reader } = this.#options;
    return createHash('sha256')
      .update([...parts, ...(reader ? [reader] : [])].join('\n'))
      .digest('hex');
  }

  async #fetch(url: string, commit: string, directory: string): Promise<void> {
    await this.#makeRepository(url, directory, 'blob:none');
    await this.#remote(
      url,
      [...FETCH, '--filter=blob:none', '--', 'origin', commit],
      { cwd: directory },
    );
  }

  async #fetchTips(url: string, directory: string): Promise<void> {
    await this.#makeRepository(url, directory, 'tree:0');
    const { stderr } = await this.#remote(
      url,
      ['ls-remote', '--', url, 'HEAD'],
      {
        tracePackets: true,
      },
    );
    if (canFilter(stderr)) {
      const heads = '+refs/heads/*:refs/heads/*';
      await this.#remote(
        url,
        [...FETCH, '--filter=tree:0', '--', 'origin', heads],
        { cwd: directory },
      );
    }
  }

  /** The remote is remembered as a "promisor", from which git gets single files when they are asked for. */
  async #makeRepository(
    url: string,
    directory: string,
    filter: string,
  ): Promise<void> {
    await fs.mkdir(path.join(directory, 'objects'), { recursive: true });
    await fs.mkdir(path.join(directory, 'refs'), { recursive: true });
    await fs.writeFile(path.join(directory, 'HEAD'), 'ref: refs/heads/none\n');
    const settings = {
      'core.repositoryformatversion': '1',
      'core.bare': 'true',
      'extensions.partialClone': 'origin',
      'remote.origin.url': url,
      'remote.origin.promisor': 'true',
      'remote.origin.partialclonefilter': filter,
    };
    for (const [name, value] of Object.entries(settings)) {
      await this.#local([
        'config',
        '--file',
        path.join(directory, 'config'),
        name,
        value,
      ]);
    }
  }

  /** Types and ids of objects named like `<commit>:<path>`, symbolic links followed. */
  async #lookUp(url: string, directory: string, names: string[]) {
    const { stdout } = await this.#remote(
      url,
      ['cat-file', '--batch-check', '--follow-symlinks'],
      {
        cwd: directory,
        input: names.map(name => `${name}\n`).join(''),
      },
    );
    return parseBatchCheck(stdout.toString());
  }

  /** Names of the folders, and of links that may lead to folders, in a tree. */
  async #entries(directory: string, tree: string): Promise<string[]> {
    const { stdout } = await this.#local(['ls-tree', '-z', tree], directory);
    return stdout
      .toString()
      .split('\0')
      .map(line => /^(040000|120000) \S+ \S+\t([^\n]+)$/.exec(line)?.[2])
      .filter(name => name !== undefined);
  }

  async #remote(
    url: string,
    args: string[],
    options: Partial<GitOptions> = {},
  ): Promise<GitResult> {
    const authorization = await this.#options.authorization(url);
    const result = await runGit(args, {
      timeoutMs: TIMEOUT_MS,
      maxOutputBytes: REFS_BYTES,
      secretConfig: authorization
        ? [
            [
              `http.${new URL(url).origin}/.extraHeader`,
              `Authorization: ${authorization}`,
            ],
          ]
        : [],
      ...options,
    });
    if (result.code !== 0) {
      throw gitError(url, result);
    }
    return result;
  }

  async #local(args: string[], cwd?: string): Promise<GitResult> {
    const result = await runGit(args, {
      cwd,
      timeoutMs: TIMEOUT_MS,
      maxOutputBytes: REFS_BYTES,
    });
    if (result.code !== 0) {
      throw new Error(
        `git ${args[0]} failed: ${result.killed ?? result.stderr}`,
      );
    }
    return result;
  }
}
