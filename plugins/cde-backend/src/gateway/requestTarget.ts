/**
 * Path and query of a request's target (RFC 9112 §3.2), or `undefined` for one that the
 * gateway does not serve. Where it goes is never read from it: the absolute form is
 * taken only if it names the very host that the request is for.
 */
export function pathOf(target: string, host: string): string | undefined {
  if (target.startsWith('/')) return target;
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(target);
  if (!absolute || absolute[1].toLowerCase() !== host) return undefined;
  return absolute[2].startsWith('/') ? absolute[2] : `/${absolute[2]}`;
}
