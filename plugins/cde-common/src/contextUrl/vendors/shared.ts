import { badPath, badRef, fromFork, noRef } from '../problems';
import { isSafePath } from '../readUrl';
import type { Page, PageReader, Shown } from '../types';

const FULL_COMMIT = /^(?:[\da-f]{40}|[\da-f]{64})$/i;
const COMMIT = /^[\da-f]{7,64}$/i;

const REF_TYPES: Record<string, 'branch' | 'tag' | undefined> = {
  heads: 'branch',
  tags: 'tag',
};

const EMPTY: Page = {
  raw: [],
  segments: [],
  query: new URLSearchParams(),
  fragment: '',
};

/** What a page shows paths of; many show both. */
export type PathKind = 'file' | 'folder' | 'either';

/** The repository itself: pages about all of it. */
export const repository: PageReader = () => ({ subject: 'repository' });

/** A ref and perhaps a path: `feature/login/src`. */
export function at(kind: PathKind, knownType?: 'branch' | 'tag'): PageReader {
  return rest => {
    const [refType, words] = withoutRefs(rest, knownType);
    if (words.length === 0) {
      return undefined;
    }
    const subject =
      words.length > 1
        ? kindOf(kind, words[words.length - 1])
        : refType ?? 'branch';
    return !refType && FULL_COMMIT.test(words[0])
      ? atCommit(words[0], kind, words.slice(1).join('/'))
      : {
          subject,
          refPath: words.join('/'),
          ...(refType && { refType }),
        };
  };
}

/** `refs/heads/x` says what `x` is. */
function withoutRefs(
  rest: string[],
  knownType?: 'branch' | 'tag',
): ['branch' | 'tag' | undefined, string[]] {
  const type = rest[0] === 'refs' ? REF_TYPES[rest[1]] : undefined;
  return type ? [type, rest.slice(2)] : [knownType, rest];
}

/** A commit, and perhaps something in it. */
export function atCommit(name: string, kind: PathKind, path: string): Shown {
  return {
    subject: path ? kindOf(kind, path) : 'commit',
    ref: { type: 'commit', name: name.toLowerCase() },
    ...(path && { path }),
  };
}

/** `commit/<id>`, also as a patch. */
export const commit: PageReader = ([id = '']) => {
  const name = id.replace(/\.(patch|diff)$/, '');
  return COMMIT.test(name) ? atCommit(name, 'folder', '') : undefined;
};

/** `pull/12`, and the pages below it. */
export const change: PageReader = ([text = '']) => {
  const id = text.replace(/\.(patch|diff)$/, '');
  return /^[1-9]\d{0,9}$/.test(id)
    ? { subject: 'change', change: { id } }
    : undefined;
};

/** `releases/tag/v1`: all that follows is the tag. */
export const tag: PageReader = rest =>
  rest.length > 0 ? namedRef('tag', rest.join('/')) : repository(rest, EMPTY);

/** `main...feature/login`: what is compared, not what it is compared with. */
export const compare: PageReader = rest => {
  const head = rest
    .join('/')
    .split(/\.{2,3}/)
    .at(-1);
  if (!head) {
    return undefined;
  }
  if (head.includes(':')) {
    throw fromFork();
  }
  return { subject: 'branch', refPath: checkedRef(head), whole: true };
};

/** Runs of builds, which have a number only. */
export function run(what: string): PageReader {
  return () => {
    throw noRef(what);
  };
}

/** A branch or a tag that the URL tells apart from all else. */
export function namedRef(type: 'branch' | 'tag', name: string): Shown {
  return { subject: type, ref: { type, name: checkedRef(name) } };
}

/** What `git check-ref-format` says, as far as it matters here. @throws UrlProblem */
export function checkedRef(name: string): string {
  const isRef =
    isSafePath(name) &&
    !/[ ~^:?*[\\]|\.\.|@\{|\.$|^-/.test(name) &&
    name.split('/').every(part => !part.startsWith('.'));
  if (!isRef) {
    throw badRef();
  }
  return name;
}

/** A ref from a query: `refs/heads/main`, or without its beginning. */
export function queriedRef(value: string): Shown {
  const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/.exec(value) ?? [];
  const type = REF_TYPES[kind];
  if (type) {
    return namedRef(type, name);
  }
  return FULL_COMMIT.test(value)
    ? atCommit(value, 'folder', '')
    : { subject: 'branch', refPath: checkedRef(value), whole: true };
}

/** A path from a query, without slashes at its ends. @throws UrlProblem */
export function queriedPath(value: string | null): string | undefined {
  const path = value?.replace(/^\/+|\/+$/g, '');
  if (path && !isSafePath(path)) {
    throw badPath();
  }
  return path || undefined;
}

/** What a ref's page shows, with a path in it. */
export function within(
  shown: Shown,
  path: string | undefined,
  kind: PathKind = 'either',
): Shown {
  return path ? { ...shown, subject: kindOf(kind, path), path } : shown;
}

/** Where a page shows both, names of files are taken to have a dot in them. */
function kindOf(kind: PathKind, path: string): 'file' | 'folder' {
  if (kind !== 'either') {
    return kind;
  }
  return /[^/]\.[^/]+$/.test(path) ? 'file' : 'folder';
}

/** `/owner/repository/…` */
export function ownerAndName(reserved: string[]) {
  return ({ segments, raw }: Page) => {
    const [owner, name, ...rest] = segments;
    return owner && name && !reserved.includes(owner.toLowerCase())
      ? { clone: [raw[0], withGit(raw[1])], rest }
      : undefined;
  };
}

export function withGit(segment: string): string {
  return `${withoutGit(segment)}.git`;
}

export function withoutGit(segment: string): string {
  return segment.replace(/\.git$/, '');
}

/** The same reader for pages that show the same. */
export function each(
  names: string[],
  reader: PageReader,
): Record<string, PageReader> {
  return Object.fromEntries(names.map(name => [name, reader]));
}
