import type { ContextUrl, Workspace } from '@backstage-cde/plugin-cde-common';
import { searchTerm } from './ComponentFinder';
import { fittingWorkspaces } from './fittingWorkspaces';
import { placeComponents, type Candidate } from './placeComponents';
import { resolveChange } from './resolvePage';

const refs = {
  branches: [
    { name: 'main', commit: 'a' },
    { name: 'feature/x', commit: 'b' },
  ],
  tags: [],
};

describe('placeComponents', () => {
  const at = (
    name: string,
    place?: Partial<NonNullable<Candidate['place']>>,
  ): Candidate => ({
    ref: `component:default/${name}`,
    title: name,
    repositoryUrl: 'https://github.com/acme/mono.git',
    ...(place && { place: { subject: 'folder', ...place } }),
  });
  const mono = [
    at('pay', { refPath: 'main/services/pay' }),
    at('pay-ui', { refPath: 'feature/x/services/pay/ui' }),
    at('old', { refPath: 'gone/services/old' }),
    at('docs', { subject: 'file', path: 'docs/catalog-info.yaml' }),
  ];
  const root = at('root', {
    subject: 'file',
    refPath: 'main/catalog-info.yaml',
  });

  it.each([
    ['services/pay/src/a.ts', ['pay'], 'pay'],
    ['services/pay', ['pay'], 'pay'],
    ['services/pay/ui/index.ts', ['pay-ui', 'pay'], 'pay-ui'],
    ['services/old/x', ['old'], 'old'],
    ['docs/index.md', ['docs'], 'docs'],
    ['services/payments', ['docs', 'old', 'pay', 'pay-ui'], undefined],
    [undefined, ['docs', 'old', 'pay', 'pay-ui'], undefined],
  ])('%s is of %s', (path, names, best) => {
    const placement = placeComponents(mono, refs, path);
    expect(placement.components.map(({ title }) => title)).toEqual(names);
    expect(placement.best?.title).toBe(best);
  });

  it.each([
    ['services/pay/src/a.ts', ['pay', 'root'], 'pay'],
    ['README.md', ['root'], 'root'],
    [undefined, ['root', 'docs', 'old', 'pay', 'pay-ui'], 'root'],
  ])('with one of the whole repository, %s is of %s', (path, names, best) => {
    const placement = placeComponents([...mono, root], refs, path);
    expect(placement.components.map(({ title }) => title)).toEqual(names);
    expect(placement.best?.title).toBe(best);
  });

  it('chooses none of two that are alike, and the only one there is', () => {
    const two = placeComponents([at('b'), at('a')], refs, 'x');
    expect(two.components.map(({ title }) => title)).toEqual(['a', 'b']);
    expect(two.best).toBeUndefined();
    expect(placeComponents([mono[0]], refs, undefined).best?.title).toBe('pay');
    expect(placeComponents([mono[0]], refs, 'docs/a').best).toBeUndefined();
    expect(placeComponents([], refs, undefined)).toEqual({ components: [] });
  });
});

describe('fittingWorkspaces', () => {
  const workspace = (id: string, parts: Partial<Workspace>) =>
    ({
      id,
      desired: 'running',
      phase: 'Running',
      createdAt: '2026-01-01T00:00:00Z',
      repository: {
        url: 'https://github.com/acme/shop.git',
        ref: { type: 'branch', name: 'main' },
      },
      ...parts,
    } as Workspace);
  const other = (name: string) => ({
    url: 'https://github.com/Acme/shop',
    ref: { type: 'branch' as const, name },
  });

  it('are of the same repository and ref, the nearest to being used first', () => {
    const found = fittingWorkspaces(
      [
        workspace('failed', { phase: 'Failed' }),
        workspace('stopped', { phase: 'Stopped' }),
        workspace('older', { lastUsedAt: '2026-02-01T00:00:00Z' }),
        workspace('newer', { lastUsedAt: '2026-03-01T00:00:00Z' }),
        workspace('named', {
          component: 'component:default/shop',
          phase: 'Failed',
        }),
        workspace('capitals', { repository: other('main'), phase: 'Pending' }),
        workspace('branch', { repository: other('fix') }),
        workspace('going', { desired: 'deleted' }),
        workspace('none', { repository: undefined }),
      ],
      {
        repositoryUrl: 'https://github.com/acme/shop.git',
        ref: { type: 'branch', name: 'main' },
        component: 'component:default/shop',
      },
      [{ host: 'github.com', type: 'github', protocol: 'https' }],
    );
    expect(found.map(({ id }) => id)).toEqual([
      'named',
      'newer',
      'older',
      'capitals',
      'stopped',
      'failed',
    ]);
  });
});

describe('resolveChange', () => {
  const change = {
    id: '1',
    title: 'x',
    url: 'https://github.com/acme/shop/pull/1',
    sourceBranch: 'feature/x',
    commit: 'c0ffee',
    fork: false,
    draft: false,
  };

  it.each([
    [{}, { type: 'branch', name: 'feature/x' }],
    [{ sourceBranch: 'gone' }, { type: 'commit', name: 'c0ffee' }],
    [{ fork: true }, { type: 'commit', name: 'c0ffee' }],
  ])('%j', (parts, ref) => {
    expect(resolveChange({ ...change, ...parts }, refs)).toEqual({
      subject: 'change',
      ref,
    });
  });

  it.each([
    [{ fork: true }, /in a fork/],
    [{ sourceBranch: 'gone' }, /is gone/],
  ])('cannot without a commit: %j', (parts, words) => {
    const without = { ...change, ...parts, commit: undefined };
    expect(() => resolveChange(without, refs)).toThrow(words);
  });
});

describe('searchTerm', () => {
  it.each([
    ['https://github.com/acme/shop.git', 'github', 'acme/shop'],
    ['https://bitbucket.acme.org/scm/PAY/shop.git', 'bitbucketServer', 'shop'],
    ['https://dev.azure.com/a/p/_git/My%20Shop', 'azure', '_git/My%20Shop'],
    ['http://localhost:3002/acme/shop', 'plain', 'acme/shop'],
  ] as const)('%s', (repositoryUrl, hostType, term) => {
    expect(searchTerm({ repositoryUrl, hostType } as ContextUrl)).toBe(term);
  });
});
