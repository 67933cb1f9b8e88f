import {
  badPath,
  disguisedHost,
  notAUrl,
  otherScheme,
  strangeCharacters,
  tooLong,
  withPassword,
} from './problems';
import type { Page } from './types';

const MAX_CHARS = 2000;
/** Spaces, control characters, marks that nobody sees, and what browsers take for a slash. */
const STRANGE = /[\p{C}\p{Z}\\]/u;
/** In decoded text: control characters, backslashes, and marks that reverse what is read. */
const UNSAFE = /[\p{Cc}\\\u202a-\u202e\u2066-\u2069]/u;
const NOT_ASCII = /[^\p{ASCII}]/u;
const PROTOCOLS = ['http', 'https', 'ssh'] as const;
/** `git@github.com:acme/shop.git` */
const SCP = /^[\w.-]+@(?<host>[\w.-]+):(?!\/\/)(?<path>.+)$/;
const URL_START = /^([a-z][a-z\d+.-]*):\/\/([^/?#]+)/i;

/** A URL that is what it looks like. */
export interface ReadUrl {
  protocol: 'http' | 'https' | 'ssh';
  /** With its port, but for ssh, whose port says nothing of the web's. */
  host: string;
  page: Page;
  /** Without a user name. */
  href: string;
}

/** @throws UrlProblem for what is no http(s) or ssh address, or hides where it leads */
export function readUrl(given: string): ReadUrl {
  const text = given.trim();
  if (text.length > MAX_CHARS) {
    throw tooLong(MAX_CHARS);
  }
  if (STRANGE.test(text)) {
    throw strangeCharacters();
  }
  const scp = SCP.exec(text)?.groups;
  if (scp) {
    return readSsh(scp.host, `/${scp.path.replace(/^\//, '')}`);
  }
  const [start, scheme, authority] = URL_START.exec(text) ?? [];
  if (!start) {
    throw notAUrl();
  }
  const protocol = PROTOCOLS.find(name => name === scheme.toLowerCase());
  if (!protocol) {
    throw otherScheme(scheme.toLowerCase());
  }
  const at = authority.lastIndexOf('@');
  if (authority.slice(0, Math.max(at, 0)).includes(':')) {
    throw withPassword();
  }
  const host = authority.slice(at + 1);
  const rest = text.slice(start.length);
  return protocol === 'ssh'
    ? readSsh(host, rest)
    : readWeb(protocol, host, rest);
}

function readWeb(
  protocol: 'http' | 'https',
  authority: string,
  rest: string,
): ReadUrl {
  const url = parse(`${protocol}://${authority}${rest}`);
  const { host } = url;
  // A host of another alphabet is what its ASCII form says; nobody's is written with a full-width a.
  const isOtherAlphabet = host.includes('xn--') && NOT_ASCII.test(authority);
  const defaultPort = protocol === 'https' ? /:443$/ : /:80$/;
  const written = authority.toLowerCase().replace(defaultPort, '');
  if (!isOtherAlphabet && written !== host) {
    throw disguisedHost(host);
  }
  return { protocol, host, page: readPage(url, rest), href: url.href };
}

function readSsh(authority: string, rest: string): ReadUrl {
  const host = authority.replace(/:\d+$/, '').toLowerCase();
  if (!/^[a-z\d.-]+$/.test(host)) {
    throw notAUrl();
  }
  const url = parse(`https://${host}${rest}`);
  return { protocol: 'ssh', host, page: readPage(url, rest), href: url.href };
}

function parse(text: string): URL {
  if (!URL.canParse(text)) {
    throw notAUrl();
  }
  return new URL(text);
}

/** @param written - path, query and fragment before anything is normalised */
function readPage(url: URL, written: string): Page {
  const [path] = written.split(/[?#]/, 1);
  const raw = path.replace(/^\//, '').replace(/\/$/, '').split('/');
  const segments = raw.map(decode);
  const isEmpty = raw.length === 1 && raw[0] === '';
  if (!isEmpty && !segments.every(isSafePath)) {
    throw badPath();
  }
  return {
    raw: isEmpty ? [] : raw,
    segments: isEmpty ? [] : segments,
    query: url.searchParams,
    fragment: url.hash.replace(/^#/, ''),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badPath();
  }
}

/** Neither leads out of where it is, nor hides what it is. */
export function isSafePath(path: string): boolean {
  return (
    !UNSAFE.test(path) &&
    path.split('/').every(part => !['', '.', '..'].includes(part))
  );
}
