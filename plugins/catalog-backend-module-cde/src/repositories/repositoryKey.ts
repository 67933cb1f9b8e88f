const KEY = 'cde-repository:';
/** What follows a repository's own path: the page of a branch, a folder or a file. */
const PAGE =
  /^((?:\/[^/]+){2,}?)(?:\/-)?\/(?:tree|blob|src|browse|raw|edit)(?:\/|$)/;
/** Bitbucket Server's two ways to say the same. */
const BITBUCKET = /^\/(?:scm\/([^/]+)|projects\/([^/]+)\/repos)\/([^/]+)$/;

/**
 * The refresh key of a repository, the same for all URLs of it: to clone from, of its page, of a folder in it. Hosts
 * differ in whether letters' case matters; a refresh too many costs less than one too few.
 *
 * @returns `undefined` for what is no http(s) URL
 */
export function repositoryKey(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    return undefined;
  }
  const page = PAGE.exec(url.pathname)?.[1] ?? url.pathname;
  const path = page.replace(/\/+$/, '').replace(/\.git$/, '');
  const [, scm, project, name] = BITBUCKET.exec(path) ?? [];
  const repository = name ? `/${scm ?? project}/${name}` : path;
  return repository
    ? `${KEY}${url.protocol}//${url.host}${repository}`.toLowerCase()
    : undefined;
}
