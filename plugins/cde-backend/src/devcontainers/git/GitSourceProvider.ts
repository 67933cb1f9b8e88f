import type { ScmIntegrationRegistry } from '@backstage/integration';
import type {
  RepositoryLocation,
  RepositoryRefs,
  SourceProvider,
} from '@backstage-cde/plugin-cde-node';
import type { GitHostConfig } from '../../config';
import { createAuthorization } from './authorization';
import { GitReader } from './GitReader';
import { AllowedHosts } from './locate';

/** The built-in provider: any git host of Backstage's integrations or of `cde.git.hosts`, read by git itself. */
export class GitSourceProvider implements SourceProvider {
  readonly name = 'git';
  readonly #hosts: AllowedHosts;
  readonly #reader: GitReader;

  constructor(options: {
    integrations: ScmIntegrationRegistry;
    hosts: GitHostConfig[];
    cacheDirectory: string;
    cacheBytes: number;
  }) {
    this.#hosts = new AllowedHosts(options.integrations, options.hosts);
    this.#reader = new GitReader({
      cacheDirectory: options.cacheDirectory,
      cacheBytes: options.cacheBytes,
      authorization: createAuthorization(options.integrations, this.#hosts),
    });
  }

  hosts(): string[] {
    return this.#hosts.names();
  }

  locate(url: string): RepositoryLocation | undefined {
    return this.#hosts.locate(url);
  }

  listRefs(repositoryUrl: string): Promise<RepositoryRefs> {
    return this.#reader.listRefs(repositoryUrl);
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
}
