import type { Page, PageReader, Vendor } from '../types';
import { at, each, queriedPath, queriedRef, within, withGit } from './shared';

/** What many hosts call their pages; nothing more is known of a plain one. */
const PAGES = ['tree', 'blob', 'raw'];

/** `?ref=main&path=src/index.ts` */
const root: PageReader = (_, { query }) => {
  const ref = query.get('ref');
  const shown = ref ? queriedRef(ref) : { subject: 'repository' as const };
  return within(shown, queriedPath(query.get('path')));
};

/** What such a host adds to a repository's path, or leaves out, is not known, so it stays as it is. */
export const plain: Vendor = {
  split({ raw, segments }: Page) {
    const page = segments.findIndex(
      (segment, index) =>
        index > 0 &&
        index < segments.length - 1 &&
        (PAGES.includes(segment) ||
          (segment === 'src' && segments[index + 1] === 'branch')),
    );
    const end = page > 0 ? page : segments.length;
    return end > 0
      ? { clone: raw.slice(0, end), rest: segments.slice(end) }
      : undefined;
  },
  root,
  pages: {
    tree: at('folder'),
    ...each(['blob', 'raw'], at('file')),
    src: (rest, page) => at('either', 'branch')(rest.slice(1), page),
  },
};

/** Only its clone URLs are understood. */
export const harness: Vendor = {
  split: ({ raw }: Page) =>
    raw.length > 0
      ? {
          clone: [...raw.slice(0, -1), withGit(raw[raw.length - 1])],
          rest: [],
        }
      : undefined,
  pages: {},
};
