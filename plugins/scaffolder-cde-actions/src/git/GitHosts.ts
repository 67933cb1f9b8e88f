import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

/** A repository on a host that the portal may push to. */
export interface RepositoryTarget {
  /** To clone from and push to, without credentials. */
  url: string;
  /** `url` without `.git`: pages and files are below it. */
  base: string;
  /** Value of an Authorization header, if the host needs one. */
  authorization?: string;
}

interface PlainHost {
  host: string;
  protocol: string;
  username: string;
  token?: string;
}

/** Names of owners and repositories; no `..`, nothing encoded, no option of a command. */
const SAFE_PATH = /^(?:\/[\w~](?:[\w.~+-]*[\w~+-])?){2,}$/;

/** The plain git hosts of `cde.git.hosts`, with the credentials to push to them. */
export class GitHosts {
  readonly #hosts: PlainHost[];

  private constructor(hosts: PlainHost[]) {
    this.#hosts = hosts;
  }

  static fromConfig(config: RootConfigService): GitHosts {
    const hosts = config.getOptionalConfigArray('cde.git.hosts') ?? [];
    return new GitHosts(
      hosts.map(host => ({
        host: host.getString('host'),
        protocol: `${host.getOptionalString('protocol') ?? 'https'}:`,
        username: host.getOptionalString('username') ?? 'git',
        token: host.getOptionalString('token'),
      })),
    );
  }

  /** With their ports, as in `cde.git.hosts`. */
  list(): Array<{ host: string; protocol: 'http' | 'https' }> {
    return this.#hosts.map(({ host, protocol }) => ({
      host,
      protocol: protocol === 'http:' ? 'http' : 'https',
    }));
  }

  /** @throws InputError for other hosts, credentials in the URL, and what is no repository's path */
  repository(text: string): RepositoryTarget {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const host = this.#hosts.find(
      candidate =>
        candidate.host === url?.host && candidate.protocol === url.protocol,
    );
    if (!url || !host) {
      throw new InputError(
        `'repoUrl' is not the URL of a repository on a git host that this portal may push to; there are: ${
          this.#names() || 'none'
        }. Others have actions of their own, such as publish:github, or belong into cde.git.hosts`,
      );
    }
    if (url.username || url.password || url.search || url.hash) {
      throw new InputError(
        "Leave credentials, query and fragment out of 'repoUrl'; the portal has its own credentials",
      );
    }
    const path = url.pathname.replace(/\/$/, '').replace(/\.git$/, '');
    if (!SAFE_PATH.test(path)) {
      throw new InputError(
        `'${url.pathname}' is not the path of a repository: give an owner and a name of letters, digits, '-', '_' and '.'`,
      );
    }
    const base = `${url.origin}${path}`;
    return {
      url: `${base}.git`,
      base,
      ...(host.token && {
        authorization: `Basic ${Buffer.from(
          `${host.username}:${host.token}`,
        ).toString('base64')}`,
      }),
    };
  }

  #names(): string {
    return this.#hosts
      .map(({ protocol, host }) => `${protocol}//${host}`)
      .join(', ');
  }
}
