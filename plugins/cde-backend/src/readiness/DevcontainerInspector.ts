import {
  findingOf,
  type DevcontainerFinding,
  type DevcontainerInspection,
  type GitRef,
} from '@backstage-cde/plugin-cde-common';
import type { RepositoryLocation } from '@backstage-cde/plugin-cde-node';
import type { Sources } from '../devcontainers';
import type { RecentRefs } from './RecentRefs';

/** Commits whose findings are kept in memory; they never change. */
const MOST = 2000;

/** What a repository's devcontainer.json files come to, read as at a workspace's creation. */
export class DevcontainerInspector {
  readonly #sources: Sources;
  readonly #recent: RecentRefs;
  readonly #findings = new Map<string, Promise<DevcontainerFinding>>();

  /** @param options - `recent`: the lists of branches that `sources` goes by */
  constructor(options: { sources: Sources; recent: RecentRefs }) {
    this.#sources = options.sources;
    this.#recent = options.recent;
  }

  /**
   * @param url - as the catalog has it: with a branch, or a folder in it
   * @param options - `pushedAt`: what was known then is out of date (milliseconds since the epoch)
   * @throws as `Sources` does
   */
  async inspect(
    url: string,
    { ref, pushedAt }: { ref?: GitRef; pushedAt?: number } = {},
  ): Promise<DevcontainerInspection> {
    const location = this.#sources.locate(url);
    if (pushedAt !== undefined) {
      this.#recent.forget(location.url, pushedAt);
    }
    const { commit } = await this.#sources.resolve(location, ref);
    return {
      repositoryUrl: location.url,
      commit,
      ...(await this.#finding(location, commit)),
    };
  }

  #finding(
    location: RepositoryLocation,
    commit: string,
  ): Promise<DevcontainerFinding> {
    const key = `${location.url}\n${commit}`;
    const known = this.#findings.get(key);
    if (known) {
      return known;
    }
    const finding = this.#read(location, commit);
    this.#findings.set(key, finding);
    finding.catch(() => this.#findings.delete(key));
    if (this.#findings.size > MOST) {
      this.#findings.delete(this.#findings.keys().next().value as string);
    }
    return finding;
  }

  async #read(
    location: RepositoryLocation,
    commit: string,
  ): Promise<DevcontainerFinding> {
    const { file, alternatives } = await this.#sources.readDevcontainer(
      location,
      commit,
    );
    const paths = file ? [file.path, ...alternatives] : [];
    return findingOf(location.name, paths, file?.text);
  }
}
