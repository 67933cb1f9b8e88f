/** The gateway's own cookie. The prefix makes browsers insist on Secure, Path=/ and no Domain. */
export const SESSION_COOKIE = '__Host-cde';

/** Cookies that never reach a pod: ours, and the portal's sign-in. Compared in lower case. */
const WITHHELD = ['__host-cde', 'backstage-auth'];

/**
 * The session cookie's value out of Cookie headers. A second cookie of that name
 * cannot come from a browser that we talked to, so then there is none.
 */
export function sessionCookie(cookieHeader: string | undefined): string | undefined {
  if (!cookieHeader?.includes(SESSION_COOKIE)) return undefined;
  const values = cookieHeader
    .split(';')
    .map(pair => pair.trim())
    .filter(pair => pair.startsWith(`${SESSION_COOKIE}=`));
  return values.length === 1 ? values[0].slice(SESSION_COOKIE.length + 1) : undefined;
}

/** A Set-Cookie header for the session; the browser forgets it when it is closed. */
export function setSessionCookie(token: string): string {
  return `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; Secure; SameSite=Lax`;
}

/** A Set-Cookie header that ends the session. */
export function clearSessionCookie(): string {
  return `${SESSION_COOKIE}=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0`;
}

/** What of a Cookie header the pod may see; empty: nothing. */
export function cookiesForPod(cookieHeader: string): string {
  const lower = cookieHeader.toLowerCase();
  if (!WITHHELD.some(name => lower.includes(name))) return cookieHeader;
  return cookieHeader
    .split(';')
    .map(pair => pair.trim())
    .filter(pair => pair !== '' && !isWithheld(pair))
    .join('; ');
}

/**
 * A pod's Set-Cookie header as the browser may see it, or `undefined`: not our cookie,
 * and for its own host alone, so that it reaches neither siblings nor the portal.
 */
export function cookieFromPod(setCookie: string): string | undefined {
  if (isWithheld(setCookie)) return undefined;
  if (!/;\s*domain\s*=?/i.test(setCookie)) return setCookie;
  const [pair, ...attributes] = setCookie.split(';');
  return [pair, ...attributes.filter(attribute => !/^\s*domain\s*(=|$)/i.test(attribute))].join(';');
}

/** A cookie without a name is sent back as its value alone, so that has to be looked at. */
function isWithheld(pair: string): boolean {
  const start = pair.replace(/^[\s=]+/, '').toLowerCase();
  return WITHHELD.some(name => start.startsWith(name));
}
