import { otherProtocol, severalHosts, unknownHost } from './problems';
import type { ReadUrl } from './readUrl';
import type { KnownHost, Page } from './types';

/** Whose URL it is, and the URL's page as if it were at the host's own address. */
export interface Addressed {
  host: KnownHost;
  page: Page;
}

/** Addresses that some hosts have beside their own, for ssh through firewalls and for raw files. */
const SSH_NAMES: Record<string, string> = {
  'ssh.github.com': 'github.com',
  'altssh.gitlab.com': 'gitlab.com',
  'altssh.bitbucket.org': 'bitbucket.org',
  'ssh.dev.azure.com': 'dev.azure.com',
  'vs-ssh.visualstudio.com': 'dev.azure.com',
};
const VISUAL_STUDIO = /^([a-z\d][a-z\d-]*)\.visualstudio\.com$/;

/** @throws UrlProblem where the host is none of these */
export function findHost(url: ReadUrl, hosts: KnownHost[]): Addressed {
  return url.protocol === 'ssh' ? findSsh(url, hosts) : findWeb(url, hosts);
}

function findWeb({ protocol, host, page }: ReadUrl, hosts: KnownHost[]) {
  const sameHost = hosts.filter(known => known.host === host);
  const found = sameHost.find(known => known.protocol === protocol);
  if (found) {
    return { host: found, page };
  }
  if (sameHost.length > 0) {
    throw otherProtocol(host, sameHost[0].protocol);
  }
  const other = protocol === 'https' ? atOtherAddress(host, page) : undefined;
  const known =
    other &&
    hosts.find(
      candidate =>
        candidate.host === other.host && candidate.protocol === 'https',
    );
  if (!other || !known) {
    throw unknownHost(host, namesOf(hosts));
  }
  return { host: known, page: other.page };
}

/** Raw files of GitHub, and Azure DevOps as it was called before. */
function atOtherAddress(
  host: string,
  page: Page,
): { host: string; page: Page } | undefined {
  if (host === 'raw.githubusercontent.com') {
    return { host: 'github.com', page: inserted(page, 2, 'raw') };
  }
  const [, organisation] = VISUAL_STUDIO.exec(host) ?? [];
  if (!organisation) {
    return undefined;
  }
  const isCollection = page.segments[0] === 'DefaultCollection';
  return {
    host: 'dev.azure.com',
    page: inserted(isCollection ? sliced(page, 1) : page, 0, organisation),
  };
}

/** Its port is none of the web's, so only the name can be compared. */
function findSsh({ host, page }: ReadUrl, hosts: KnownHost[]): Addressed {
  const name = SSH_NAMES[host] ?? host;
  const named = hosts.filter(known => hostname(known) === name);
  const usual = named.filter(known => known.host === name);
  const candidates = named.length > 1 ? usual : named;
  if (named.length === 0) {
    throw unknownHost(host, namesOf(hosts));
  }
  if (candidates.length !== 1) {
    throw severalHosts(host);
  }
  return { host: candidates[0], page: asWebPage(candidates[0], page) };
}

/** ssh paths have no base path, and some vendors' are other than those of the web. */
function asWebPage({ type, basePath }: KnownHost, page: Page): Page {
  const base = basePath?.split('/').filter(Boolean) ?? [];
  const isVersioned = type === 'azure' && page.segments[0] === 'v3';
  const isShort = type === 'bitbucketServer' && page.segments[0] !== 'scm';
  const own = isVersioned ? inserted(sliced(page, 1), 2, '_git') : page;
  return inserted(isShort ? inserted(own, 0, 'scm') : own, 0, ...base);
}

function hostname({ host }: KnownHost): string {
  return host.replace(/:\d+$/, '');
}

function namesOf(hosts: KnownHost[]): string[] {
  return [...new Set(hosts.map(({ host }) => host))];
}

function inserted(page: Page, index: number, ...segments: string[]): Page {
  return {
    ...page,
    raw: page.raw.toSpliced(index, 0, ...segments),
    segments: page.segments.toSpliced(index, 0, ...segments),
  };
}

/** Without the first segments. */
export function sliced(page: Page, count: number): Page {
  return {
    ...page,
    raw: page.raw.slice(count),
    segments: page.segments.slice(count),
  };
}
