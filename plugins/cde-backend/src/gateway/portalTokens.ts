/**
 * Whether an Authorization header carries a token that Backstage issued: a JWT whose
 * `typ` is `vnd.backstage.…` (user, limited user and plugin tokens all have one).
 * Anything else belongs to the app in the workspace.
 */
export function isPortalToken(authorization: string): boolean {
  const token = /^\s*bearer\s+([^\s.]+)\./i.exec(authorization)?.[1];
  if (!token) return false;
  try {
    const { typ } = JSON.parse(Buffer.from(token, 'base64url').toString());
    return typeof typ === 'string' && typ.toLowerCase().startsWith('vnd.backstage.');
  } catch {
    // Not JSON, so not a JWT.
    return false;
  }
}
