import type { IncomingHttpHeaders } from 'node:http';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Why a request is not one that a page of this very workspace, or a person, would
 * make; `undefined` where it is.
 *
 * - What changes state needs the workspace's own Origin. Pages with `Referrer-Policy: no-referrer`
 *   send `null` for their own forms, so then Sec-Fetch-Site, which no script can set, has to say `same-origin`.
 * - Other sites may lead a person here, but neither fetch nor embed anything.
 *
 * @param ownOrigin - scheme, host and port of the workspace
 */
export function foreignRequest(method: string, headers: IncomingHttpHeaders, ownOrigin: string): string | undefined {
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  if (!SAFE_METHODS.has(method) && origin !== ownOrigin && !(hasNoOrigin(origin) && site === 'same-origin')) {
    return `${method} from origin '${origin ?? 'unknown'}'`;
  }
  if (site === 'cross-site' || site === 'same-site') {
    const navigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
    if (!navigation || !SAFE_METHODS.has(method)) return `${site} ${method} that is no navigation`;
  }
  return undefined;
}

/** The same for websockets, which browsers let any page open: only the workspace's own may. */
export function foreignSocket(headers: IncomingHttpHeaders, ownOrigin: string): string | undefined {
  return headers.origin === ownOrigin ? undefined : `websocket from origin '${headers.origin ?? 'unknown'}'`;
}

/** Whether a person would see the answer as a page. */
export function isNavigation(method: string, headers: IncomingHttpHeaders): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const mode = headers['sec-fetch-mode'];
  return mode ? mode === 'navigate' : Boolean(headers.accept?.includes('text/html'));
}

function hasNoOrigin(origin: string | undefined): boolean {
  return origin === undefined || origin === 'null';
}
