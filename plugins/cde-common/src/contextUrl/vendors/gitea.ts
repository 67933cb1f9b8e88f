import type { PageReader, Vendor } from '../types';
import { releases } from './github';
import {
  at,
  change,
  commit,
  compare,
  each,
  ownerAndName,
  repository,
  run,
  type PathKind,
} from './shared';

/** First segments that are no owners. */
const RESERVED = [
  '-',
  'admin',
  'api',
  'explore',
  'issues',
  'notifications',
  'org',
  'pulls',
  'repo',
  'user',
];

/** `branch/main/…`, `tag/v1/…`, `commit/<id>/…`; older versions left the kind out. */
function src(kind: PathKind): PageReader {
  return ([type, ...rest], page) => {
    switch (type) {
      case undefined:
        return repository(rest, page);
      case 'branch':
      case 'tag':
        return at(kind, type)(rest, page);
      case 'commit':
        return at(kind)(rest, page);
      default:
        return at(kind)([type, ...rest], page);
    }
  };
}

export const gitea: Vendor = {
  split: ownerAndName(RESERVED),
  pages: {
    ...each(['src', 'commits'], src('either')),
    ...each(['_new', '_upload'], src('folder')),
    ...each(['raw', 'blame', 'media', '_edit', '_delete'], src('file')),
    commit,
    pulls: (rest, page) =>
      rest.length > 0 ? change(rest, page) : repository(rest, page),
    compare,
    releases,
    actions: run('a workflow or its run'),
    ...each(
      [
        'activity',
        'branches',
        'issues',
        'labels',
        'milestones',
        'packages',
        'projects',
        'settings',
        'tags',
        'wiki',
      ],
      repository,
    ),
  },
};
