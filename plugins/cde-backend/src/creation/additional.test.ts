import { refuseRepeated } from './additional';
import type { ComponentSource } from './catalog';

const at = (url: string, component?: string) => ({
  location: { url, name: 'x' },
  ...(component && { component: { ref: component } as ComponentSource }),
});

describe('repositories that are named twice', () => {
  it.each([
    [['https://github.com/acme/api.git', 'https://github.com/acme/web.git']],
    [['http://git.test:3002/a/b', 'http://git.test:3003/a/b']],
    [['http://git.test/a/b', 'https://git.test/a/b']],
    [['http://git.test/a/b', 'http://git.test/a/b.gita']],
  ])('%j are two', urls =>
    expect(() => refuseRepeated(urls.map(url => at(url)))).not.toThrow(),
  );

  it.each([
    [['https://github.com/acme/api.git', 'https://github.com/acme/api.git']],
    [['https://github.com/acme/api.git', 'https://github.com/Acme/API.git']],
    [['http://git.test/a/b', 'http://git.test/a/b.git']],
    [['http://git.test/a/b/', 'http://git.test/x', 'http://git.test/a/b']],
  ])('%j are not', urls =>
    expect(() => refuseRepeated(urls.map(url => at(url)))).toThrow(
      /name each repository once|is cloned once/,
    ),
  );

  it('are told by what they were named by', () => {
    const url = 'https://github.com/acme/mono.git';
    expect(() =>
      refuseRepeated([
        at(url, 'component:default/a'),
        at(url, 'component:default/b'),
      ]),
    ).toThrow(
      `'component:default/b' and 'component:default/a' are in the same repository, ${url}`,
    );
    expect(() => refuseRepeated([at(url), at(url)])).toThrow(
      `${url} is asked for twice`,
    );
  });
});
