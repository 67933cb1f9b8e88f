import { NotAllowedError } from '@backstage/errors';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { Cause, ContextUrl } from '@backstage-cde/plugin-cde-common';
import type {
  DescribedBranch,
  RepositoryLocation,
  RepositoryRefs,
  SourceProvider,
} from '@backstage-cde/plugin-cde-node';
import { basic, createAuthorization } from './authorization';
import { GitReader } from './GitReader';
import type { AllowedHosts } from './locate';

/** A user's own way to a repository; `undefined`: they gave none, and see it as the portal does. */
export type UserLogin = (
  userRef: string,
  repositoryUrl: string,
) => Promise<{ username: string; password: string } | undefined>;

/** The built-in provider: any git host of Backstage's integrations or of `cde.git.hosts`, read by git itself. */
export class GitSourceProvider implements SourceProvider {
  readonly name = 'git';
  readonly #hosts: AllowedHosts;
  readonly #reader: GitReader;
  readonly #userLogin: UserLogin;

  constructor(options: {
    integrations: ScmIntegrationRegistry;
    hosts: AllowedHosts;
    cacheDirectory: string;
    cacheBytes: number;
    userLogin?: UserLogin;
  }) {
    this.#hosts = options.hosts;
    this.#reader = new GitReader({
      cacheDirectory: options.cacheDirectory,
      cacheBytes: options.cacheBytes,
      authorization: createAuthorization(options.integrations, this.#hosts),
    });
    this.#userLogin = options.userLogin ?? (async () => undefined);
  }

  hosts(): string[] {
    return this.#hosts.names();
  }

  locate(url: string): RepositoryLocation | undefined {
    return this.#hosts.locate(url);
  }

  parse(url: string): ContextUrl | { problem: Cause } {
    return this.#hosts.parse(url);
  }

  listRefs(repositoryUrl: string): Promise<RepositoryRefs> {
    return this.#reader.listRefs(repositoryUrl);
  }

  describeBranches(
    repositoryUrl: string,
    branches: RepositoryRefs['branches'],
  ): Promise<DescribedBranch[]> {
    return this.#reader.describeBranches(repositoryUrl, branches);
  }

  findDevcontainerFiles(
    repositoryUrl: string,
    commit: string,
  ): Promise<string[]> {
    return this.#reader.findDevcontainerFiles(repositoryUrl, commit);
  }

  readText(
    repositoryUrl: string,
    commit: string,
    path: string,
  ): Promise<string | undefined> {
    return this.#reader.readText(repositoryUrl, commit, path);
  }

  forUser(userRef: string): SourceProvider {
    const read = async <T>(
      url: string,
      work: (reader: GitReader) => Promise<T>,
    ): Promise<T> => {
      const login = await this.#userLogin(userRef, url);
      if (!login) {
        return work(this.#reader);
      }
      const { username, password } = login;
      try {
        return await work(this.#reader.as(userRef, basic(username, password)));
      } catch (error) {
        throw error instanceof NotAllowedError ? refused(url) : error;
      }
    };
    return {
      name: this.name,
      hosts: () => this.hosts(),
      locate: url => this.locate(url),
      parse: url => this.parse(url),
      listRefs: url => read(url, reader => reader.listRefs(url)),
      describeBranches: (url, branches) =>
        read(url, reader => reader.describeBranches(url, branches)),
      findDevcontainerFiles: (url, commit) =>
        read(url, reader => reader.findDevcontainerFiles(url, commit)),
      readText: (url, commit, path) =>
        read(url, reader => reader.readText(url, commit, path)),
    };
  }
}

function refused(url: string): NotAllowedError {
  const { host } = new URL(url);
  return new NotAllowedError(
    `${host} does not let you see ${url} with the token that you gave the portal: it has ended, or you may not read the repository. Sign in to ${host} again, or take the token back, under "Git access" on the page of your workspaces`,
  );
}
