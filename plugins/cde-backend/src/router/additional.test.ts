import { mockCredentials } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import request from 'supertest';
import { agentSpec } from '../engine/objects';
import { startGitServer, type GitServer } from '../testing/gitServer';
import { component, startPortal, type Policy } from '../testing/portal';

type Portal = Awaited<ReturnType<typeof startPortal>>;

const ADA = 'user:default/ada';
const PAYMENTS = 'component:default/payments';
const CARDS = 'component:default/cards';

// Real processes on a machine that may be busy.
jest.setTimeout(60_000);

const inSystem = (entity: Entity, system: string): Entity => ({
  ...entity,
  spec: { ...entity.spec, system },
});

describe('workspaces of several repositories', () => {
  let git: GitServer;
  let portal: Portal;
  let cardsCommit: string;
  let loginCommit: string;

  beforeAll(async () => {
    git = await startGitServer();
    await git.commit('acme/payments', 'main', {
      '.devcontainer.json': JSON.stringify({ image: 'node:24' }),
    });
    cardsCommit = await git.commit('acme/cards', 'main', {
      '.devcontainer.json': '{ "image": "not:this" }',
    });
    loginCommit = await git.commit('acme/cards', 'feature/login', {});
    await git.commit('other/cards', 'main', {});
  });
  afterAll(() => git.close());
  afterEach(() => portal.stop());

  async function start(policy?: Policy) {
    portal = await startPortal({
      gitHost: git.host,
      policy,
      entities: [
        inSystem(component('payments', git.url('acme/payments')), 'checkout'),
        inSystem(component('cards', git.url('acme/cards')), 'shop'),
        component('cards-web', `${git.url('acme/cards')}/tree/main/web`),
        component('elsewhere', 'https://evil.example/acme/x'),
        component('nowhere'),
      ],
    });
  }
  const post = (path: string, body: object) =>
    request(portal.server)
      .post(`/api/cde${path}`)
      .set('Authorization', mockCredentials.user.header(ADA))
      .send(body);
  const get = (path: string) =>
    request(portal.server)
      .get(`/api/cde${path}`)
      .set('Authorization', mockCredentials.user.header(ADA));
  const create = (additional: object[], more: object = {}) =>
    post('/workspaces', { component: PAYMENTS, additional, ...more });

  it('are planned, kept, shown and told to the agent', async () => {
    await start();
    const wanted = [
      { component: CARDS, ref: { type: 'branch', name: 'feature/login' } },
      { repositoryUrl: git.url('other/cards') },
    ];
    const expected = [
      {
        component: CARDS,
        repository: {
          url: git.url('acme/cards'),
          ref: { type: 'branch', name: 'feature/login' },
          commit: loginCommit,
        },
        folder: '/workspaces/cards',
      },
      {
        repository: {
          url: git.url('other/cards'),
          ref: { type: 'branch', name: 'main' },
          commit: expect.stringMatching(/^[0-9a-f]{40}$/),
        },
        folder: '/workspaces/cards-2',
      },
    ];
    const preview = await post('/workspaces/preview', {
      component: PAYMENTS,
      additional: wanted,
    });
    expect(preview).toMatchObject({ status: 200 });
    expect(preview.body.additional).toEqual(expected);
    const { status, body } = await create(wanted);
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'payments-main', component: PAYMENTS });
    expect(body.additional).toEqual(expected);
    const details = await get(`/workspaces/${body.id}`);
    expect(details.body).toMatchObject({
      image: 'node:24',
      additional: expected,
    });
    const record = await portal.runtime.parts!.store.get(body.id);
    expect(agentSpec(record!)).toMatchObject({
      additional: [
        { folder: '/workspaces/cards', insteadOf: record!.spec.insteadOf },
        { folder: '/workspaces/cards-2' },
      ],
      workspaceFile: { path: '/workspaces/payments.code-workspace' },
    });
    expect(portal.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'workspace-create',
        meta: expect.objectContaining({
          additional: [CARDS, git.url('other/cards')],
        }),
      }),
    );
  });

  it('are nothing that a workspace of one repository shows or keeps', async () => {
    await start();
    const { body } = await create([]);
    expect(body).not.toHaveProperty('additional');
    const record = await portal.runtime.parts!.store.get(body.id);
    expect(record!.spec).not.toHaveProperty('additional');
  });

  it('can be at a commit that the repository has', async () => {
    await start();
    const at = (name: string) => ({
      component: CARDS,
      ref: { type: 'commit', name },
    });
    const { body } = await create([at(cardsCommit)]);
    expect(body.additional[0].repository).toMatchObject({
      commit: cardsCommit,
      ref: { type: 'commit' },
    });
    const refused = await create([at('0'.repeat(40))]);
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toMatch(
      /commit is not in .*acme\/cards\.git/,
    );
  });

  it('are refused with the repository that is meant', async () => {
    await start();
    const branch = { type: 'branch', name: 'feature/logn' };
    const refusals: Array<[object[], number, RegExp]> = [
      [[{}], 400, /additional\[0\] names no repository/],
      [[{ component: PAYMENTS }], 400, /asked for twice/],
      [
        [{ repositoryUrl: `${git.url('acme/payments')}/` }],
        400,
        /acme\/payments.* is cloned once/,
      ],
      [
        [{ component: CARDS }, { component: 'component:default/cards-web' }],
        400,
        /'component:default\/cards-web' and 'component:default\/cards' are in the same repository/,
      ],
      [
        [{ component: CARDS, ref: branch }],
        400,
        /no branch 'feature\/logn' in .*acme\/cards.git. Did you mean 'feature\/login'/,
      ],
      [
        [{ component: 'component:default/hidden' }],
        400,
        /no 'component:default\/hidden' in the catalog, or you may not see it/,
      ],
      [[{ component: 'component:default/nowhere' }], 400, /source-location/],
      [
        [{ component: 'component:default/elsewhere' }],
        403,
        /evil\.example are not allowed/,
      ],
      [[{ repositoryUrl: 'file:///etc/passwd' }], 403, /are not allowed here/],
      [
        [{ component: CARDS, repositoryUrl: git.url('other/cards') }],
        400,
        /The repository of 'component:default\/cards' is/,
      ],
      [Array(10).fill({ component: CARDS }), 400, /additional/],
      [[{ component: CARDS, folder: '../x' }], 400, /additional/],
    ];
    const before = git.requests.length;
    for (const [additional, status, message] of refusals) {
      for (const path of ['/workspaces', '/workspaces/preview']) {
        const answer = await post(path, { component: PAYMENTS, additional });
        expect([answer.status, answer.body.error.message]).toEqual([
          status,
          expect.stringMatching(message),
        ]);
      }
    }
    expect(git.requests.slice(before).join()).not.toContain('evil');
  });

  it('need the right to make a workspace for each of them', async () => {
    await start(permission =>
      permission === 'cde.workspace.create'
        ? {
            result: AuthorizeResult.CONDITIONAL,
            pluginId: 'cde',
            resourceType: 'cde-workspace',
            conditions: {
              rule: 'isInSystem',
              resourceType: 'cde-workspace',
              params: { systems: ['system:default/checkout'] },
            },
          }
        : { result: AuthorizeResult.ALLOW },
    );
    expect((await create([])).status).toBe(201);
    const refused = await create([{ component: CARDS }]);
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toContain(
      `You may not make workspaces with ${CARDS} here`,
    );
    const byUrl = await create([{ repositoryUrl: git.url('acme/cards') }]);
    expect(byUrl.status).toBe(403);
  });

  it('tell their clones apart on the timeline', async () => {
    await start();
    const { body } = await create([{ component: CARDS }]);
    const { store, leases } = portal.runtime.parts!;
    const fence = await leases.acquire('engine:local', 'test', 60_000);
    await store.appendEvents(
      body.id,
      [
        { key: 'clone', step: 'clone', state: 'succeeded' },
        {
          key: 'clone:cards',
          step: 'clone',
          state: 'succeeded',
          subject: 'cards',
        },
      ],
      fence!,
    );
    const { body: timeline } = await get(`/workspaces/${body.id}/timeline`);
    const told = timeline.items.filter(
      ({ step }: { step: string }) => step === 'clone',
    );
    expect(told.map((event: { subject?: string }) => event.subject)).toEqual([
      undefined,
      'cards',
    ]);
  });
});
