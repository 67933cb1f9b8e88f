import type { GitHostType, KnownHost } from './types';

/** Whose owners and repositories are the same in capitals. */
const IGNORE_CASE: GitHostType[] = [
  'github',
  'gitlab',
  'bitbucketCloud',
  'bitbucketServer',
  'azure',
  'gitea',
];

/**
 * Equal for clone URLs of the same repository: `.git` at the end does not count, nor do capitals
 * where the vendor takes them for the same.
 *
 * @public
 */
export function repositoryKey(
  repositoryUrl: string,
  hosts: KnownHost[],
): string {
  const url = repositoryUrl.replace(/\/+$/, '').replace(/\.git$/, '');
  const { host } = new URL(url);
  const type = hosts.find(known => known.host === host)?.type;
  return type && IGNORE_CASE.includes(type) ? url.toLowerCase() : url;
}
