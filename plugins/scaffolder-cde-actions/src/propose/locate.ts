import { InputError, NotAllowedError } from '@backstage/errors';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import { parseRepoUrl } from '@backstage/plugin-scaffolder-node';
import {
  parseContextUrl,
  type GitHostType,
  type KnownHost,
} from '@backstage-cde/plugin-cde-common';
import { knownGitHosts } from '@backstage-cde/plugin-cde-node';

/** A repository on a host that the portal is configured for, and what else its URL says. */
export interface Located {
  type: GitHostType;
  /** To clone from, without credentials. */
  repositoryUrl: string;
  /** Page of the repository. */
  webUrl: string;
  /** What the host's API knows it by: `owner/name`, or more for GitLab's groups and Azure's projects. */
  segments: string[];
  /** A branch or tag and perhaps a path behind it; which is which only the repository tells. */
  refPath?: string;
  /** A branch that the URL names. */
  branch?: string;
  /** Inside of the repository, where it is told apart from the ref. */
  path?: string;
  /** The path is a file's. */
  isFile: boolean;
}

/** Finds repositories by URL, on configured hosts only. */
export class RepositoryLocator {
  readonly #integrations: ScmIntegrationRegistry;
  readonly #hosts: KnownHost[];

  constructor(options: {
    integrations: ScmIntegrationRegistry;
    /** Of `cde.git.hosts`. */
    plainHosts: Array<{ host: string; protocol: 'http' | 'https' }>;
  }) {
    this.#integrations = options.integrations;
    this.#hosts = knownGitHosts(options.integrations, options.plainHosts);
  }

  /**
   * @param text - a URL, or what the scaffolder's own repository picker makes: `github.com?owner=o&repo=r`
   * @throws NotAllowedError for a host that is not configured, InputError for what is no repository
   */
  locate(text: string): Located {
    const url = /^[a-z]+:/i.test(text) ? text : this.#pickedUrl(text);
    const found = parseContextUrl(url, this.#hosts);
    if ('problem' in found) {
      const { message, cure } = found.problem;
      throw new NotAllowedError(
        `Nothing can be proposed there. ${[message, cure]
          .filter(Boolean)
          .join(' ')}`,
      );
    }
    if (found.change) {
      throw new InputError(
        'That is a pull request. Give the repository, or a component of it',
      );
    }
    const { ref, refPath, path, repositoryUrl, hostType } = found;
    return {
      type: hostType,
      repositoryUrl,
      ...coordinates(hostType, repositoryUrl),
      ...(refPath && { refPath }),
      ...(ref?.type === 'branch' && { branch: ref.name }),
      ...(path && { path }),
      isFile: found.subject === 'file',
    };
  }

  #pickedUrl(text: string): string {
    const picked = parseRepoUrl(text, this.#integrations);
    const { host, repo, owner, workspace, project, organization } = picked;
    const known = this.#hosts.find(candidate => candidate.host === host);
    const base = `${known?.protocol ?? 'https'}://${host}${
      known?.basePath ?? ''
    }`;
    const paths: Partial<Record<GitHostType, string[]>> = {
      bitbucketCloud: [workspace ?? '', repo],
      bitbucketServer: ['scm', project ?? '', `${repo}.git`],
      azure: [organization ?? '', project ?? '', '_git', repo],
    };
    const path = paths[known?.type ?? 'plain'] ?? [
      ...(owner ?? '').split('/'),
      repo,
    ];
    return `${base}/${path.map(encodeURIComponent).join('/')}`;
  }
}

/** What the API calls the repository, and its page, by the URL to clone from. */
function coordinates(
  type: GitHostType,
  repositoryUrl: string,
): Pick<Located, 'segments' | 'webUrl'> {
  const plainUrl = repositoryUrl.replace(/\.git$/, '');
  const segments = new URL(plainUrl).pathname
    .split('/')
    .filter(Boolean)
    .map(decodeURIComponent);
  if (type === 'bitbucketServer') {
    const [project, name] = segments.slice(-2);
    const place = project.startsWith('~')
      ? `users/${encodeURIComponent(project.slice(1))}`
      : `projects/${encodeURIComponent(project)}`;
    const base = plainUrl.slice(0, plainUrl.lastIndexOf('/scm/'));
    return {
      segments: [project, name],
      webUrl: `${base}/${place}/repos/${encodeURIComponent(name)}`,
    };
  }
  return { segments, webUrl: plainUrl };
}
