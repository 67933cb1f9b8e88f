import type { Page, PageReader, Vendor } from '../types';
import {
  change,
  commit,
  each,
  queriedRef,
  repository,
  withGit,
  within,
  type PathKind,
} from './shared';

/** The ref is in the query, the path behind the page's name. */
function browse(kind: PathKind): PageReader {
  return (rest, { query }) => {
    const ref = query.get('at');
    const shown = ref ? queriedRef(ref) : { subject: 'repository' as const };
    return within(shown, rest.join('/'), kind);
  };
}

const commits: PageReader = (rest, page) => {
  const until = page.query.get('until');
  if (rest.length > 0) {
    return commit(rest, page);
  }
  return until ? queriedRef(until) : repository(rest, page);
};

/** `compare/commits?sourceBranch=refs/heads/feature/login`. */
const compare: PageReader = (_, { query }) => {
  const source = query.get('sourceBranch');
  return source ? queriedRef(source) : undefined;
};

export const bitbucketServer: Vendor = {
  /** `projects/KEY/repos/slug`, `users/name/repos/slug`, and `scm/key/slug.git` to clone from. */
  split({ raw, segments }: Page) {
    const [kind, , repos] = segments;
    if (kind === 'scm' && raw.length === 3) {
      return { clone: ['scm', raw[1], withGit(raw[2])], rest: [] };
    }
    if (repos !== 'repos' || raw.length < 4) {
      return undefined;
    }
    const keys: Record<string, string> = {
      projects: raw[1],
      users: `~${raw[1]}`,
    };
    return Object.hasOwn(keys, kind)
      ? {
          clone: ['scm', keys[kind], withGit(raw[3])],
          rest: segments.slice(4),
        }
      : undefined;
  },
  pages: {
    ...each(['browse', 'src'], browse('either')),
    ...each(['raw', 'annotate'], browse('file')),
    commits,
    'pull-requests': (rest, page) =>
      rest.length > 0 ? change(rest, page) : repository(rest, page),
    compare,
    ...each(['branches', 'tags', 'forks', 'settings', 'builds'], repository),
  },
};
