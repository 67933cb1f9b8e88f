import { cookieFromPod, cookiesForPod } from './cookies';
import { isPortalToken } from './portalTokens';

/** Never passed on (RFC 9110 §7.6.1), beside those that a Connection header names. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  // Answered by the listener itself.
  'expect',
  'http2-settings',
]);

/** Said anew by the gateway, whatever the client claims. */
const REPLACED = new Set(['host', 'forwarded', 'x-real-ip']);

/** Statements of a pod about more than its own host and connection. */
const NOT_FROM_POD = new Set(['alt-svc', 'clear-site-data']);

/** What the gateway itself knows about a request. */
export interface RequestFacts {
  /** The workspace's public host, with port. */
  host: string;
  protocol: 'http' | 'https';
  clientAddress: string;
}

/**
 * Headers for the pod out of a client's, both as flat lists of names and values.
 * Credentials of portal and gateway are left out; the app's own ones stay.
 */
export function headersForPod(rawHeaders: string[], facts: RequestFacts): string[] {
  const named = connectionNames(rawHeaders);
  const headers = [
    'Host', facts.host,
    'X-Forwarded-For', facts.clientAddress,
    'X-Forwarded-Host', facts.host,
    'X-Forwarded-Proto', facts.protocol,
  ];
  const cookies: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index].toLowerCase();
    const value = rawHeaders[index + 1];
    if (HOP_BY_HOP.has(name) || REPLACED.has(name) || name.startsWith('x-forwarded-') || named?.has(name)) continue;
    if (name === 'cookie') {
      const rest = cookiesForPod(value);
      if (rest) cookies.push(rest);
    } else if (name !== 'authorization' || !isPortalToken(value)) {
      headers.push(rawHeaders[index], value);
    }
  }
  if (cookies.length > 0) headers.push('Cookie', cookies.join('; '));
  return headers;
}

/** Headers for the client out of a pod's, and our cookie where the session was renewed. */
export function headersFromPod(rawHeaders: string[], setCookie?: string): string[] {
  const named = connectionNames(rawHeaders);
  const headers: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index].toLowerCase();
    if (HOP_BY_HOP.has(name) || NOT_FROM_POD.has(name) || named?.has(name)) continue;
    const value = name === 'set-cookie' ? cookieFromPod(rawHeaders[index + 1]) : rawHeaders[index + 1];
    if (value !== undefined) headers.push(rawHeaders[index], value);
  }
  if (setCookie) headers.push('Set-Cookie', setCookie);
  return headers;
}

/** How many headers of a name there are. */
export function countHeader(rawHeaders: string[], wanted: string): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index].length === wanted.length && rawHeaders[index].toLowerCase() === wanted) count += 1;
  }
  return count;
}

/** Header names that Connection headers declare to be for this hop only. */
function connectionNames(rawHeaders: string[]): Set<string> | undefined {
  let names: Set<string> | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index].length !== 10 || rawHeaders[index].toLowerCase() !== 'connection') continue;
    for (const part of rawHeaders[index + 1].toLowerCase().split(',')) {
      const name = part.trim();
      // Framing and the addressee are ours to decide.
      if (!name || name === 'keep-alive' || name === 'close' || name === 'content-length') continue;
      names ??= new Set();
      names.add(name);
    }
  }
  return names;
}
