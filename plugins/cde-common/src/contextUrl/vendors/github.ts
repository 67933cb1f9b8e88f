import type { PageReader, Vendor } from '../types';
import {
  at,
  change,
  commit,
  compare,
  each,
  namedRef,
  ownerAndName,
  repository,
  run,
  tag,
} from './shared';

/** First segments that are no owners. */
const RESERVED = [
  'about',
  'apps',
  'codespaces',
  'collections',
  'enterprise',
  'explore',
  'features',
  'issues',
  'login',
  'marketplace',
  'new',
  'notifications',
  'orgs',
  'pulls',
  'search',
  'settings',
  'sponsors',
  'topics',
  'trending',
  'users',
];

/** `releases/tag/v1`, `releases/download/v1/file`. */
export const releases: PageReader = ([kind, ...rest], page) => {
  if (kind === 'tag') {
    return tag(rest, page);
  }
  return kind === 'download' && rest.length > 1
    ? tag(rest.slice(0, -1), page)
    : repository(rest, page);
};

/** Lists of runs may be narrowed to a branch: `?query=branch:main`. */
const actions: PageReader = (rest, page) => {
  const [, , branch] =
    /(?:^|\s)branch:("?)([^\s"]+)\1/.exec(page.query.get('query') ?? '') ?? [];
  return branch
    ? namedRef('branch', branch)
    : run('a workflow or its run')(rest, page);
};

const commits: PageReader = (rest, page) =>
  rest.length > 0 ? at('either')(rest, page) : repository(rest, page);

export const github: Vendor = {
  split: ownerAndName(RESERVED),
  pages: {
    ...each(['tree', 'new', 'upload'], at('folder')),
    ...each(['blob', 'raw', 'blame', 'edit', 'delete'], at('file')),
    commits,
    commit,
    pull: change,
    compare,
    releases,
    ...each(['actions', 'runs', 'checks'], actions),
    ...each(
      [
        'activity',
        'branches',
        'contributors',
        'deployments',
        'discussions',
        'forks',
        'graphs',
        'issues',
        'labels',
        'milestones',
        'network',
        'packages',
        'projects',
        'pulls',
        'pulse',
        'releases.atom',
        'security',
        'settings',
        'tags',
        'wiki',
      ],
      repository,
    ),
  },
};
