/* eslint-disable no-script-url, no-new-func -- a bookmarklet is a script in an address */
import { SNIPPET_KINDS, bookmarklet, snippet, sourceOf } from './snippets';

const PLACES = {
  openPage: 'https://portal.example/cde/open',
  badge: 'https://portal.example/api/cde/badge.svg',
  source: 'https://github.com/acme/payments-api/tree/main/services/pay/',
};
const WORDS = { alt: 'Open in a dev environment', paste: 'paste it there.' };
const LINK =
  'https://portal.example/cde/open?url=https%3A%2F%2Fgithub.com%2Facme%2Fpayments-api%2Ftree%2Fmain%2Fservices%2Fpay%2F';

describe('snippet', () => {
  it.each([
    [
      'markdown',
      `[![Open in a dev environment](https://portal.example/api/cde/badge.svg)](${LINK})`,
    ],
    [
      'html',
      `<a href="${LINK}"><img src="https://portal.example/api/cde/badge.svg" alt="Open in a dev environment"></a>`,
    ],
    ['link', LINK],
    [
      'github',
      '[Open in a dev environment](https://portal.example/cde/open): paste it there.',
    ],
    [
      'azure',
      '[Open in a dev environment](https://portal.example/cde/open): paste it there.',
    ],
  ] as const)('for %s', (kind, expected) =>
    expect(snippet(kind, PLACES, WORDS)).toBe(expected),
  );

  it.each([
    'https://gitlab.com/acme/pay.git',
    'https://gitlab.com/acme/pay/',
    'https://gitlab.com/acme/pay/-/tree/main/services/pay',
  ])('for GitLab names the branch by its variable, from %s', source => {
    const text = snippet('gitlab', { ...PLACES, source }, WORDS);
    const link = /\((.*)\)/.exec(text)![1];
    expect(link).toContain('%{source_branch}');
    const opened = link.replace('%{source_branch}', 'fix/timeouts');
    expect(new URL(opened).searchParams.get('url')).toBe(
      'https://gitlab.com/acme/pay/-/tree/fix/timeouts',
    );
  });

  it.each(SNIPPET_KINDS)('lets no address out of its place: %s', kind => {
    const source = 'https://h.example/a"b)<script>/';
    const text = snippet(kind, { ...PLACES, source }, WORDS);
    expect(text).not.toContain('<script');
    expect(text).not.toContain('a"b');
  });
});

describe('bookmarklet', () => {
  it('leads from any page to its dev environment', () => {
    const code = bookmarklet("https://portal.example/it's/cde/open");
    expect(code).toBe(
      "javascript:void(location.href='https://portal.example/it%27s/cde/open?url='+encodeURIComponent(location.href))",
    );
    const location = { href: 'https://github.com/acme/x/pull/1?a=b&c#d' };
    const run = new Function('location', code.replace('javascript:', ''));
    run(location);
    expect(new URL(location.href).searchParams.get('url')).toBe(
      'https://github.com/acme/x/pull/1?a=b&c#d',
    );
  });
});

describe('sourceOf', () => {
  const repository = 'https://github.com/acme/x.git';
  const annotated = (location: string) => ({
    'backstage.io/source-location': location,
  });

  it.each([
    [annotated('url:https://h/a/tree/main/b/'), 'https://h/a/tree/main/b/'],
    [annotated('url:https://me:secret@h/a'), 'https://h/a'],
    [annotated('url:javascript:alert(1)'), repository],
    [annotated('file:/etc'), repository],
    [
      {
        ...annotated('url:https://h/a'),
        'cde.backstage.io/repository': repository,
      },
      repository,
    ],
    [undefined, repository],
  ])('%p', (annotations, expected) =>
    expect(sourceOf(annotations, repository)).toBe(expected),
  );

  it('is nothing where there is nothing', () =>
    expect(sourceOf({}, undefined)).toBeUndefined());
});
