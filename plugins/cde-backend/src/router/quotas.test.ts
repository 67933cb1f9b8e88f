import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { member } from '../quotas/testing/bench';
import { startGitServer, type GitServer } from '../testing/gitServer';
import { component, startPortal } from '../testing/portal';

const ADA = 'user:default/ada';
const BOB = 'user:default/bob';
const ADMIN = 'user:default/admin';
const CAROL = 'user:default/carol';
const TEAM = 'group:default/team';
const PAYMENTS = 'component:default/payments';

// Real processes on a machine that may be busy.
jest.setTimeout(60_000);

describe('limits, usage and bulk acts of the API', () => {
  let git: GitServer;
  let portal: Awaited<ReturnType<typeof startPortal>>;

  beforeAll(async () => {
    git = await startGitServer();
    await git.commit('acme/payments', 'main', {});
    portal = await startPortal({
      gitHost: git.host,
      groups: { [ADA]: [TEAM], [BOB]: [TEAM] },
      entities: [
        {
          ...component('payments', git.url('acme/payments')),
          relations: [
            { type: 'ownedBy', targetRef: TEAM },
            { type: 'partOf', targetRef: 'system:default/shop' },
          ],
        },
        member('User', 'ada', 'team'),
        member('User', 'bob', 'team'),
        member('User', 'carol'),
        member('User', 'admin'),
        member('Group', 'team'),
      ],
      cde: {
        admins: [ADMIN],
        currency: 'CHF',
        resourceClasses: [
          {
            name: 'small',
            title: 'Small',
            cpu: { request: 1, limit: 2 },
            memory: { limit: '2Gi' },
            storage: '5G',
            price: { perHour: 0.5, perGbMonth: 0.1 },
          },
        ],
        quotas: {
          limits: [
            { kind: 'everyone', per: 'each', limits: { workspaces: 4 } },
          ],
        },
      },
    });
  });
  afterAll(async () => {
    await portal.stop();
    await git.close();
  });

  const call = (
    method: 'get' | 'post' | 'put' | 'delete',
    path: string,
    user: string,
    body?: object,
  ) =>
    request(portal.server)
      [method](`/api/cde${path}`)
      .set('Authorization', mockCredentials.user.header(user))
      .send(body);
  const create = async (user: string) => {
    const answer = await call('post', '/workspaces', user, {
      component: PAYMENTS,
    });
    expect(answer).toMatchObject({ status: 201 });
    return answer.body as { id: string; name: string };
  };
  const team = { kind: 'group', ref: TEAM, per: 'total' };
  const quotaOfTeam = async () => {
    const { body } = await call('get', '/quotas', ADMIN);
    return body.items.find((one: { target: object }) => 'ref' in one.target);
  };
  const setTeam = async (limits: object) => {
    const version = (await quotaOfTeam())?.version;
    return call('put', '/quotas', ADMIN, {
      target: { ...team, ref: 'team' },
      limits,
      ...(version && { version }),
    });
  };
  let adas: { id: string; name: string };
  let bobs: { id: string; name: string };

  it('shows prices, and what is used of the limits that apply to the caller', async () => {
    adas = await create(ADA);
    bobs = await create(BOB);
    expect(adas).toMatchObject({
      price: { perHour: 0.5, perMonthStored: 0.5 },
    });
    const { body } = await call(
      'get',
      `/quotas/usage?component=${PAYMENTS}&resourceClass=small`,
      ADA,
    );
    expect(body).toEqual({
      currency: 'CHF',
      items: [
        {
          target: { kind: 'everyone', per: 'each' },
          title: '',
          measure: 'workspaces',
          limit: 4,
          used: 1,
          requested: 1,
        },
      ],
    });
    expect(
      await call('get', '/quotas/usage?resourceClass=huge', ADA),
    ).toMatchObject({ status: 400 });
    expect(await call('get', '/quotas/usage', ADA)).toMatchObject({
      status: 200,
      body: { items: [expect.not.objectContaining({ requested: 1 })] },
    });
  });

  it('are read and set by administrators alone', async () => {
    for (const answer of [
      await call('get', '/quotas', ADA),
      await call('put', '/quotas', ADA, { target: team, limits: {} }),
      await call('post', '/quotas/preview', ADA, { target: team, limits: {} }),
    ]) {
      expect(answer).toMatchObject({ status: 403 });
    }
    expect(await call('get', '/quotas', ADMIN)).toMatchObject({
      status: 200,
      body: {
        items: [
          {
            target: { kind: 'everyone', per: 'each' },
            limits: { workspaces: 4 },
            source: 'config',
            version: 0,
          },
        ],
      },
    });
  });

  it('show the effect first', async () => {
    expect(
      await call('post', '/quotas/preview', ADMIN, {
        target: team,
        limits: { running: 1, cpu: 2 },
      }),
    ).toMatchObject({
      status: 200,
      body: {
        owners: 2,
        over: [{ ref: TEAM, measure: 'running', used: 2, limit: 1 }],
      },
    });
    expect(
      await call('post', '/quotas/preview', ADMIN, {
        target: { kind: 'everyone', per: 'each' },
        limits: { running: 0 },
      }),
    ).toMatchObject({
      body: {
        owners: 2,
        over: [
          { ref: ADA, measure: 'running', used: 1, limit: 0 },
          { ref: BOB, measure: 'running', used: 1, limit: 0 },
        ],
      },
    });
    expect((await call('get', '/quotas', ADMIN)).body.items).toHaveLength(1);
  });

  it.each([
    [{ target: { kind: 'group', per: 'total' }, limits: {} }, /whom/],
    [{ target: { kind: 'user', ref: ADA, per: 'each' }, limits: {} }, /total/],
    [{ target: { ...team, ref: ADA }, limits: {} }, /not a group/],
    [{ target: { ...team, ref: 'nobody' }, limits: { cpu: 1 } }, /no 'group/],
    [
      { target: { kind: 'everyone', ref: 'x', per: 'total' }, limits: {} },
      /ref/,
    ],
    [{ target: team, limits: { cpu: -1 } }, /cpu/],
    [{ target: team, limits: { running: 1.5 } }, /running/],
    [{ target: team, limits: { cpu: '1' } }, /cpu/],
    [{ target: team, limits: { coffee: 1 } }, /coffee/],
  ])('refuse %j', async (body, message) => {
    const answer = await call('put', '/quotas', ADMIN, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(message);
  });

  it('are set once, changed by who has seen the last version, and not where the configuration sets them', async () => {
    expect(
      await call('put', '/quotas', ADMIN, {
        target: { kind: 'everyone', per: 'each' },
        limits: { workspaces: 9 },
      }),
    ).toMatchObject({ status: 409 });
    expect(await setTeam({ running: 2 })).toMatchObject({
      status: 200,
      body: {
        items: expect.arrayContaining([
          expect.objectContaining({
            target: team,
            limits: { running: 2 },
            used: { running: 2 },
            source: 'portal',
            version: 1,
            updatedBy: ADMIN,
          }),
        ]),
      },
    });
    const again = { target: team, limits: { running: 5 } };
    expect(await call('put', '/quotas', ADMIN, again)).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining(ADMIN) } },
    });
    expect(portal.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({ eventId: 'quota-set' }),
    );
  });

  it('that leave no room say which, whose, used by what, and what to stop', async () => {
    const answer = await call('post', '/workspaces', ADA, {
      component: PAYMENTS,
    });
    expect(answer).toMatchObject({
      status: 409,
      body: {
        error: {
          name: 'ConflictError',
          message: `There is no room within the limits. 2 of 2 running workspaces of TEAM are used (by ${adas.name}), and this needs 1 more. Stop a workspace that is not needed now, choose a smaller class, or ask the platform team for more`,
          quota: {
            exceeded: [
              {
                target: team,
                title: 'TEAM',
                measure: 'running',
                limit: 2,
                used: 2,
                requested: 1,
                holders: expect.arrayContaining([
                  {
                    id: adas.id,
                    name: adas.name,
                    owner: ADA,
                    amount: 1,
                    running: true,
                    allowed: ['stop', 'delete'],
                  },
                  { amount: 1, running: true, allowed: [] },
                ]),
              },
            ],
          },
        },
      },
    });
    expect(JSON.stringify(answer.body)).not.toContain(bobs.id);
    expect(JSON.stringify(answer.body)).not.toContain(BOB);
    const created = await call('post', '/workspaces', CAROL, {
      component: PAYMENTS,
    });
    // The component's owners are charged with it, whoever works on it.
    expect(created.status).toBe(409);
  });

  it('leave room again when something is stopped', async () => {
    expect(
      (await call('post', `/workspaces/${adas.id}/stop`, ADA)).status,
    ).toBe(202);
    const second = await create(ADA);
    const start = await call('post', `/workspaces/${adas.id}/start`, ADA);
    expect(start).toMatchObject({
      status: 409,
      body: { error: { quota: { exceeded: [{ measure: 'running' }] } } },
    });
    await call('delete', `/workspaces/${second.id}`, ADA);
    expect(
      (await call('post', `/workspaces/${adas.id}/start`, ADA)).status,
    ).toBe(202);
    expect((await setTeam({})).status).toBe(200);
    expect(await quotaOfTeam()).toBeUndefined();
  });

  it('reports usage: everything to administrators, their own to others', async () => {
    portal.runtime.measured = { cpu: 0.25, memory: 1000 };
    const from = new Date(Date.now() - 3600_000).toISOString();
    const to = new Date(Date.now() + 3600_000).toISOString();
    const all = await call(
      'get',
      `/usage?by=owner&from=${from}&to=${to}`,
      ADMIN,
    );
    expect(all).toMatchObject({
      status: 200,
      body: { currency: 'CHF', measured: { cpu: 0.25, memory: 1000 } },
    });
    expect(
      all.body.rows.map(({ key, title, running }: Record<string, unknown>) => [
        key,
        title,
        running,
      ]),
    ).toEqual(
      expect.arrayContaining([
        [ADA, 'ADA', 1],
        [BOB, 'BOB', 1],
      ]),
    );
    for (const by of ['group', 'system', 'component', 'class', 'template']) {
      const { body } = await call(
        'get',
        `/usage?by=${by}&from=${from}&to=${to}`,
        ADA,
      );
      expect(body.measured).toBeUndefined();
      expect(body.rows[0]).toMatchObject({ workspaces: 2, running: 1 });
    }
    expect(
      await call('get', `/usage?by=owner&from=${to}&to=${from}`, ADMIN),
    ).toMatchObject({ status: 400 });
    expect(
      await call('get', '/usage?by=owner&from=yesterday&to=now', ADMIN),
    ).toMatchObject({ status: 400 });
  });

  it('acts on many by the right to each, and tells owners why', async () => {
    const ids = [adas.id, bobs.id, 'unknown'];
    const request = { ids, act: 'stop', reason: 'The cluster is upgraded' };
    const { body: outcome } = await call(
      'post',
      '/workspaces/bulk',
      BOB,
      request,
    );
    expect(outcome.items).toEqual([
      expect.objectContaining({
        id: adas.id,
        outcome: 'refused',
        cause: {
          reason: 'NotFound',
          message: `There is no workspace '${adas.id}'`,
        },
      }),
      { id: bobs.id, outcome: 'done' },
      expect.objectContaining({ id: 'unknown', outcome: 'refused' }),
    ]);
    const { body } = await call('post', '/workspaces/bulk', ADMIN, request);
    expect(body.items.map((item: { outcome: string }) => item.outcome)).toEqual(
      ['done', 'unchanged', 'refused'],
    );
    const timeline = await call('get', `/workspaces/${adas.id}/timeline`, ADA);
    expect(timeline.body.items).toContainEqual(
      expect.objectContaining({
        step: 'stop',
        actor: ADMIN,
        detail: 'The cluster is upgraded',
      }),
    );
    const told = await portal.runtime.parts!.database.read(knex =>
      knex('cde_outbox').where('key', 'like', 'bulk:%').select(),
    );
    expect(told).toEqual([
      expect.objectContaining({
        recipient: ADA,
        payload: expect.stringContaining('The cluster is upgraded'),
      }),
    ]);
    expect(portal.runtime.calls).toContain(`close ${adas.id}`);
    expect(
      await call('post', '/workspaces/bulk', ADMIN, {
        ids: Array.from({ length: 201 }, (_, index) => `w${index}`),
        act: 'delete',
        reason: 'x',
      }),
    ).toMatchObject({ status: 400 });
  });
});
