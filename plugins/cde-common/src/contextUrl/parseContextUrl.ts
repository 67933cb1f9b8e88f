import type { Cause } from '../types';
import { findHost, sliced, type Addressed } from './findHost';
import { badPath, unknownPage, UrlProblem } from './problems';
import { readUrl } from './readUrl';
import type { ContextUrl, KnownHost, Page, Shown } from './types';
import { VENDORS } from './vendors';

/** What the path of a repository consists of; nothing in it may mean something else once it is decoded. */
const REPOSITORY =
  /^(?!\.{1,2}$)(?:[\w.~+@-]|%(?!25|2f|5c|[01]|7f)[\da-f]{2})+$/i;

/**
 * Reads the URL of a page of a git host, or of a repository: all that can be known of it without asking anybody.
 * The browser and the backend, links and locations of components are read by this alone.
 *
 * @param hosts - all others are refused
 * @public
 */
export function parseContextUrl(
  text: string,
  hosts: KnownHost[],
): ContextUrl | { problem: Cause } {
  try {
    const url = readUrl(text);
    const addressed = findHost(url, hosts);
    const page = withoutBase(addressed);
    const found = readPage(addressed.host, page);
    return {
      // An ssh address is nothing that can be opened.
      url: url.protocol === 'ssh' ? found.repositoryUrl : url.href,
      ...found,
    };
  } catch (error) {
    if (error instanceof UrlProblem) {
      return { problem: error.problem };
    }
    throw error;
  }
}

function withoutBase({ host, page }: Addressed): Page {
  const base = host.basePath?.split('/').filter(Boolean) ?? [];
  if (base.some((segment, index) => page.segments[index] !== segment)) {
    throw unknownPage(host.host);
  }
  return sliced(page, base.length);
}

function readPage(host: KnownHost, page: Page): Omit<ContextUrl, 'url'> {
  const vendor = VENDORS[host.type];
  const parts = vendor.split(page);
  if (!parts) {
    throw unknownPage(host.host);
  }
  const { clone, rest } = parts;
  if (!clone.every(segment => REPOSITORY.test(segment))) {
    throw badPath();
  }
  const shown = showing(host, page, rest);
  const line = shown.line ?? lineOf(shown, page.fragment);
  return {
    hostType: host.type,
    repositoryUrl: `${host.protocol}://${host.host}${
      host.basePath ?? ''
    }/${clone.join('/')}`,
    name: decodeURIComponent(clone[clone.length - 1]).replace(/\.git$/, ''),
    ...shown,
    ...(line && { line }),
  };
}

function showing(host: KnownHost, page: Page, rest: string[]): Shown {
  const { pages, root } = VENDORS[host.type];
  const [name, ...more] = rest;
  const reader = Object.hasOwn(pages, name) ? pages[name] : undefined;
  const shown =
    name === undefined
      ? root?.([], page) ?? { subject: 'repository' as const }
      : reader?.(more, page);
  if (!shown) {
    throw unknownPage(host.host);
  }
  return shown;
}

/** `#L10`, `#L10-L20`, `#lines-10`, `#10`. */
function lineOf({ subject }: Shown, fragment: string): number | undefined {
  const [, line] = /^(?:L|lines-)?([1-9]\d{0,6})(?!\d)/.exec(fragment) ?? [];
  return line && subject === 'file' ? Number(line) : undefined;
}
