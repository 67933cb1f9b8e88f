import type {
  RepositoryRefs,
  SourceProvider,
} from '@backstage-cde/plugin-cde-node';
import { Sources } from './Sources';

const refs: RepositoryRefs = {
  defaultBranch: 'main',
  branches: ['main', 'feature', 'feature/login', 'release/1'].map(name => ({
    name,
    commit: `c-${name}`,
  })),
  tags: [{ name: 'v1.0', commit: 'c-v1.0' }],
};

function provider(host: string, known = refs): SourceProvider {
  return {
    name: host,
    hosts: () => [host],
    locate: url =>
      url.startsWith(`https://${host}/`) ? { url, name: 'x' } : undefined,
    listRefs: async () => known,
    findDevcontainerFiles: async () => [],
    readText: async () => undefined,
  };
}

describe('Sources', () => {
  const sources = new Sources([provider('a.example'), provider('b.example')]);
  const at = (refPath?: string) => ({
    url: 'https://a.example/x',
    name: 'x',
    ...(refPath && { refPath }),
  });

  it('asks the providers in their order and names all hosts', () => {
    expect(sources.locate('https://b.example/x')).toEqual({
      url: 'https://b.example/x',
      name: 'x',
    });
    expect(() => sources.locate('https://user:secret@c.example/x')).toThrow(
      /^Repositories at c\.example are not allowed here.* a\.example, b\.example/,
    );
  });

  it.each([
    [undefined, 'branch', 'main'],
    ['feature/login/src/main.go', 'branch', 'feature/login'],
    ['feature/logout', 'branch', 'feature'],
    ['features', 'branch', 'main'],
    ['v1.0/README.md', 'tag', 'v1.0'],
    ['gone/README.md', 'branch', 'main'],
  ])('reads %s as the %s %s', async (refPath, type, name) => {
    expect(await sources.resolve(at(refPath))).toEqual({
      ref: { type, name },
      commit: `c-${name}`,
    });
  });

  it('reads pages by whoever knows their host, as far as it can', () => {
    const parsing: SourceProvider = {
      ...provider('c.example'),
      parse: url => ({
        problem: url.includes('c.example')
          ? { reason: 'NoRef', message: 'A run' }
          : { reason: 'UnknownHost', message: 'Who?', cure: 'Known is c' },
      }),
    };
    const all = new Sources([provider('a.example'), parsing]);
    expect(all.parse('https://ana:secret@a.example/x')).toEqual({
      problem: expect.objectContaining({ reason: 'UnknownHost' }),
    });
    expect(all.parse('https://a.example/x')).toEqual({
      url: 'https://a.example/x',
      hostType: 'plain',
      repositoryUrl: 'https://a.example/x',
      name: 'x',
      subject: 'repository',
    });
    expect(all.parse('https://c.example/x')).toMatchObject({
      problem: { reason: 'NoRef' },
    });
    expect(all.parse('https://d.example/x')).toMatchObject({
      problem: {
        reason: 'UnknownHost',
        message: expect.stringContaining('d.example is not one of'),
        cure: expect.stringContaining('a.example, c.example'),
      },
    });
  });

  it('prefers what is asked for to what the URL says', async () => {
    const wanted = { type: 'branch' as const, name: 'release/1' };
    expect((await sources.resolve(at('feature'), wanted)).ref).toEqual(wanted);
  });

  it.each([
    ['feature/logn', /Did you mean 'feature\/login'/],
    ['login', /Did you mean 'feature\/login'/],
    ['Main', /Did you mean 'main'/],
    ['something-else-entirely', /may have been deleted/],
  ])('misses %s with a hint', async (name, hint) => {
    await expect(
      sources.resolve(at(), { type: 'branch', name }),
    ).rejects.toThrow(hint);
  });

  it('says that a repository is empty', async () => {
    const empty = new Sources([
      provider('a.example', { branches: [], tags: [] }),
    ]);
    await expect(empty.resolve(at())).rejects.toThrow(
      /is empty.*Push a first commit/,
    );
  });
});
