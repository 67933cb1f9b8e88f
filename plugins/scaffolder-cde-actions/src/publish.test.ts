import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { parse } from 'yaml';
import { createPublishAction } from './publish';
import { GitServer } from './testing/gitServer';

type Input = Parameters<
  ReturnType<typeof createPublishAction>['handler']
>[0]['input'];

describe('cde:git:publish', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'publish-'));
  const source = path.join(folder, 'workspace');
  let server: GitServer;
  let checkpoints: Map<string, unknown>;

  const action = (token = 'canary-token') =>
    createPublishAction({
      config: mockServices.rootConfig({
        data: {
          cde: {
            git: {
              hosts: [
                {
                  host: server.host,
                  protocol: 'http',
                  username: 'portal',
                  token,
                },
              ],
            },
          },
        },
      }),
    });
  const url = (name: string) => `http://${server.host}/acme/${name}`;
  /** With checkpoints that outlive a try, as the scaffolder keeps them. */
  const context = (input: Input, more: object = {}) =>
    Object.assign(
      createMockActionContext({ input: { ...input }, workspacePath: source }),
      {
        createTemporaryDirectory: async () =>
          mkdtempSync(path.join(folder, 'temporary-')),
        checkpoint: async ({
          key,
          fn,
        }: {
          key: string;
          fn: () => Promise<unknown>;
        }) => {
          if (!checkpoints.has(key)) checkpoints.set(key, await fn());
          return checkpoints.get(key);
        },
        ...more,
      },
    );
  const outputs = (ctx: ReturnType<typeof context>) =>
    Object.fromEntries((ctx.output as jest.Mock).mock.calls);
  const history = (name: string, branch = 'main') =>
    server.git(`acme/${name}`, 'log', '--format=%H', branch).split('\n');

  beforeAll(async () => {
    server = await GitServer.start();
  });

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(() => {
    checkpoints = new Map();
    Object.assign(server, { failWith: undefined, hangs: false });
    rmSync(source, { recursive: true, force: true });
    mkdirSync(path.join(source, 'src'), { recursive: true });
    writeFileSync(path.join(source, 'README.md'), '# Service\n');
    writeFileSync(path.join(source, 'src', 'run.sh'), 'true\n');
    chmodSync(path.join(source, 'src', 'run.sh'), 0o755);
  });

  it('makes a repository with one commit of all files, and says where', async () => {
    writeFileSync(path.join(source, '.gitignore'), 'node_modules\n');
    mkdirSync(path.join(source, 'node_modules'));
    writeFileSync(path.join(source, 'node_modules', 'x'), '');
    const ctx = context(
      { repoUrl: url('all') },
      {
        user: {
          entity: {
            spec: { profile: { displayName: 'Ana', email: 'ana@acme' } },
          },
        },
      },
    );
    await action().handler(ctx);
    const [commit] = history('all');
    expect(outputs(ctx)).toEqual({
      remoteUrl: `${url('all')}.git`,
      repoContentsUrl: `${url('all')}/raw/main`,
      commitHash: commit,
    });
    expect(
      server.git('acme/all', 'log', '--format=%an %ae %cn %s', 'main'),
    ).toBe('Ana ana@acme Ana Initial commit');
    expect(
      server
        .git(
          'acme/all',
          'ls-tree',
          '-r',
          '--format=%(objectmode) %(path)',
          'main',
        )
        .split('\n'),
    ).toEqual(['100644 .gitignore', '100644 README.md', '100755 src/run.sh']);
  });

  it('takes folder, branch, message and author of the template', async () => {
    await action().handler(
      context({
        repoUrl: `${url('chosen')}.git`,
        sourcePath: 'src',
        defaultBranch: 'release/1',
        gitCommitMessage: 'From a template\n\nWith a body',
        gitAuthorName: 'Templates',
        gitAuthorEmail: 'templates@acme',
      }),
    );
    expect(
      server.git('acme/chosen', 'log', '--format=%an <%ae> %B', 'release/1'),
    ).toBe('Templates <templates@acme> From a template\n\nWith a body');
    expect(
      server.git('acme/chosen', 'ls-tree', '-r', '--name-only', 'release/1'),
    ).toBe('run.sh');
  });

  it('finds its own commit after a crash, also without its files', async () => {
    const input = { repoUrl: url('crash') };
    await action().handler(context(input));
    const [commit] = history('crash');
    rmSync(source, { recursive: true });
    mkdirSync(source);
    const ctx = context(input);
    await action().handler(ctx);
    expect(history('crash')).toEqual([commit]);
    expect(outputs(ctx).commitHash).toBe(commit);
  });

  it('pushes the remembered commit after a crash before the push', async () => {
    const input = { repoUrl: url('late') };
    server.failWith = 502;
    await expect(action().handler(context(input))).rejects.toThrow(
      /could not be reached: .*502.*Start the task again/s,
    );
    server.failWith = undefined;
    await action().handler(context(input));
    const [[, kept]] = [...checkpoints] as Array<[string, { commit: string }]>;
    expect(history('late')).toEqual([kept.commit]);
  });

  it('does not publish other files than it began with', async () => {
    const input = { repoUrl: url('changed') };
    server.failWith = 502;
    await expect(action().handler(context(input))).rejects.toThrow();
    server.failWith = undefined;
    writeFileSync(path.join(source, 'README.md'), 'other\n');
    await expect(action().handler(context(input))).rejects.toThrow(
      /not the ones that it began to publish/,
    );
    expect(server.exists('acme/changed')).toBe(false);
  });

  it('leaves a repository with a history of its own alone', async () => {
    await action().handler(context({ repoUrl: url('taken') }));
    const before = history('taken');
    for (const defaultBranch of ['main', 'other']) {
      checkpoints = new Map();
      const input = { repoUrl: url('taken'), defaultBranch };
      await expect(
        action().handler(context({ ...input, gitCommitMessage: 'Mine' })),
      ).rejects.toThrow(
        /There is a repository .*taken.git already.*another name/,
      );
    }
    expect(history('taken')).toEqual(before);
  });

  it('leaves the winner of a race alone', async () => {
    const tries = ['One', 'Two'].map(async gitCommitMessage =>
      action().handler(context({ repoUrl: url('race'), gitCommitMessage })),
    );
    const results = await Promise.allSettled(tries);
    expect(results.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    expect(history('race')).toHaveLength(1);
  });

  it('fills a repository that is there and empty', async () => {
    server.git('acme/empty', 'status', '--help');
    await action().handler(context({ repoUrl: url('empty') }));
    expect(history('empty')).toHaveLength(1);
  });

  it('keeps links links, and does not read what they lead to', async () => {
    symlinkSync('/etc/passwd', path.join(source, 'link'));
    mkdirSync(path.join(source, '.git'));
    writeFileSync(
      path.join(source, '.git', 'config'),
      '[core]\nsshCommand = false\n',
    );
    await action().handler(context({ repoUrl: url('links') }));
    expect(server.git('acme/links', 'cat-file', 'blob', 'main:link')).toBe(
      '/etc/passwd',
    );
    expect(
      server.git('acme/links', 'ls-tree', '-r', '--name-only', 'main'),
    ).not.toContain('.git');
  });

  it.each([
    ['../other', /not allowed to refer to a directory outside/],
    ['/etc', /not allowed to refer to a directory outside/],
    ['nothing', /no such folder/],
    ['README.md', /no such folder/],
    ['out', /not allowed to refer to a directory outside/],
  ])('refuses the folder %s', async (sourcePath, message) => {
    symlinkSync('/etc', path.join(source, 'out'));
    const input = { repoUrl: url('escape'), sourcePath };
    await expect(action().handler(context(input))).rejects.toThrow(message);
    expect(server.exists('acme/escape')).toBe(false);
  });

  it.each([
    ['https://HOST/acme/x', /may push to; there are: http:\/\/127/],
    ['http://example.com/acme/x', /publish:github/],
    ['http://HOST@example.com/acme/x', /may push to/],
    ['file:///etc', /may push to/],
    ['--upload-pack=x', /may push to/],
    ['http://a:b@HOST/acme/x', /Leave credentials/],
    ['http://HOST/acme/x?y=1', /Leave credentials/],
    ['http://HOST/acme', /not the path of a repository/],
    ['http://HOST/acme/%2e%2e%2fx', /not the path of a repository/],
    ['http://HOST/acme/-x', /not the path of a repository/],
    ['http://HOST/acme/x.', /not the path of a repository/],
  ])('refuses the URL %s', async (repoUrl, message) => {
    const input = { repoUrl: repoUrl.replace('HOST', server.host) };
    await expect(action().handler(context(input))).rejects.toThrow(message);
  });

  it('says why there is nothing to publish', async () => {
    writeFileSync(path.join(source, '.gitignore'), '*\n');
    await expect(
      action().handler(context({ repoUrl: url('none') })),
    ).rejects.toThrow(/ignored by its .gitignore/);
    rmSync(source, { recursive: true });
    mkdirSync(source);
    await expect(
      action().handler(context({ repoUrl: url('none') })),
    ).rejects.toThrow(/folder is empty.*workspaceProvider/);
  });

  it('says that the host refuses the portal, without its token', async () => {
    const run = action('wrong-canary').handler(
      context({ repoUrl: url('denied') }),
    );
    await expect(run).rejects.toThrow(/does not let the portal push/);
    await expect(run).rejects.not.toThrow(/wrong-canary|Basic /);
  });

  it('ends when the task is cancelled', async () => {
    server.hangs = true;
    const signal = AbortSignal.timeout(200);
    await expect(
      action().handler(context({ repoUrl: url('slow') }, { signal })),
    ).rejects.toThrow(/abort/i);
  });

  it('pushes nothing in a dry run', async () => {
    const ctx = context({ repoUrl: url('dry') }, { isDryRun: true });
    await action().handler(ctx);
    expect(server.exists('acme/dry')).toBe(false);
    expect(outputs(ctx).remoteUrl).toBe(`${url('dry')}.git`);
  });

  it('has examples that fit its schema', () => {
    const { examples, schema, id } = action();
    const { properties } = schema!.input as { properties: object };
    for (const { example } of examples!) {
      const [step] = parse(example).steps;
      expect(step.action).toBe(id);
      expect(Object.keys(properties)).toEqual(
        expect.arrayContaining(Object.keys(step.input)),
      );
    }
  });
});
