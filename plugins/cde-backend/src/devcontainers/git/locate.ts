import type { ScmIntegrationRegistry } from '@backstage/integration';
import {
  parseContextUrl,
  type Cause,
  type ContextUrl,
  type GitHostType,
  type KnownHost as UrlHost,
} from '@backstage-cde/plugin-cde-common';
import {
  knownGitHosts,
  type RepositoryLocation,
} from '@backstage-cde/plugin-cde-node';
import type { GitHostConfig } from '../../config';

/** A host, and the user name that a token of it goes with. */
export interface KnownHost extends UrlHost {
  defaultUsername: string;
}

const DEFAULT_USERNAMES: Record<GitHostType, string> = {
  azure: 'git',
  bitbucketCloud: 'x-token-auth',
  bitbucketServer: 'x-token-auth',
  gerrit: 'git',
  gitea: 'git',
  github: 'x-access-token',
  gitlab: 'oauth2',
  harness: 'git',
  plain: 'git',
};

/** The hosts whose repositories may be read. */
export class AllowedHosts {
  readonly known: UrlHost[];
  readonly #plain: GitHostConfig[];

  constructor(integrations: ScmIntegrationRegistry, plain: GitHostConfig[]) {
    this.#plain = plain;
    this.known = knownGitHosts(integrations, plain);
  }

  /** For messages. */
  names(): string[] {
    return [...new Set(this.known.map(({ host }) => host))];
  }

  /** Each host once. */
  all(): KnownHost[] {
    return this.names().map(name => {
      const known = this.known.find(({ host }) => host === name)!;
      const username = this.#plain.find(({ host }) => host === name)?.username;
      return {
        ...known,
        defaultUsername: username ?? DEFAULT_USERNAMES[known.type],
      };
    });
  }

  /** The host of a repository. */
  of(repositoryUrl: string): UrlHost | undefined {
    const { host, protocol } = new URL(repositoryUrl);
    return this.known.find(
      known => known.host === host && `${known.protocol}:` === protocol,
    );
  }

  plainHost(url: string): GitHostConfig | undefined {
    const { host, protocol } = new URL(url);
    return this.#plain.find(
      candidate =>
        candidate.host === host && `${candidate.protocol}:` === protocol,
    );
  }

  parse(url: string): ContextUrl | { problem: Cause } {
    return parseContextUrl(url, this.known);
  }

  /** See `SourceProvider.locate`. Locations in the catalog are web addresses, and no pull requests. */
  locate(text: string): RepositoryLocation | undefined {
    const isWeb = /^https?:/i.test(text);
    const found = isWeb ? this.parse(withoutUserInfo(text)) : undefined;
    return found && !('problem' in found) && !found.change
      ? locationOf(found)
      : undefined;
  }
}

/** What was read of a URL, as a location. */
export function locationOf(found: ContextUrl): RepositoryLocation {
  const { repositoryUrl, name, ref, path } = found;
  const named = ref && ref.type !== 'default' ? ref.name : undefined;
  const refPath = found.refPath ?? named;
  return {
    url: repositoryUrl,
    name,
    ...(refPath && { refPath }),
    ...(path && { path }),
  };
}

function withoutUserInfo(url: string): string {
  return url.replace(/^(https?:\/\/)[^/?#\\]*@/i, '$1');
}
