import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { GitHosts } from '../../git';
import { GitServer } from '../../testing/gitServer';
import { contentsFor } from '../contents';
import { RepositoryLocator } from '../locate';
import { proposeChange, TRAILER } from '../proposeChange';
import { Proposers } from '../Proposers';
import { findTarget } from '../target';

const PATH = '.devcontainer/devcontainer.json';
const REPOSITORY = 'acme/shop';

describe('PlainGitProposer', () => {
  let server: GitServer;
  let folder: string;
  beforeEach(async () => {
    server = await GitServer.start();
    folder = await mkdtemp(path.join(tmpdir(), 'propose-'));
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Commits to a branch on the host; a link's content is where it leads. */
  function commit(
    branch: string,
    files: Record<string, string>,
    links: Record<string, string> = {},
  ) {
    const git = (...args: string[]) => server.git(REPOSITORY, ...args);
    const entries = [
      ...Object.entries(files).map(entry => ['100644', ...entry]),
      ...Object.entries(links).map(entry => ['120000', ...entry]),
    ];
    git('read-tree', '--empty');
    for (const [mode, name, content] of entries) {
      const blob = server.hash(REPOSITORY, content);
      git('update-index', '--add', '--cacheinfo', `${mode},${blob},${name}`);
    }
    const made = git(
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@x',
      'commit-tree',
      git('write-tree'),
      '-m',
      'First',
    );
    git('update-ref', `refs/heads/${branch}`, made);
  }
  const show = (name: string) => server.git(REPOSITORY, 'show', name);

  async function propose(
    options: {
      token?: string;
      configuredToken?: string;
      url?: string;
      signal?: AbortSignal;
    } = {},
  ) {
    const config = mockServices.rootConfig({
      data: {
        cde: {
          git: {
            hosts: [
              {
                host: server.host,
                protocol: 'http',
                username: 'portal',
                token: options.configuredToken ?? 'canary-token',
              },
            ],
          },
        },
      },
    });
    const integrations = ScmIntegrations.fromConfig(config);
    const gitHosts = GitHosts.fromConfig(config);
    const locator = new RepositoryLocator({
      integrations,
      plainHosts: gitHosts.list(),
    });
    const located = locator.locate(
      `http://${server.host}/${REPOSITORY}${options.url ?? ''}`,
    );
    const host = await new Proposers({ integrations, gitHosts }).for(located, {
      token: options.token,
      signal: options.signal,
      temporary: () => mkdtemp(path.join(folder, 'task-')),
    });
    const target = await findTarget(host, located);
    const { files } = await contentsFor(host, target, {}, {});
    return proposeChange(host, {
      branch: 'feature/dev',
      target: target.head,
      files,
      title: 'T',
      description: 'D',
      message: 'Add a dev environment',
      author: { name: 'Ada', email: 'ada@acme.example' },
    });
  }

  it('pushes a branch with the file, once', async () => {
    commit('main', { 'go.mod': 'module shop\n\ngo 1.22\n', 'README.md': 'x' });
    const proposal = await propose();
    expect(proposal).toEqual({
      url: `http://${server.host}/${REPOSITORY}?ref=feature%2Fdev`,
      branch: 'feature/dev',
      created: true,
      unchanged: false,
    });
    expect(JSON.parse(show(`feature/dev:${PATH}`))).toMatchObject({
      image: 'mcr.microsoft.com/devcontainers/go:1.22',
    });
    expect(show('feature/dev:README.md')).toBe('x');
    const log = ['log', '--format=%an %ae %s%n%b', 'main..feature/dev'];
    expect(server.git(REPOSITORY, ...log)).toBe(
      `Ada ada@acme.example Add a dev environment\n${TRAILER}`,
    );

    const before = server.git(REPOSITORY, 'rev-parse', 'feature/dev');
    expect(await propose()).toEqual({ ...proposal, created: false });
    expect(server.git(REPOSITORY, 'rev-parse', 'feature/dev')).toBe(before);
  });

  it("reads a folder's files on a branch with a slash", async () => {
    commit('main', { 'README.md': 'x' });
    commit('release/2', { 'services/pay/Cargo.toml': '', 'go.mod': '' });
    await propose({ url: '/tree/release/2/services/pay' });
    expect(show('feature/dev:.devcontainer/pay/devcontainer.json')).toContain(
      'rust',
    );
    expect(server.git(REPOSITORY, 'rev-parse', 'feature/dev~1')).toBe(
      server.git(REPOSITORY, 'rev-parse', 'release/2'),
    );
  });

  it('adds to what is there, byte for byte', async () => {
    const own = '{\r\n\t// ö\r\n\t"image": "own:1"\r\n}\r\n';
    commit('main', { 'go.mod': '', '.devcontainer.json': own });
    await propose();
    expect(show('feature/dev:.devcontainer.json')).toContain(
      '{\r\n\t// ö\r\n\t"image": "own:1",\r\n\t"name": "Go"',
    );
  });

  it("goes on with a branch of its own, and leaves others' alone", async () => {
    commit('main', { 'go.mod': '' });
    await propose();
    commit('main', { 'Cargo.toml': '' });
    await propose();
    expect(show(`feature/dev:${PATH}`)).toContain('rust');
    commit('feature/dev', { x: '' });
    await expect(propose()).rejects.toThrow(/not of this action/);
  });

  it('reads no manifest through a link, and writes through none', async () => {
    commit('main', { 'Cargo.toml': '' }, { 'go.mod': '/etc/passwd' });
    await propose();
    expect(show(`feature/dev:${PATH}`)).toContain('rust');

    commit('main', { 'go.mod': '' }, { '.devcontainer': '/etc' });
    server.git(REPOSITORY, 'update-ref', '-d', 'refs/heads/feature/dev');
    await expect(propose()).rejects.toThrow(
      /a part of its path is a file or a symbolic link/,
    );
  });

  it("uses the user's token in place of the portal's", async () => {
    commit('main', { 'go.mod': '' });
    await expect(propose({ configuredToken: 'wrong' })).rejects.toThrow(
      /does not let the portal push/,
    );
    // The test's host wants the portal's user name too, so a token alone is refused: it is what was sent.
    await expect(propose({ token: 'mine' })).rejects.toThrow(
      /does not let the portal push/,
    );
    expect(server.authorizations).toContain(
      `Basic ${Buffer.from('git:mine').toString('base64')}`,
    );
  });

  it('says what is wrong with the repository', async () => {
    await expect(propose()).rejects.toThrow(/There is no git repository at/);
    server.git(REPOSITORY, 'rev-parse', '--git-dir');
    await expect(propose()).rejects.toThrow(/is empty: it has no branch yet/);
  });

  it('stops when the task is cancelled', async () => {
    commit('main', { 'go.mod': '' });
    server.hangs = true;
    await expect(propose({ signal: AbortSignal.timeout(200) })).rejects.toThrow(
      /abort|timeout/i,
    );
  });
});
