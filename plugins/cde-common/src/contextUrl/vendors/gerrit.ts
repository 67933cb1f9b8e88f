import type { Page, PageReader, Vendor } from '../types';
import {
  at,
  change,
  commit,
  each,
  repository,
  run,
  withoutGit,
  type PathKind,
} from './shared';

/** Beginnings of paths that are no projects. */
const RESERVED = ['q', 'dashboard', 'settings', 'login', 'Documentation'];

/** Projects nest, and only `+` ends their path. */
const projectUntil = (page: Page, first: number, end: number) => {
  const clone = page.raw.slice(first, end);
  return clone.length > 0
    ? [...clone.slice(0, -1), withoutGit(clone[clone.length - 1])]
    : undefined;
};

/** Where each kind of URL has the project: from which segment, and what the pages after it are called. */
function start([first, second]: string[]): { first: number; kind: string } {
  if (first === 'c') {
    return { first: 1, kind: 'change' };
  }
  if (first === 'plugins' && second === 'gitiles') {
    return { first: 2, kind: '' };
  }
  if (first === 'admin' && second === 'repos') {
    return { first: 2, kind: 'admin' };
  }
  return { first: first === 'a' ? 1 : 0, kind: '' };
}

function split(page: Page): ReturnType<Vendor['split']> {
  const { segments } = page;
  const { first, kind } = start(segments);
  // `+log`, `+blame` and the like are pages of gitiles.
  const plus = segments.findIndex(
    (segment, index) => index > first && /^\+[a-z]*$/.test(segment),
  );
  const isNoProject =
    RESERVED.includes(segments[0]) ||
    (plus < 0 && (kind === 'change' || /^\d+$/.test(segments[first] ?? '')));
  const clone = projectUntil(page, first, plus > 0 ? plus : segments.length);
  if (isNoProject || !clone) {
    return undefined;
  }
  const [name, ...more] = clone[clone.length - 1].split(',');
  const project = more.length > 0 ? [...clone.slice(0, -1), name] : clone;
  const pages = plus > 0 ? [kind || segments[plus]] : [];
  return {
    clone: project,
    rest: [...pages, ...(plus > 0 ? segments.slice(plus + 1) : [])],
  };
}

/** `refs/heads/main/path`, a branch or a commit; `refs/changes/…` is one patch set only. */
function gitiles(kind: PathKind): PageReader {
  return (rest, page) => {
    if (rest[0] === 'refs' && rest[1] === 'changes') {
      return run('a patch set')(rest, page);
    }
    if (rest.length === 0) {
      return repository(rest, page);
    }
    return at(kind)(rest, page) ?? commit(rest, page);
  };
}

export const gerrit: Vendor = {
  split,
  pages: {
    change,
    ...each(['+', '+show', '+log', '+archive'], gitiles('either')),
    ...each(['+doc', '+blame'], gitiles('file')),
    '+refs': repository,
  },
};
