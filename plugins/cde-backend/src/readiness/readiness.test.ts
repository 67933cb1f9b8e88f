import { mockCredentials } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import { describeDatabases } from '../testing/databases';
import { startGitServer, type GitServer } from '../testing/gitServer';
import { component, startPortal } from '../testing/portal';
import { newWorkspace, queued } from '../testing/workspaces';
import { recordStart } from '../workspaces/timelines';
import { ReadinessReader } from './ReadinessReader';
import { StartStatistics } from './StartStatistics';

const ADA = 'user:default/ada';
const SHOP = 'system:default/shop';
const PAYMENTS = 'group:default/payments';
const WEB = 'group:default/web';

// Real processes on a machine that may be busy.
jest.setTimeout(120_000);

function entity(
  name: string,
  owner: string,
  annotations: Record<string, string> = {},
  system?: string,
): Entity {
  const { metadata, ...rest } = component(name, `https://x.example/${name}`);
  return {
    ...rest,
    metadata: {
      ...metadata,
      title: name.toUpperCase(),
      annotations: {
        ...metadata.annotations,
        ...Object.fromEntries(
          Object.entries(annotations).map(([key, value]) => [
            `cde.backstage.io/devcontainer${key}`,
            value,
          ]),
        ),
      },
    },
    relations: [
      { type: 'ownedBy', targetRef: owner },
      ...(system ? [{ type: 'partOf', targetRef: system }] : []),
      // Part of another component: no system.
      { type: 'partOf', targetRef: 'component:default/whole' },
    ],
  };
}

const ENTITIES = [
  entity(
    'api',
    PAYMENTS,
    { '': '.devcontainer/devcontainer.json', '-status': 'valid' },
    SHOP,
  ),
  entity(
    'batch',
    PAYMENTS,
    {
      '': '.devcontainer.json, .devcontainer/gpu/devcontainer.json',
      '-status': 'warnings',
      '-unsupported': 'privileged, capAdd',
      '-problem': '.devcontainer.json:3:5: wrong',
    },
    SHOP,
  ),
  entity('cart', WEB, { '': 'none', '-status': 'none' }, SHOP),
  entity('docs', WEB),
  entity('edge', WEB, { '-status': 'nonsense' }),
  { ...component('elsewhere'), kind: 'API' },
];

describeDatabases('readiness', context => {
  let git: GitServer;
  let portal: Awaited<ReturnType<typeof startPortal>>;

  beforeAll(async () => {
    git = await startGitServer();
    portal = await startPortal({
      gitHost: git.host,
      entities: ENTITIES,
      knex: await context.empty(),
    });
    const { database } = portal.runtime.parts!;
    const started: Array<[string, number]> = [
      ['api', 10_000],
      ['batch', 90_000],
      ['api', 30_000],
      ['api', 20_000],
      ['gone', 5_000],
    ];
    for (const [name, durationMs] of started) {
      const key = {
        componentRef: `component:default/${name}`,
        resourceClassName: durationMs > 25_000 ? 'large' : 'small',
      };
      await database.transaction(trx =>
        recordStart(database, trx, key, durationMs),
      );
    }
  });
  afterAll(async () => {
    await portal?.stop();
    await git.close();
  });

  const get = (path: string, as = mockCredentials.user.header(ADA)) =>
    request(portal.server).get(`/api/cde${path}`).set('Authorization', as);

  it('lists components with their starts, and sums', async () => {
    const { status, body } = await get('/readiness');
    expect(status).toBe(200);
    expect(body.nextCursor).toBeUndefined();
    expect(body.items).toEqual([
      {
        component: 'component:default/api',
        title: 'API',
        owner: PAYMENTS,
        system: SHOP,
        repositoryUrl: 'https://x.example/api',
        paths: ['.devcontainer/devcontainer.json'],
        status: 'valid',
        unsupported: [],
        starts: 3,
        lastStartAt: expect.stringMatching(/^20/),
        lastStartMs: 20_000,
        medianStartMs: 20_000,
      },
      expect.objectContaining({
        component: 'component:default/batch',
        paths: ['.devcontainer.json', '.devcontainer/gpu/devcontainer.json'],
        status: 'warnings',
        unsupported: ['privileged', 'capAdd'],
        problem: '.devcontainer.json:3:5: wrong',
        starts: 1,
      }),
      expect.objectContaining({ title: 'CART', paths: [], status: 'none' }),
      expect.objectContaining({ title: 'DOCS', status: 'unknown', starts: 0 }),
      expect.objectContaining({ title: 'EDGE', status: 'unknown' }),
    ]);
    const none = { valid: 0, warnings: 0, invalid: 0, none: 0, unknown: 0 };
    expect(body.totals).toEqual({
      all: {
        components: 5,
        byStatus: { ...none, valid: 1, warnings: 1, none: 1, unknown: 2 },
        starts: 4,
        lastStartAt: body.items[0].lastStartAt,
        lastStartMs: 20_000,
        medianStartMs: 25_000,
      },
      byOwner: [
        {
          ref: WEB,
          components: 3,
          byStatus: { ...none, none: 1, unknown: 2 },
          starts: 0,
        },
        expect.objectContaining({
          ref: PAYMENTS,
          components: 2,
          byStatus: { ...none, valid: 1, warnings: 1 },
          starts: 4,
        }),
      ],
      bySystem: [
        expect.objectContaining({
          ref: SHOP,
          components: 3,
          byStatus: { ...none, valid: 1, warnings: 1, none: 1 },
          medianStartMs: 25_000,
        }),
      ],
    });
  });

  it.each([
    ['owner=group:default/web', ['CART', 'DOCS', 'EDGE'], 3],
    ['owner=Web', ['CART', 'DOCS', 'EDGE'], 3],
    ['system=shop&status=valid', ['API'], 3],
    ['status=unknown', ['DOCS', 'EDGE'], 5],
    ['owner=web&status=unknown', ['DOCS', 'EDGE'], 3],
    ['status=invalid', [], 5],
    ['owner=nobody', [], 0],
    ['search=DO', ['DOCS'], 5],
    ['owner=web&status=unknown&search=edg', ['EDGE'], 3],
  ])('narrows to %s; sums are of all states', async (query, titles, sum) => {
    const { body } = await get(`/readiness?${query}`);
    expect(body.items.map(({ title }: { title: string }) => title)).toEqual(
      titles,
    );
    expect(body.totals.all.components).toBe(sum);
  });

  it('goes page by page, with sums on the first', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const { body } = await get(
        `/readiness?limit=2&status=unknown${
          cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
        }`,
      );
      expect('totals' in body).toBe(pages === 0);
      seen.push(...body.items.map(({ title }: { title: string }) => title));
      cursor = body.nextCursor;
      pages++;
    } while (cursor);
    expect(seen).toEqual(['DOCS', 'EDGE']);
    const { body } = await get('/readiness?limit=4');
    const rest = await get(
      `/readiness?limit=4&cursor=${encodeURIComponent(body.nextCursor)}`,
    );
    expect(rest.body.items).toMatchObject([{ title: 'EDGE' }]);
  });

  it.each([
    'status=ready',
    'limit=0',
    'limit=201',
    'colour=red',
    'owner=:',
    'cursor=nonsense',
  ])('refuses %s', async query => {
    expect((await get(`/readiness?${query}`)).status).toBe(400);
  });

  it('shows and sums up only what the caller may see', async () => {
    const all = catalogServiceMock({ entities: ENTITIES });
    const mine = catalogServiceMock({
      entities: ENTITIES.filter(({ metadata }) => metadata.name !== 'api'),
    });
    const byUser =
      (name: keyof CatalogService) =>
      async (...args: unknown[]) => {
        const { credentials } = args.at(-1) as {
          credentials: { principal: { userEntityRef: string } };
        };
        const seen = credentials.principal.userEntityRef === ADA ? mine : all;
        return (seen[name] as Function)(...args);
      };
    const reader = new ReadinessReader({
      catalog: {
        queryEntities: byUser('queryEntities'),
        getEntityFacets: byUser('getEntityFacets'),
        getEntitiesByRefs: byUser('getEntitiesByRefs'),
      } as never,
      starts: new StartStatistics(portal.runtime.parts!.database),
    });
    const { items, totals } = await reader.read(
      { credentials: mockCredentials.user(ADA), request: {} as never },
      {},
    );
    expect(items.map(({ title }) => title)).not.toContain('API');
    expect(totals?.all).toMatchObject({ components: 4, starts: 1 });
    const other = await reader.read(
      {
        credentials: mockCredentials.user('user:default/bob'),
        request: {} as never,
      },
      {},
    );
    expect(other.totals?.all).toMatchObject({ components: 5, starts: 4 });
  });

  describe('for other backends', () => {
    const service = mockCredentials.service.header();
    const report = (url: string, more = '') =>
      get(
        `/devcontainers/report?url=${encodeURIComponent(url)}${more}`,
        service,
      );

    it('reads a repository once per commit, and asks for its branches once for many components', async () => {
      const files = {
        '.devcontainer/devcontainer.json':
          '{ "image": "base:1", "privileged": true }',
        '.devcontainer/gpu/devcontainer.json': '{}',
        'services/a/.devcontainer.json': '{ "image": "other:1" }',
      };
      await git.commit('acme/single', 'main', files);
      const commit = await git.commit('acme/mono', 'main', files);
      git.requests.length = 0;
      await report(git.url('acme/single'));
      const ofOne = git.requests.length;
      git.requests.length = 0;
      const [first, second] = await Promise.all([
        report(git.url('acme/mono')),
        report(`${git.url('acme/mono')}/tree/main/services/a`),
        report(`${git.url('acme/mono')}/tree/main/services/b/`),
      ]);
      expect(first.body).toEqual({
        repositoryUrl: git.url('acme/mono'),
        commit,
        status: 'warnings',
        paths: [
          '.devcontainer/devcontainer.json',
          '.devcontainer/gpu/devcontainer.json',
        ],
        unsupported: ['privileged'],
      });
      // As at creation, where the folder of the component plays no part.
      expect(second.body).toEqual(first.body);
      expect(git.requests.length).toBe(ofOne);
      git.requests.length = 0;
      expect((await report(git.url('acme/mono'))).body).toEqual(first.body);
      expect(git.requests).toEqual([]);
    });

    it('asks anew after a push, however soon', async () => {
      const url = git.url('acme/pushed');
      await git.commit('acme/pushed', 'main', { 'README.md': '' });
      expect((await report(url)).body.status).toBe('none');
      await git.commit('acme/pushed', 'main', { '.devcontainer.json': '{}' });
      const pushedAt = Date.now();
      expect((await report(url)).body.status).toBe('none');
      const after = await report(url, `&pushedAt=${pushedAt}`);
      expect(after.body).toMatchObject({
        status: 'valid',
        paths: ['.devcontainer.json'],
      });
      git.requests.length = 0;
      await report(url, `&pushedAt=${pushedAt}`);
      expect(git.requests).toEqual([]);
    });

    it('reads another branch', async () => {
      await git.commit('acme/two', 'main', { 'README.md': '' });
      await git.commit('acme/two', 'dev', { '.devcontainer.json': '{' });
      expect((await report(git.url('acme/two'))).body).toMatchObject({
        status: 'none',
        paths: [],
      });
      expect(
        (await report(git.url('acme/two'), '&ref=dev')).body,
      ).toMatchObject({
        status: 'invalid',
        problem: expect.stringMatching(/^\.devcontainer\.json:1:2: /),
      });
    });

    it('says why it cannot read', async () => {
      expect((await report('https://evil.example/a/b')).status).toBe(403);
      expect((await report(git.url('acme/nowhere'))).status).toBe(400);
      git.intercept = (_, response) => {
        response.writeHead(500).end();
        return true;
      };
      expect((await report(git.url('acme/broken'))).status).toBe(503);
      git.intercept = undefined;
      // The failure is not kept.
      expect((await report(git.url('acme/broken'))).status).toBe(400);
    });

    it('tells of workspaces that run, and nothing else of them', async () => {
      const { store, database } = portal.runtime.parts!;
      const running = newWorkspace({ name: 'one' });
      const stopped = newWorkspace({ name: 'two' });
      for (const workspace of [running, stopped]) {
        await store.create(workspace, queued);
      }
      await database.transaction(trx =>
        trx('cde_workspaces')
          .where({ id: running.id })
          .update({ phase: 'Running' }),
      );
      const item = {
        id: running.id,
        name: 'one',
        owner: running.ownerRef,
        component: running.componentRef,
      };
      expect((await get('/catalog/workspaces', service)).body).toEqual({
        items: [item],
      });
      const one = (id: string) =>
        get(`/catalog/workspaces?id=${id}`, service).then(({ body }) => body);
      expect(await one(running.id)).toEqual({ items: [item] });
      expect(await one(stopped.id)).toEqual({ items: [] });
      expect(await one('nonsense')).toEqual({ items: [] });
    });
  });
});
