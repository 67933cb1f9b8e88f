import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { ChangeRequest } from '@backstage-cde/plugin-cde-common';
import { cdeChangesExtensionPoint } from '@backstage-cde/plugin-cde-node';
import request from 'supertest';
import { startGitServer, type GitServer } from '../testing/gitServer';
import { component, startPortal } from '../testing/portal';

const ADA = 'user:default/ada';
const BOB = 'user:default/bob';

// Real processes on a machine that may be busy.
jest.setTimeout(120_000);

/** A component in a folder of a repository; its location names another branch than the default one, as is usual. */
function inFolder(name: string, url: string, folder: string): Entity {
  return component(name, `${url}/tree/main/${folder}/`);
}

describe('contexts in the API', () => {
  let git: GitServer;
  let portal: Awaited<ReturnType<typeof startPortal>>;
  let commit: string;

  beforeAll(async () => {
    git = await startGitServer();
    await git.commit('acme/mono', 'main', {});
    commit = await git.commit('acme/mono', 'feature/login', {});
    await git.commit('acme/mono', 'release', {});
    await git.git('acme/mono', 'tag', 'v1', 'main');
    await git.commit('acme/loose', 'main', {});
    await git.commit('acme/mono-2', 'main', {});
    const own = component('annotated', 'https://github.com/acme/other');
    own.metadata.annotations!['cde.backstage.io/repository'] = `${git.url(
      'acme/mono',
    )}?path=tools`;
    portal = await startPortal({
      gitHost: git.host,
      entities: [
        inFolder('pay', git.url('acme/mono'), 'services/pay'),
        inFolder('pay-ui', git.url('acme/mono'), 'services/pay/ui'),
        component('whole', git.url('acme/mono')),
        component('similar', git.url('acme/mono-2')),
        own,
      ],
    });
  });
  afterAll(async () => {
    await portal?.stop();
    await git.close();
  });

  const ask = (path: string, user = ADA) =>
    request(portal.server)
      .get(`/api/cde${path}`)
      .set('Authorization', mockCredentials.user.header(user));
  const contextOf = (url: string, user = ADA) =>
    ask(`/context?url=${encodeURIComponent(url)}`, user);
  const page = (rest: string) =>
    `${git.url('acme/mono').replace(/\.git$/, '')}${rest}`;
  const create = (body: object, user = ADA) =>
    request(portal.server)
      .post('/api/cde/workspaces')
      .set('Authorization', mockCredentials.user.header(user))
      .send(body);

  it.each([
    ['', 'repository', 'main', undefined, 'whole'],
    ['/tree/main', 'branch', 'main', undefined, 'whole'],
    ['/tree/feature/login', 'branch', 'feature/login', undefined, 'whole'],
    ['/tree/release/x', 'folder', 'release', 'x', 'whole'],
    [
      '/blob/feature/login/services/pay/a.ts#L3',
      'file',
      'feature/login',
      'services/pay/a.ts',
      'pay',
    ],
    [
      '?ref=main&path=services/pay/ui',
      'folder',
      'main',
      'services/pay/ui',
      'pay-ui',
    ],
    ['/raw/v1/tools/run.sh', 'file', 'v1', 'tools/run.sh', 'annotated'],
    ['/tree/HEAD/README.md', 'folder', 'main', 'README.md', 'whole'],
  ])('%s is a %s of %s', async (rest, subject, refName, path, best) => {
    const answer = await contextOf(page(rest));
    expect(answer).toMatchObject({
      status: 200,
      body: {
        subject,
        refName,
        repository: { name: 'mono' },
        request: { component: `component:default/${best}` },
        workspaces: [],
      },
    });
    const { body } = answer;
    expect(body.path).toBe(path);
    expect(body.request.ref).toEqual(body.ref);
    expect(body.components[0].ref).toBe(`component:default/${best}`);
    expect(JSON.stringify(body)).not.toContain('similar');
  });

  it('lists components with their folders, and files with their lines', async () => {
    const whole = (await contextOf(page(''))).body;
    expect(whole.components).toEqual([
      { ref: 'component:default/whole', title: 'whole' },
      { ref: 'component:default/annotated', title: 'annotated', path: 'tools' },
      { ref: 'component:default/pay', title: 'pay', path: 'services/pay' },
      {
        ref: 'component:default/pay-ui',
        title: 'pay-ui',
        path: 'services/pay/ui',
      },
    ]);
    const file = (await contextOf(page('/blob/main/services/pay/a.ts#L3')))
      .body;
    expect(file).toMatchObject({
      line: 3,
      url: page('/blob/main/services/pay/a.ts#L3'),
    });
    expect(
      file.components.map(({ title }: { title: string }) => title),
    ).toEqual(['pay', 'whole']);
  });

  it('reads commits, shortened ones where a branch is at them', async () => {
    const full = await contextOf(page(`/tree/${commit}/services/pay`));
    expect(full.body).toMatchObject({
      subject: 'folder',
      ref: { type: 'commit', name: commit },
      refName: commit.slice(0, 8),
      path: 'services/pay',
    });
    const short = await contextOf(page(`/tree/${commit.slice(0, 9)}`));
    expect(short.body).toMatchObject({
      subject: 'commit',
      request: { ref: { type: 'commit', name: commit } },
    });
  });

  it('offers repositories without a component, by address', async () => {
    const url = git.url('acme/loose');
    const { body } = await contextOf(`${url}/tree/main`);
    expect(body).toMatchObject({
      components: [],
      repository: { url, name: 'loose' },
      request: { repositoryUrl: url, ref: { type: 'branch', name: 'main' } },
    });
    expect((await create(body.request)).status).toBe(201);
  });

  it('finds the caller’s own workspaces, and makes none', async () => {
    const before = portal.runtime.calls.length;
    const first = await contextOf(page('/tree/feature/login'), BOB);
    expect(first.body.workspaces).toEqual([]);
    expect(portal.runtime.calls.slice(before)).toEqual([]);
    const { body: workspace } = await create(first.body.request, BOB);
    await create({ component: 'whole' }, BOB);
    const again = await contextOf(page('/tree/feature/login'), BOB);
    expect(again.body.workspaces).toMatchObject([
      { id: workspace.id, relation: 'owner' },
    ]);
    const others = await contextOf(page('/tree/feature/login'), ADA);
    expect(others.body.workspaces).toEqual([]);
    const listed = await ask('/workspaces?scope=mine', BOB);
    expect(listed.body.items).toHaveLength(2);
  });

  it.each([
    ['nonsense', 400, /no web address/],
    [
      'https://evil.example/acme/mono',
      403,
      /evil\.example is not one of this portal's git hosts/,
    ],
    ['https://github.com@evil.example/x/y', 403, /evil\.example/],
    ['https://ana:secret@github.com/acme/mono', 400, /password or token in it/],
    ['http://github.com/acme/mono', 400, /https only/],
    ['https://github.com/acme/../mono', 400, /'\.\.'/],
    [
      'https://github.com/acme/mono/actions/runs/1',
      400,
      /does not say which branch/,
    ],
  ])('refuses %s', async (url, status, words) => {
    const asked = git.requests.length;
    const answer = await contextOf(url);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toMatch(words);
    expect(JSON.stringify(answer.body.error)).not.toContain('secret');
    expect(git.requests).toHaveLength(asked);
  });

  it.each([
    [
      '/tree/featurelogin',
      /no branch or tag 'featurelogin'.*Did you mean 'feature\/login'/,
    ],
    ['?ref=feature/login/x', /no branch or tag 'feature\/login\/x'/],
    ['/tree/1234567', /no branch or tag '1234567'/],
  ])('says that %s is not there', async (rest, words) => {
    const answer = await contextOf(page(rest));
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(words);
  });

  it('says that there is no such repository, and that one is empty', async () => {
    const missing = await contextOf(git.url('acme/missing'));
    expect(missing.status).toBe(400);
    expect(missing.body.error.message).toMatch(/There is no git repository at/);
    await git.commit('acme/empty', 'main', {});
    await git.git('acme/empty', 'update-ref', '-d', 'refs/heads/main');
    const empty = await contextOf(git.url('acme/empty'));
    expect(empty.status).toBe(400);
    expect(empty.body.error.message).toMatch(/is empty.*Push a first commit/);
  });

  it('has no changes on a plain host', async () => {
    const answer = await ask('/changes?component=component:default/pay');
    expect(answer.body).toEqual({ supported: false, items: [] });
  });

  it('lists branches with their last commits, the default one first', async () => {
    const { body } = await ask('/branches?component=component:default/pay');
    expect(body.branches.map(({ name }: { name: string }) => name)).toEqual([
      'main',
      ...['feature/login', 'release'].sort(
        (one, other) => updated(body, other) - updated(body, one),
      ),
    ]);
    expect(body.branches[0]).toMatchObject({
      author: 'Test',
      updatedAt: expect.stringMatching(/^20.*Z$/),
    });
  });
});

function updated(
  { branches }: { branches: Array<{ name: string; updatedAt: string }> },
  name: string,
): number {
  return Date.parse(branches.find(branch => branch.name === name)!.updatedAt);
}

const REVIEW: ChangeRequest = {
  id: 'r7',
  title: 'A review',
  url: 'http://plain.example:1/reviews/7',
  sourceBranch: 'topic',
  fork: false,
  draft: true,
};

/** What another plugin's author would write. */
const reviews = createBackendModule({
  pluginId: 'cde',
  moduleId: 'reviews',
  register({ registerInit }) {
    registerInit({
      deps: { changes: cdeChangesExtensionPoint },
      async init({ changes }) {
        changes.addChangeHost({
          name: 'reviews',
          supports: url => url.startsWith('http://plain.example:1/'),
          list: async () => ({ items: [REVIEW], isComplete: true }),
          get: async () => REVIEW,
        });
      },
    });
  },
});

describe('changes in the API', () => {
  const REPOSITORY = { full_name: 'acme/shop' };
  let git: GitServer;
  let portal: Awaited<ReturnType<typeof startPortal>>;
  let commit: string;
  let status = 200;

  const pullRequest = (number: number, fork: boolean) => ({
    number,
    title: `Change ${number}`,
    html_url: `http://${git.host}/acme/shop/pulls/${number}`,
    user: { login: 'ana' },
    head: {
      ref: fork ? 'main' : 'fix/it',
      sha: commit,
      repo: fork ? { full_name: 'eve/shop' } : REPOSITORY,
    },
    base: { ref: 'main', repo: REPOSITORY },
  });

  beforeAll(async () => {
    git = await startGitServer();
    await git.commit('acme/shop', 'main', {});
    commit = await git.commit('acme/shop', 'fix/it', {});
    git.intercept = ({ url }, response) => {
      const [, id, query] =
        /^\/api\/v1\/repos\/acme\/shop\/pulls(?:\/(\d+))?(.*)/.exec(
          url ?? '',
        ) ?? [];
      if (query === undefined) {
        return false;
      }
      const isFirst = query.includes('page=1');
      const all = isFirst ? [pullRequest(1, false), pullRequest(2, true)] : [];
      const known = status === 200 && (!id || Number(id) < 3);
      response
        .writeHead(known ? 200 : Math.max(status, 404), {
          'content-type': 'application/json',
        })
        .end(JSON.stringify(id ? pullRequest(Number(id), id === '2') : all));
      return true;
    };
    portal = await startPortal({
      gitHost: 'plain.example:1',
      modules: [reviews],
      integrations: {
        gitea: [{ host: git.host, baseUrl: `http://${git.host}` }],
      },
      entities: [
        component('shop', `http://${git.host}/acme/shop`),
        component('added', 'http://plain.example:1/acme/added'),
      ],
    });
  });
  afterAll(async () => {
    await portal?.stop();
    await git.close();
  });

  const ask = (path: string) =>
    request(portal.server)
      .get(`/api/cde${path}`)
      .set('Authorization', mockCredentials.user.header(ADA));
  const contextOf = (rest: string) =>
    ask(
      `/context?url=${encodeURIComponent(
        `http://${git.host}/acme/shop${rest}`,
      )}`,
    );

  it('lists them for a component', async () => {
    const { body } = await ask('/changes?component=shop');
    expect(body).toEqual({
      supported: true,
      items: [
        expect.objectContaining({
          id: '1',
          sourceBranch: 'fix/it',
          fork: false,
        }),
        expect.objectContaining({ id: '2', fork: true }),
      ],
    });
  });

  it('starts from the branch of one, or from its commit where that is in a fork', async () => {
    expect((await contextOf('/pulls/1/files')).body).toMatchObject({
      subject: 'change',
      change: { id: '1', title: 'Change 1', targetBranch: 'main' },
      refName: 'fix/it',
      components: [{ ref: 'component:default/shop' }],
      request: {
        component: 'component:default/shop',
        ref: { type: 'branch', name: 'fix/it' },
      },
    });
    expect((await contextOf('/pulls/2')).body).toMatchObject({
      change: { fork: true },
      request: { ref: { type: 'commit', name: commit } },
    });
  });

  it('reads the other pages of the host', async () => {
    expect(
      (await contextOf('/src/branch/fix/it/src/a.go#L9')).body,
    ).toMatchObject({
      subject: 'file',
      refName: 'fix/it',
      path: 'src/a.go',
      line: 9,
    });
  });

  it('lists those of a host that a module adds', async () => {
    const { body } = await ask('/changes?component=added');
    expect(body).toEqual({ supported: true, items: [REVIEW] });
  });

  it('says what the host refuses', async () => {
    const missing = await contextOf('/pulls/7');
    expect(missing.status).toBe(404);
    expect(missing.body.error.message).toMatch(/has no pull request 7 of/);
    status = 503;
    const away = await contextOf('/pulls/8');
    expect(away.status).toBe(503);
    expect(away.body.error.message).toMatch(/it answered with 503\. Try again/);
  });

  it('does not tell of components that the caller may not see', async () => {
    const answer = await ask('/changes?component=component:default/hidden');
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(/or you may not see it/);
  });
});
