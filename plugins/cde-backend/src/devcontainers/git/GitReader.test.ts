import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startGitServer, type GitServer } from '../../testing/gitServer';
import { parseBatchCheck, parseRefs } from './gitOutput';
import { GitReader } from './GitReader';

// Real processes on a machine that may be busy.
jest.setTimeout(60_000);

describe('GitReader over HTTP', () => {
  let server: GitServer;
  let cacheDirectory: string;
  let reader: GitReader;
  let authorization: string | undefined;

  beforeAll(async () => {
    server = await startGitServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    cacheDirectory = await fs.mkdtemp(path.join(os.tmpdir(), 'cde-cache-'));
    authorization = undefined;
    reader = new GitReader({
      cacheDirectory,
      cacheBytes: 10 * 2 ** 20,
      authorization: async () => authorization,
    });
    server.intercept = undefined;
    server.requests = [];
  });
  afterEach(() => fs.rm(cacheDirectory, { recursive: true, force: true }));

  it('lists branches, tags and the default branch', async () => {
    const main = await server.commit('acme/refs', 'main', { 'README.md': 'x' });
    const feature = await server.commit('acme/refs', 'feature/login', {
      a: 'b',
    });
    await server.git(
      'acme/refs',
      '-c',
      'user.name=T',
      '-c',
      'user.email=t@t',
      'tag',
      '--annotate',
      '--message=1',
      'v1',
      'main',
    );
    expect(await reader.listRefs(server.url('acme/refs'))).toEqual({
      defaultBranch: 'main',
      branches: [
        { name: 'feature/login', commit: feature },
        { name: 'main', commit: main },
      ],
      tags: [{ name: 'v1', commit: main }],
    });
  });

  it('tells when branches were changed, with one fetch of their last commits', async () => {
    const main = await server.commit('acme/dates', 'main', { 'big.bin': 'x' });
    const feature = await server.commit('acme/dates', 'feature/login', {});
    const url = server.url('acme/dates');
    const { branches } = await reader.listRefs(url);
    const described = await reader.describeBranches(url, branches);
    const some = { author: 'Test', updatedAt: expect.stringMatching(/Z$/) };
    expect(described).toEqual([
      { name: 'feature/login', commit: feature, ...some },
      { name: 'main', commit: main, ...some },
    ]);
    const fetches = () =>
      server.requests.filter(request => request.startsWith('POST')).length;
    const before = fetches();
    await reader.describeBranches(url, branches);
    expect(fetches()).toBe(before);
    const [folder] = await fs.readdir(cacheDirectory);
    const objects = await fs.readdir(
      path.join(cacheDirectory, folder, 'objects'),
      { recursive: true },
    );
    expect(objects.length).toBeGreaterThan(0);

    const moved = await server.commit('acme/dates', 'main', { 'b.bin': 'y' });
    const later = await reader.listRefs(url);
    expect(await reader.describeBranches(url, later.branches)).toContainEqual({
      name: 'main',
      commit: moved,
      ...some,
    });
  });

  it('asks for no commits where the host would send files with them', async () => {
    await server.commit('acme/unfiltered', 'main', { a: 'b' });
    await server.git(
      'acme/unfiltered',
      'config',
      'uploadpack.allowFilter',
      'false',
    );
    const url = server.url('acme/unfiltered');
    const { branches } = await reader.listRefs(url);
    server.requests = [];
    expect(await reader.describeBranches(url, branches)).toEqual([]);
    expect(await reader.describeBranches(url, [])).toEqual([]);
    // What it can, and its HEAD; nothing was fetched.
    expect(server.requests).toHaveLength(2);
  });

  it('finds the files in all their places, and through links', async () => {
    const commit = await server.commit('acme/places', 'main', {
      '.devcontainer/devcontainer.json': { link: '../common/dc.json' },
      '.devcontainer/go/devcontainer.json': '{"image":"go"}',
      '.devcontainer/linked': { link: '../common/folder' },
      '.devcontainer/outside/devcontainer.json': {
        link: '../../../../etc/passwd',
      },
      '.devcontainer/circle/devcontainer.json': { link: 'devcontainer.json' },
      '.devcontainer/empty/notes.md': '',
      '.devcontainer.json': '// comment\n{}',
      'common/dc.json': '{"image":"shared"}',
      'common/folder/devcontainer.json': '{"image":"folder"}',
      'big.bin': 'x'.repeat(100_000),
    });
    const url = server.url('acme/places');
    expect(await reader.findDevcontainerFiles(url, commit)).toEqual([
      '.devcontainer/devcontainer.json',
      '.devcontainer.json',
      '.devcontainer/go/devcontainer.json',
      '.devcontainer/linked/devcontainer.json',
    ]);
    expect(
      await reader.readText(url, commit, '.devcontainer/devcontainer.json'),
    ).toBe('{"image":"shared"}');
    expect(
      await reader.readText(
        url,
        commit,
        '.devcontainer/linked/devcontainer.json',
      ),
    ).toBe('{"image":"folder"}');
    expect(
      await reader.readText(
        url,
        commit,
        '.devcontainer/outside/devcontainer.json',
      ),
    ).toBeUndefined();
    expect(await reader.readText(url, commit, 'nothing')).toBeUndefined();
    expect(await reader.readText(url, commit, 'README\nHEAD')).toBeUndefined();
  });

  it('asks the host once per commit, however many ask here', async () => {
    const commit = await server.commit('acme/once', 'main', {
      'README.md': 'x',
    });
    const url = server.url('acme/once');
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        reader.findDevcontainerFiles(url, commit),
      ),
    );
    expect(answers).toEqual([[], [], [], [], []]);
    const before = server.requests.length;
    expect(before).toBeLessThanOrEqual(4);
    await new GitReader({
      cacheDirectory,
      cacheBytes: 2 ** 20,
      authorization: async () => undefined,
    }).findDevcontainerFiles(url, commit);
    expect(server.requests).toHaveLength(before);
  });

  it('keeps its cache below the limit', async () => {
    const small = new GitReader({
      cacheDirectory,
      cacheBytes: 100_000,
      authorization: async () => undefined,
    });
    for (let index = 0; index < 6; index++) {
      const commit = await server.commit('acme/many', 'main', {
        'README.md': String(index),
        '.devcontainer.json': randomBytes(40_000).toString('hex'),
      });
      await small.findDevcontainerFiles(server.url('acme/many'), commit);
    }
    const kept = await fs.readdir(cacheDirectory);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(6);
  });

  it('says what is wrong', async () => {
    const commit = await server.commit('acme/wrong', 'main', {
      'README.md': 'x',
    });
    const url = server.url('acme/wrong');
    await expect(reader.listRefs(server.url('acme/none'))).rejects.toThrow(
      /There is no git repository at .*acme\/none\.git/,
    );
    await expect(
      reader.findDevcontainerFiles(url, 'f'.repeat(40)),
    ).rejects.toThrow(/The commit is not in/);
    await expect(
      reader.findDevcontainerFiles(url, '--output=/tmp/x'),
    ).rejects.toThrow(/is not a commit/);
    await expect(
      reader.listRefs('http://localhost:9/acme/x.git'),
    ).rejects.toThrow(/localhost:9 could not be reached/);
    server.intercept = (_, response) => Boolean(response.writeHead(500).end());
    await expect(reader.listRefs(url)).rejects.toThrow(
      /could not be reached: .*500/,
    );
    expect(await fs.readdir(cacheDirectory)).toEqual([]);
    expect(commit).toHaveLength(40);
  });

  it('sends credentials in a header to their own host only, and tells nobody', async () => {
    await server.commit('acme/private', 'main', { 'README.md': 'x' });
    const elsewhere = await startGitServer();
    try {
      const url = server.url('acme/private');
      server.intercept = (request, response) =>
        request.headers.authorization !== 'Basic c2VjcmV0' &&
        Boolean(response.writeHead(401, { 'WWW-Authenticate': 'Basic' }).end());
      const refused = await reader.listRefs(url).catch(error => error);
      expect(refused.name).toBe('NotAllowedError');
      expect(refused.message).toMatch(/does not let the portal in/);
      authorization = 'Basic c2VjcmV0';
      expect((await reader.listRefs(url)).defaultBranch).toBe('main');

      server.intercept = (request, response) =>
        Boolean(
          response
            .writeHead(302, {
              Location: `http://${elsewhere.host}${request.url}`,
            })
            .end(),
        );
      await expect(reader.listRefs(url)).rejects.toThrow(
        /has moved, and the portal does not follow redirects/,
      );
      expect(elsewhere.requests).toEqual([]);
      const cached = await fs.readdir(cacheDirectory, { recursive: true });
      expect(cached).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });
});

describe('parsing', () => {
  it('copes with an empty repository', () => {
    expect(parseRefs('')).toEqual({ branches: [], tags: [] });
  });

  it('skips the second line of broken links', () => {
    const id = 'a'.repeat(40);
    expect(
      parseBatchCheck(
        `symlink 9\n/etc/pass\n${id} blob 3\nx missing\ndangling 5\nmain:\nloop 4\nabcd\n`,
      ),
    ).toEqual([
      undefined,
      { id, type: 'blob' },
      undefined,
      undefined,
      undefined,
    ]);
  });
});
