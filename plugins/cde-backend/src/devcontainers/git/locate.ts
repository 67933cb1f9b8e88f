import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { RepositoryLocation } from '@backstage-cde/plugin-cde-node';
import type { GitHostConfig } from '../../config';

/** How a vendor's URLs are made: the repository's path, and what may follow it. */
interface UrlForm {
  /** Group 1: the repository; group 2, if any: branch or tag and path. */
  pattern: RegExp;
  /** Path to clone from, given group 1. */
  clonePath: (repository: string) => string;
}

const dotGit = (repository: string) => `${repository}.git`;
/** Nothing is known about what such a host adds or leaves out, so the path stays as it is. */
const PLAIN: UrlForm = {
  pattern: /^(\/.+?\.git|\/.+?)(?:\/(?:tree|blob|src\/branch)\/(.+))?\/?$/,
  clonePath: repository => repository,
};

/** By type of Backstage's integrations; those that are no git hosts are absent, and so not allowed. */
const FORMS: Record<string, UrlForm[]> = {
  github: [
    {
      pattern: /^(\/[^/]+\/[^/]+?)(?:\.git)?(?:\/(?:tree|blob)\/(.+))?\/?$/,
      clonePath: dotGit,
    },
  ],
  gitlab: [
    {
      pattern: /^(\/.+?)(?:\.git)?(?:(?:\/-)?\/(?:tree|blob)\/(.+))?\/?$/,
      clonePath: dotGit,
    },
  ],
  gitea: [
    {
      pattern:
        /^(\/[^/]+\/[^/]+?)(?:\.git)?(?:\/src\/(?:branch|tag|commit)\/(.+))?\/?$/,
      clonePath: dotGit,
    },
  ],
  bitbucketCloud: [
    {
      pattern: /^(\/[^/]+\/[^/]+?)(?:\.git)?(?:\/src\/(.+))?\/?$/,
      clonePath: dotGit,
    },
  ],
  bitbucketServer: [
    {
      pattern: /^\/scm(\/[^/]+\/[^/]+?)(?:\.git)?\/?$/,
      clonePath: repository => `/scm${repository}.git`,
    },
    {
      pattern:
        /^\/projects(\/[^/]+\/repos\/[^/]+)(?:\/(?:browse|src)(?:\/.*)?)?\/?$/,
      clonePath: repository => `/scm${repository.replace('/repos/', '/')}.git`,
    },
  ],
  azure: [
    {
      pattern: /^(\/.+\/_git\/[^/]+)\/?$/,
      clonePath: repository => repository,
    },
  ],
  gerrit: [
    {
      pattern: /^(?:\/a)?(\/.+?)(?:\.git)?\/?$/,
      clonePath: repository => repository,
    },
  ],
  harness: [{ pattern: /^(\/.+?)(?:\.git)?\/?$/, clonePath: dotGit }],
};

/** Characters that repositories' paths consist of; no `..`, no control characters, no encoded slashes. */
const SAFE_PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~+@%-]+)+$/;

/** The hosts whose repositories may be read. */
export class AllowedHosts {
  readonly #integrations: ScmIntegrationRegistry;
  readonly #plain: GitHostConfig[];

  constructor(integrations: ScmIntegrationRegistry, plain: GitHostConfig[]) {
    this.#integrations = integrations;
    this.#plain = plain;
  }

  /** For messages, the configured ones first. */
  names(): string[] {
    const integrated = this.#integrations
      .list()
      .filter(integration => Object.hasOwn(FORMS, integration.type))
      .map(integration => integration.title);
    return [...new Set([...this.#plain.map(host => host.host), ...integrated])];
  }

  plainHost(url: string): GitHostConfig | undefined {
    const { host, protocol } = new URL(url);
    return this.#plain.find(
      candidate =>
        candidate.host === host && `${candidate.protocol}:` === protocol,
    );
  }

  /** See `SourceProvider.locate`. */
  locate(text: string): RepositoryLocation | undefined {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (
      !url ||
      !['http:', 'https:'].includes(url.protocol) ||
      /%2f|%5c|%00/i.test(url.pathname)
    ) {
      return undefined;
    }
    url.username = '';
    url.password = '';
    if (this.plainHost(url.href)) {
      return locateBy([PLAIN], url);
    }
    const type =
      url.protocol === 'https:' || this.#configuredAsHttp(url)
        ? this.#integrations.byUrl(url)?.type
        : undefined;
    return type && Object.hasOwn(FORMS, type)
      ? locateBy(FORMS[type], url)
      : undefined;
  }

  /** Gitea and others inside a company may be configured with an http base URL. */
  #configuredAsHttp(url: URL): boolean {
    const { gitea, gitlab, gerrit } = this.#integrations;
    return [gitea, gitlab, gerrit].some(group =>
      group.byUrl(url)?.config.baseUrl?.startsWith('http:'),
    );
  }
}

function locateBy(forms: UrlForm[], url: URL): RepositoryLocation | undefined {
  for (const { pattern, clonePath } of forms) {
    const [, repository, rest] = pattern.exec(url.pathname) ?? [];
    if (repository && SAFE_PATH.test(repository)) {
      const refPath = rest
        ? decodeURIComponent(rest).replace(/\/$/, '')
        : refInQuery(url);
      return {
        url: `${url.origin}${clonePath(repository)}`,
        name: decodeURIComponent(
          repository.split('/').at(-1) ?? repository,
        ).replace(/\.git$/, ''),
        ...(refPath && { refPath }),
      };
    }
  }
  return undefined;
}

/** Azure DevOps says `?version=GBmain`, Bitbucket Server `?at=refs/heads/main`. */
function refInQuery(url: URL): string | undefined {
  const version = url.searchParams.get('version');
  const at = url.searchParams.get('at');
  return version
    ? version.replace(/^G[BTC]/, '')
    : at?.replace(/^refs\/(heads|tags)\//, '');
}
