import type { Page, PageReader, Shown, Vendor } from '../types';
import {
  atCommit,
  change,
  checkedRef,
  each,
  namedRef,
  queriedPath,
  repository,
  within,
  commit as commitPage,
} from './shared';

/** `GBmain` is a branch, `GTv1` a tag, `GC…` a commit; older links leave the letters out. */
function readVersion(version: string | null): Shown {
  const [, kind, name] = /^G([BTC])(.+)$/.exec(version ?? '') ?? [];
  switch (kind) {
    case 'B':
      return namedRef('branch', name);
    case 'T':
      return namedRef('tag', name);
    case 'C':
      return atCommit(checkedRef(name), 'folder', '');
    default:
      return version
        ? { subject: 'branch', refPath: checkedRef(version), whole: true }
        : { subject: 'repository' };
  }
}

/** A repository's own page shows refs, folders and files, too. */
const root: PageReader = (_, { query }) => {
  const line = Number(query.get('line'));
  return {
    ...within(
      readVersion(query.get('version')),
      queriedPath(query.get('path')),
    ),
    ...(Number.isInteger(line) && line > 0 && { line }),
  };
};

const commit: PageReader = (rest, page) => {
  const shown = commitPage(rest, page);
  return shown && within(shown, queriedPath(page.query.get('path')));
};

const pullRequest: PageReader = (rest, page) =>
  rest.length > 0 ? change(rest, page) : repository(rest, page);

export const azure: Vendor = {
  /** `organisation/project/_git/repository`; on own servers with more in front. */
  split({ raw, segments }: Page) {
    const git = segments.indexOf('_git');
    return git > 0 && segments.length > git + 1
      ? { clone: raw.slice(0, git + 2), rest: segments.slice(git + 2) }
      : undefined;
  },
  root,
  pages: {
    ...each(['pullrequest', 'pullRequest'], pullRequest),
    commit,
    commits: (_, { query }) => readVersion(query.get('itemVersion')),
    branchCompare: (_, { query }) => readVersion(query.get('targetVersion')),
    branches: repository,
    ...each(['pullrequests', 'pushes', 'tags', 'forks'], repository),
  },
};
