import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@backstage/errors';
import { alreadyThere, gitError, saysNotFound } from './errors';
import type { RepositoryTarget } from './GitHosts';
import { runGit, type GitOptions } from './gitProcess';

export interface CommitRequest {
  message: string;
  author: { name: string; email: string };
  /** ISO 8601. With the same files it makes the same commit. */
  at: string;
}

/**
 * A folder's way into a new repository, by the git command. Its objects are kept beside the folder,
 * so whatever is in the folder, a `.git` among it, has no say.
 */
export class Publication {
  readonly #source: string;
  readonly #gitDirectory: string;
  readonly #target: RepositoryTarget;
  readonly #signal?: AbortSignal;

  constructor(options: {
    /** Absolute; checked by the caller. */
    source: string;
    /** A folder of our own, empty. */
    temporary: string;
    target: RepositoryTarget;
    signal?: AbortSignal;
  }) {
    this.#source = options.source;
    this.#gitDirectory = path.join(options.temporary, 'publication.git');
    this.#target = options.target;
    this.#signal = options.signal;
  }

  /**
   * Commits all files that are not ignored; symbolic links stay links.
   * @returns the commit's name
   */
  async commit({ message, author, at }: CommitRequest): Promise<string> {
    await this.#local(['init', '--quiet', '--bare', this.#gitDirectory]);
    await this.#local(['add', '--all', '--', '.']);
    const tree = await this.#local(['write-tree']);
    if (!(await this.#local(['ls-tree', '--name-only', tree]))) {
      throw new InputError(await this.#whyEmpty());
    }
    const who = { NAME: author.name, EMAIL: author.email, DATE: at };
    const env = Object.fromEntries(
      Object.entries(who).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value],
      ]),
    );
    return this.#local(['commit-tree', tree], { env, input: `${message}\n` });
  }

  /** What the remote's refs are at; `undefined` where there is no repository. */
  async remoteRefs(): Promise<Map<string, string> | undefined> {
    const result = await this.#remote(['ls-remote', '--', this.#target.url]);
    if (result.code !== 0) {
      if (saysNotFound(result)) return undefined;
      throw gitError(this.#target, result);
    }
    const lines = result.stdout.split('\n').filter(Boolean);
    return new Map(
      lines.map(line => {
        const [commit, ref] = line.split('\t');
        return [ref, commit];
      }),
    );
  }

  /** Makes the branch; one that came into being meanwhile is left as it is. */
  async push(commit: string, branch: string): Promise<void> {
    const ref = `refs/heads/${branch}`;
    const result = await this.#remote([
      `--git-dir=${this.#gitDirectory}`,
      'push',
      '--quiet',
      `--force-with-lease=${ref}:`,
      '--',
      this.#target.url,
      `${commit}:${ref}`,
    ]);
    if (result.code !== 0) {
      throw gitError(this.#target, result);
    }
  }

  /** @throws ConflictError */
  refuse(): never {
    throw alreadyThere(this.#target);
  }

  #remote(args: string[]) {
    const { authorization, url } = this.#target;
    return runGit(args, {
      signal: this.#signal,
      secretConfig: authorization
        ? [[`http.${url}.extraHeader`, `Authorization: ${authorization}`]]
        : [],
    });
  }

  async #local(args: string[], options: GitOptions = {}): Promise<string> {
    const result = await runGit(
      args[0] === 'init'
        ? args
        : [
            `--git-dir=${this.#gitDirectory}`,
            `--work-tree=${this.#source}`,
            '-C',
            this.#source,
            ...args,
          ],
      { ...options, signal: this.#signal },
    );
    if (result.code !== 0) {
      throw new Error(`git ${args[0]} failed: ${result.stderr.trim()}`);
    }
    return result.stdout.trim();
  }

  async #whyEmpty(): Promise<string> {
    const entries = await readdir(this.#source);
    return entries.length > 0
      ? 'All files of the folder are ignored by its .gitignore, so there is nothing to publish'
      : 'The folder is empty, so there is nothing to publish: an earlier step of the template has to make its files. After a retry or on another machine they are there again only with scaffolder.taskRecovery.workspaceProvider';
  }
}
