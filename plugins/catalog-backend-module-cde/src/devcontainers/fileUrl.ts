/** Page of a branch: the repository, how the host calls a branch's files, the branch. */
const BRANCH =
  /^((?:\/[^/]+){2,}?)\/((?:-\/)?)(tree|blob|src\/branch|src)\/([^/]+)(?:\/.*)?$/;

/** How the hosts' own readers of Backstage want to be asked for a file. */
const WORDS: Record<string, Record<string, string>> = {
  github: { tree: 'blob', blob: 'blob' },
  gitlab: { tree: 'blob', blob: 'blob' },
  gitea: { 'src/branch': 'src/branch' },
  bitbucketCloud: { src: 'src' },
};

/**
 * URL of a file at the repository's top, on the branch that a component's URL is about, for Backstage's reader of the
 * host. Pure.
 *
 * @param type - of Backstage's integration
 * @returns `undefined` where the reader cannot be asked: other hosts, or a URL without a branch
 */
export function fileUrl(
  type: string,
  repositoryUrl: string,
  path: string,
): string | undefined {
  const url = new URL(repositoryUrl);
  url.hash = '';
  if (type === 'azure' && url.pathname.includes('/_git/')) {
    url.searchParams.set('path', `/${path}`);
    return url.href;
  }
  const [, repository, dash, word, branch] = BRANCH.exec(url.pathname) ?? [];
  const words = Object.hasOwn(WORDS, type) ? WORDS[type] : {};
  if (!branch || !Object.hasOwn(words, word)) {
    return undefined;
  }
  url.search = '';
  url.pathname = `${repository}/${dash}${words[word]}/${branch}/${path}`;
  return url.href;
}
