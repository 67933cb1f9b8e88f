import { distance } from 'fastest-levenshtein';
import { InputError, NotAllowedError } from '@backstage/errors';
import type {
  Cause,
  ContextUrl,
  GitRef,
} from '@backstage-cde/plugin-cde-common';
import {
  findDevcontainerFiles,
  splitRefPath,
} from '@backstage-cde/plugin-cde-common';
import type {
  DescribedBranch,
  RepositoryLocation,
  RepositoryRefs,
  SourceProvider,
} from '@backstage-cde/plugin-cde-node';

/** A ref and the commit it is at. */
export interface ResolvedRef {
  ref: GitRef;
  commit: string;
}

/** The devcontainer.json that applies, if any. */
export interface DevcontainerSource {
  file?: { path: string; text: string };
  /** The other files that could be chosen. */
  alternatives: string[];
}

/** Chosen instead of a path: the template's image, whatever the repository says. */
export const DEFAULT_DEVCONTAINER = 'default';

/** The parser's word for a host that is none of those. */
const UNKNOWN_HOST = 'UnknownHost';

/** Repositories, through whichever provider knows their host. */
export class Sources {
  readonly #providers: SourceProvider[];

  /** @param providers - asked in this order */
  constructor(providers: SourceProvider[]) {
    this.#providers = providers;
  }

  /** The same repositories, seen as a user may see them. */
  as(userRef: string): Sources {
    return new Sources(
      this.#providers.map(provider => provider.forUser?.(userRef) ?? provider),
    );
  }

  /** @throws NotAllowedError, naming the allowed hosts */
  locate(url: string): RepositoryLocation {
    for (const provider of this.#providers) {
      const location = provider.locate(url);
      if (location) {
        return location;
      }
    }
    throw new NotAllowedError(
      `Repositories at ${describeUrl(
        url,
      )} are not allowed here. Allowed are http(s) addresses at ${this.#hosts().join(
        ', ',
      )}; whoever runs the portal can add a host to its 'integrations' or to 'cde.git.hosts'`,
    );
  }

  /** What a page of a git host shows. */
  parse(url: string): ContextUrl | { problem: Cause } {
    const answers = this.#providers.map(provider => parseBy(provider, url));
    const found = answers.find(answer => !('problem' in answer));
    const problems = answers.flatMap(answer =>
      'problem' in answer ? [answer.problem] : [],
    );
    // Whoever knows the host knows best what is wrong.
    const problem =
      problems.find(({ reason }) => reason !== UNKNOWN_HOST) ??
      notKnown(url, this.#hosts());
    return found ?? { problem };
  }

  async listRefs(location: RepositoryLocation): Promise<RepositoryRefs> {
    return this.#provider(location).listRefs(location.url);
  }

  /** When branches were last changed, and by whom, where the host tells. */
  async describeBranches(
    location: RepositoryLocation,
    branches: RepositoryRefs['branches'],
  ): Promise<DescribedBranch[]> {
    const provider = this.#provider(location);
    return (await provider.describeBranches?.(location.url, branches)) ?? [];
  }

  /**
   * The commit of a ref; without one, of what the location's URL names, or else of the default branch.
   * @throws InputError for what is not in the repository, with the nearest names
   */
  async resolve(
    location: RepositoryLocation,
    ref: GitRef = { type: 'default' },
  ): Promise<ResolvedRef> {
    if (ref.type === 'commit') {
      return { ref, commit: ref.name };
    }
    const refs = await this.listRefs(location);
    const wanted = ref.type === 'default' ? refOfUrl(location, refs) : ref;
    const known = wanted.type === 'tag' ? refs.tags : refs.branches;
    const found = known.find(candidate => candidate.name === wanted.name);
    if (!found) {
      throw missingRef(
        location,
        wanted.type,
        wanted.name,
        known.map(candidate => candidate.name),
      );
    }
    return { ref: wanted, commit: found.commit };
  }

  /**
   * @param path - of the file to use; `default`: none; absent: the first by the standard's precedence
   * @throws InputError where there is no such file or commit
   */
  async readDevcontainer(
    location: RepositoryLocation,
    commit: string,
    path?: string,
  ): Promise<DevcontainerSource> {
    const provider = this.#provider(location);
    const paths = findDevcontainerFiles(
      await provider.findDevcontainerFiles(location.url, commit),
    );
    if (path === DEFAULT_DEVCONTAINER) {
      return { alternatives: paths };
    }
    if (path !== undefined && !paths.includes(path)) {
      throw new InputError(
        paths.length > 0
          ? `There is no devcontainer.json at '${path}' in commit ${commit.slice(
              0,
              10,
            )}; there is ${paths.join(', ')}`
          : `There is no devcontainer.json at '${path}' in commit ${commit.slice(
              0,
              10,
            )}, nor anywhere else; leave the choice out to use the default`,
      );
    }
    const chosen = path ?? paths[0];
    const text =
      chosen && (await provider.readText(location.url, commit, chosen));
    return {
      ...(text !== undefined && chosen && { file: { path: chosen, text } }),
      alternatives: paths.filter(candidate => candidate !== chosen),
    };
  }

  #hosts(): string[] {
    return this.#providers.flatMap(provider => provider.hosts());
  }

  #provider(location: RepositoryLocation): SourceProvider {
    const provider = this.#providers.find(candidate =>
      candidate.locate(location.url),
    );
    if (!provider) {
      throw new NotAllowedError(
        `Repositories at ${describeUrl(
          location.url,
        )} are not allowed here any more`,
      );
    }
    return provider;
  }
}

/** The longest branch or tag that the URL's path begins with; else the default branch. */
function refOfUrl(
  location: RepositoryLocation,
  refs: RepositoryRefs,
): { type: 'branch' | 'tag'; name: string } {
  const ref = location.refPath
    ? splitRefPath(location.refPath, refs)?.ref
    : undefined;
  if (ref?.type === 'branch' || ref?.type === 'tag') {
    return { type: ref.type, name: ref.name };
  }
  const name = refs.defaultBranch ?? refs.branches[0]?.name;
  if (!name) {
    throw new InputError(
      `${location.url} is empty: it has no branch yet. Push a first commit, then try again`,
    );
  }
  return { type: 'branch', name };
}

/** What to say of a ref that is not there, with the nearest names. */
export function missingRef(
  location: RepositoryLocation,
  type: string,
  name: string,
  known: string[],
): InputError {
  const wanted = name.toLowerCase();
  const far = (candidate: string) =>
    candidate.includes(wanted) ? 0 : distance(candidate, wanted);
  const near = known
    .map(candidate => ({ candidate, far: far(candidate.toLowerCase()) }))
    .filter(entry => entry.far <= Math.max(1, Math.floor(name.length / 3)))
    .sort((one, other) => one.far - other.far)
    .slice(0, 3)
    .map(({ candidate }) => `'${candidate}'`);
  const hint =
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : 'It may have been deleted, or not been pushed';
  return new InputError(
    `There is no ${type} '${name}' in ${location.url}. ${hint}`,
  );
}

function parseBy(
  provider: SourceProvider,
  url: string,
): ContextUrl | { problem: Cause } {
  if (provider.parse) {
    return provider.parse(url);
  }
  const location = provider.locate(url);
  return location
    ? {
        url: withoutUserInfo(url),
        hostType: 'plain',
        repositoryUrl: location.url,
        name: location.name,
        subject: location.path ? 'folder' : 'repository',
        ...(location.refPath && { refPath: location.refPath }),
        ...(location.path && { path: location.path }),
      }
    : { problem: notKnown(url, provider.hosts()) };
}

function notKnown(url: string, hosts: string[]): Cause {
  return {
    reason: UNKNOWN_HOST,
    message: `${describeUrl(url)} is not one of this portal's git hosts`,
    cure: `Known are ${hosts.join(
      ', ',
    )}; whoever runs the portal can add a host to its 'integrations' or to 'cde.git.hosts'`,
  };
}

function withoutUserInfo(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href;
}

/** Short and without credentials, for messages. */
function describeUrl(url: string): string {
  return URL.canParse(url) && new URL(url).host
    ? new URL(url).host
    : `'${url.slice(0, 100)}'`;
}
