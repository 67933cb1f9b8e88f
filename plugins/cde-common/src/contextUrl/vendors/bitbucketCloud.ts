import type { PageReader, Vendor } from '../types';
import {
  at,
  change,
  commit,
  each,
  namedRef,
  ownerAndName,
  repository,
  run,
  within,
  type PathKind,
} from './shared';

/** First segments that are no workspaces. */
const RESERVED = ['account', 'api', 'dashboard', 'product', 'site', 'support'];

/** `src/<commit>/path?at=feature/login` is how its own pages link to a branch. */
function src(kind: PathKind): PageReader {
  return (rest, page) => {
    const branch = page.query.get('at');
    if (!branch) {
      return rest.length > 0 ? at(kind)(rest, page) : repository(rest, page);
    }
    return within(
      namedRef('branch', branch.replace(/^refs\/heads\//, '')),
      rest.slice(1).join('/'),
      kind,
    );
  };
}

const commits: PageReader = (rest, page) => {
  const [kind, ...name] = rest;
  if ((kind === 'branch' || kind === 'tag') && name.length > 0) {
    return namedRef(kind, name.join('/'));
  }
  return rest.length > 0 ? commit(rest, page) : repository(rest, page);
};

export const bitbucketCloud: Vendor = {
  split: ownerAndName(RESERVED),
  pages: {
    src: src('either'),
    ...each(['raw', 'annotate', 'history-node'], src('file')),
    branch: rest =>
      rest.length > 0 ? namedRef('branch', rest.join('/')) : undefined,
    commits,
    'full-commit': commit,
    'pull-requests': (rest, page) =>
      rest.length > 0 ? change(rest, page) : repository(rest, page),
    ...each(['pipelines', 'addon', 'deployments'], run('a pipeline')),
    ...each(
      ['admin', 'branches', 'downloads', 'issues', 'jira', 'overview', 'wiki'],
      repository,
    ),
  },
};
