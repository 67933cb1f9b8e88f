import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { Cause, ContextUrl } from '@backstage-cde/plugin-cde-common';

/**
 * What a URL says about a repository.
 *
 * @public
 */
export interface RepositoryLocation {
  /** http(s) URL to clone from, without credentials, query and fragment; the same repository always has the same one. */
  url: string;
  /** Name for people and for the folder of the clone. */
  name: string;
  /**
   * What follows `/tree/` and the like: a branch or tag and perhaps a path in it, which only the repository's
   * own list of branches can tell apart (`feature/login/src`).
   */
  refPath?: string;
  /** File or folder, where the URL tells it apart from the ref. */
  path?: string;
}

/**
 * Branches and tags of a repository.
 *
 * @public
 */
export interface RepositoryRefs {
  /** Where the remote's HEAD points to; absent in an empty repository. */
  defaultBranch?: string;
  branches: Array<{ name: string; commit: string }>;
  tags: Array<{ name: string; commit: string }>;
}

/**
 * A branch, and what its last commit says.
 *
 * @public
 */
export interface DescribedBranch {
  name: string;
  commit: string;
  /** ISO 8601: when the commit was made. */
  updatedAt: string;
  /** Name of who wrote it. */
  author?: string;
}

/**
 * A way to read repositories of some hosts.
 *
 * All methods throw errors of `@backstage/errors` whose messages say what happened, why, and what to do. No method
 * may contact a host that `locate` did not accept, nor follow a redirect to one.
 *
 * @public
 */
export interface SourceProvider {
  /** For logs. */
  readonly name: string;
  /** Hosts that it reads from, for messages: `github.com`, `localhost:3002`. */
  hosts(): string[];
  /** The repository of a URL, or `undefined` where the host is not this provider's. Contacts nobody. */
  locate(url: string): RepositoryLocation | undefined;
  /**
   * What a page of a host shows: branches, pull requests, files. Contacts nobody. Without this, a page is what
   * `locate` makes of it.
   */
  parse?(url: string): ContextUrl | { problem: Cause };
  /** @param repositoryUrl - as `locate` returned it */
  listRefs(repositoryUrl: string): Promise<RepositoryRefs>;
  /**
   * When branches were last changed, and by whom, in any order; empty where the host cannot tell at a low price.
   * @param branches - as `listRefs` returned them
   */
  describeBranches?(
    repositoryUrl: string,
    branches: RepositoryRefs['branches'],
  ): Promise<DescribedBranch[]>;
  /**
   * Paths of all devcontainer.json files of a commit, symbolic links included.
   * @throws InputError where there is no such commit
   */
  findDevcontainerFiles(
    repositoryUrl: string,
    commit: string,
  ): Promise<string[]>;
  /**
   * Text of a file, symbolic links inside the repository followed; `undefined`: there is none.
   * @throws InputError where there is no such commit
   */
  readText(
    repositoryUrl: string,
    commit: string,
    path: string,
  ): Promise<string | undefined>;
  /**
   * The same, seeing what a user may see, where the provider can tell; absent: everybody sees what the portal does.
   * What was read for one user must not be shown to another who could not have read it.
   */
  forUser?(userRef: string): SourceProvider;
}

/**
 * Where modules add source providers; they are asked in the order of their addition, before the built-in one.
 *
 * @public
 */
export interface CdeSourcesExtensionPoint {
  addSourceProvider(provider: SourceProvider): void;
}

/** @public */
export const cdeSourcesExtensionPoint =
  createExtensionPoint<CdeSourcesExtensionPoint>({ id: 'cde.sources' });
