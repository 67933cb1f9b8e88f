import type { Page, PageReader, Vendor } from '../types';
import {
  at,
  change,
  commit,
  compare,
  each,
  namedRef,
  repository,
  run,
  tag,
  withGit,
  type PathKind,
} from './shared';

/** First segments that are no groups. */
const RESERVED = [
  '-',
  'admin',
  'api',
  'dashboard',
  'explore',
  'groups',
  'help',
  'search',
  'users',
];

/** Pages that older versions had without `/-/`. */
const OLD_PAGES = [
  'tree',
  'blob',
  'raw',
  'blame',
  'commit',
  'commits',
  'compare',
  'merge_requests',
  'tags',
];

/** Newer versions say `?ref_type=heads` where a branch and a tag have the same name. */
function withRefType(kind: PathKind): PageReader {
  return (rest, page) => {
    const type = page.query.get('ref_type');
    const types = { heads: 'branch', tags: 'tag' } as const;
    const known = type === 'heads' || type === 'tags' ? types[type] : undefined;
    return at(kind, known)(rest, page);
  };
}

const pipelines: PageReader = (rest, page) => {
  const ref = page.query.get('ref');
  if (ref) {
    return namedRef('branch', ref);
  }
  return rest.length > 1 && rest.at(-1) === 'latest'
    ? namedRef('branch', rest.slice(0, -1).join('/'))
    : run('a pipeline')(rest, page);
};

const orRepository =
  (reader: PageReader): PageReader =>
  (rest, page) =>
    rest.length > 0 ? reader(rest, page) : repository(rest, page);

export const gitlab: Vendor = {
  /** Groups nest; `/-/` ends the project's path. */
  split({ raw, segments }: Page) {
    const dash = segments.indexOf('-');
    const old = segments.findIndex(
      (segment, index) => index > 1 && OLD_PAGES.includes(segment),
    );
    const page = dash > 0 ? dash : old;
    const isOld = dash <= 0 && old > 0 && old < segments.length - 1;
    const end = dash > 0 || isOld ? page : segments.length;
    const rest = segments.slice(dash > 0 ? end + 1 : end);
    return end > 1 && !RESERVED.includes(segments[0])
      ? { clone: [...raw.slice(0, end - 1), withGit(raw[end - 1])], rest }
      : undefined;
  },
  pages: {
    ...each(['tree', 'new', 'network', 'find_file'], withRefType('folder')),
    ...each(['blob', 'raw', 'blame', 'edit'], withRefType('file')),
    commits: orRepository(withRefType('either')),
    commit,
    merge_requests: orRepository(change),
    tags: tag,
    releases: tag,
    compare: orRepository(compare),
    pipelines,
    ...each(['jobs', 'builds'], run('a job')),
    ...each(
      [
        'activity',
        'boards',
        'branches',
        'environments',
        'graphs',
        'issues',
        'milestones',
        'packages',
        'pipeline_schedules',
        'settings',
        'snippets',
        'wikis',
        'work_items',
      ],
      repository,
    ),
  },
};
