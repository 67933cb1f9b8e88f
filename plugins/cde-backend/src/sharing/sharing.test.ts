import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { component, startPortal } from '../testing/portal';
import {
  GROUPS,
  leave,
  organisation,
  PEOPLE,
  sharedWorkspace,
  tables,
  type Person,
} from '../testing/rights';

type Portal = Awaited<ReturnType<typeof startPortal>>;

// A whole backend on a machine that may be busy.
jest.setTimeout(120_000);

const STRANGER = PEOPLE.stranger;

describe('sharing', () => {
  let portal: Portal;
  let id: string;

  const start = async (permissions: object = {}) => {
    portal = await startPortal({
      gitHost: 'localhost:1',
      groups: GROUPS,
      cde: {
        admins: ['group:default/platform'],
        permissions: { ...permissions },
        quotas: {
          limits: [
            {
              kind: 'user',
              ref: PEOPLE.maker,
              per: 'total',
              limits: { workspaces: 0 },
            },
          ],
        },
      },
      entities: [component('payments'), ...organisation()],
    });
    id = await sharedWorkspace(portal);
  };
  afterEach(() => portal.stop());

  const send = (
    person: Person,
    method: 'get' | 'post' | 'put' | 'delete',
    path: string,
    body?: object,
  ) =>
    request(portal.server)
      [method](`/api/cde${path}`)
      .set('Authorization', mockCredentials.user.header(PEOPLE[person]))
      .send(body);
  const share = (body: object, person: Person = 'owner') =>
    send(person, 'put', `/workspaces/${id}/shares`, body);
  const sent = () =>
    tables(portal).read(knex =>
      knex('cde_outbox').orderBy('id').pluck('recipient'),
    );
  const audited = async (act: string) =>
    (await send('admin', 'get', `/audit?act=${act}`)).body.items;
  const timeline = async () =>
    (await send('owner', 'get', `/workspaces/${id}/timeline`)).body.items.map(
      ({ step, detail }: { step: string; detail?: string }) =>
        `${step} ${detail}`,
    );

  it('lets somebody in, tells them, and takes it back with what they have open', async () => {
    await start();
    expect((await send('stranger', 'get', `/workspaces/${id}`)).status).toBe(
      404,
    );
    const made = await share({ grantee: 'stranger', role: 'use' });
    expect(made.status).toBe(200);
    expect(made.body.items.at(-1)).toMatchObject({
      grantee: STRANGER,
      role: 'use',
      createdBy: PEOPLE.owner,
    });
    expect(
      (await send('stranger', 'post', `/workspaces/${id}/open`)).status,
    ).toBe(200);
    expect(portal.runtime.calls).toContain(`ticket ${id} ide by share`);
    expect(await sent()).toEqual([STRANGER]);

    const less = await share({ grantee: STRANGER, role: 'view' });
    expect(
      less.body.items.filter(
        ({ grantee }: { grantee: string }) => grantee === STRANGER,
      ),
    ).toMatchObject([{ role: 'view' }]);
    expect(
      (await send('stranger', 'post', `/workspaces/${id}/open`)).status,
    ).toBe(403);

    const back = await send(
      'owner',
      'delete',
      `/workspaces/${id}/shares?grantee=${STRANGER}`,
    );
    expect(JSON.stringify(back.body)).not.toContain(STRANGER);
    expect((await send('stranger', 'get', `/workspaces/${id}`)).status).toBe(
      404,
    );
    expect(
      portal.runtime.calls.filter(call => call === `recheck ${id}`),
    ).toHaveLength(3);
    expect(await timeline()).toEqual(
      expect.arrayContaining([
        `settings shared with ${STRANGER} (use)`,
        `settings no longer shared with ${STRANGER}`,
      ]),
    );
    expect(await audited('workspace-share')).toMatchObject([
      { actor: PEOPLE.owner, meta: { grantee: STRANGER, role: 'view' } },
      { actor: PEOPLE.owner, target: { id }, outcome: 'succeeded' },
    ]);
    expect(await audited('workspace-unshare')).toHaveLength(1);
  });

  it('ends by itself', async () => {
    await start();
    const expiresAt = new Date(Date.now() + 3600_000).toISOString();
    const made = await share({ grantee: STRANGER, role: 'view', expiresAt });
    expect(made.body.items.at(-1)).toMatchObject({ expiresAt });
    const path = `/workspaces/${id}`;
    expect((await send('stranger', 'get', path)).status).toBe(200);
    await tables(portal).read(knex =>
      knex('cde_shares').where({ grantee_ref: STRANGER }).update({
        expires_at: 1,
      }),
    );
    expect((await send('stranger', 'get', path)).status).toBe(404);
    expect((await send('stranger', 'get', '/workspaces')).body.items).toEqual(
      [],
    );
    const { items } = (await send('owner', 'get', `${path}/shares`)).body;
    expect(JSON.stringify(items)).not.toContain(STRANGER);
  });

  it.each([
    [{ grantee: PEOPLE.owner, role: 'use' }, /own already/],
    [{ grantee: 'user:default/nobody', role: 'use' }, /There is no/],
    [{ grantee: 'component:default/payments', role: 'use' }, /neither/],
    [{ grantee: 'user:', role: 'use' }, /not a reference/],
    [{ grantee: STRANGER, role: 'own' }, /role/],
    [{ grantee: STRANGER, role: 'use', expiresAt: 'soon' }, /point in time/],
    [
      { grantee: STRANGER, role: 'use', expiresAt: '2020-01-01T00:00:00Z' },
      /future/,
    ],
  ])('is refused: %j', async (body, message) => {
    await start();
    const answer = await share(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(message);
    expect(await sent()).toEqual([]);
  });

  it('has an end', async () => {
    await start();
    await tables(portal).read(knex =>
      knex('cde_shares').insert(
        Array.from({ length: 47 }, (_, index) => ({
          workspace_id: id,
          grantee_ref: `user:default/u${index}`,
          role: 'view',
          created_by: PEOPLE.owner,
          created_at: 0,
        })),
      ),
    );
    const answer = await share({ grantee: STRANGER, role: 'view' });
    expect(answer.status).toBe(409);
    expect((await share({ grantee: PEOPLE.viewer, role: 'use' })).status).toBe(
      200,
    );
  });

  it('a workspace is handed over: it stops, the old owner is out, both are told', async () => {
    await start();
    const { name } = (await send('owner', 'get', `/workspaces/${id}`)).body;
    await tables(portal).read(async knex => {
      const row = await knex('cde_workspaces').where({ id }).first();
      await knex('cde_workspaces').insert({
        ...row,
        id: '5b0e3d3e-0000-4000-8000-000000000001',
        owner_ref: PEOPLE.user,
      });
    });
    const path = `/workspaces/${id}/transfer`;
    const answer = await send('admin', 'post', path, { owner: 'user' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      owner: PEOPLE.user,
      name: `${name}-2`,
      desired: 'stopped',
      phase: 'Stopping',
      relation: 'administrator',
    });
    expect((await send('owner', 'get', `/workspaces/${id}`)).status).toBe(404);
    expect((await send('user', 'get', `/workspaces/${id}`)).body).toMatchObject(
      { relation: 'owner' },
    );
    expect(portal.runtime.calls).toContain(`revoke ${PEOPLE.owner} ${id}`);
    expect(portal.runtime.calls).toContain(`close ${id}`);
    expect(await sent()).toEqual([PEOPLE.user, PEOPLE.owner]);
    expect(await audited('workspace-transfer')).toMatchObject([
      { actor: PEOPLE.admin, meta: { from: PEOPLE.owner, newOwner: PEOPLE.user } },
    ]);
    const record = await portal.runtime.parts!.store.get(id);
    expect(record!.spec.user.name).toBe('user');
    const shares = await send('user', 'get', `/workspaces/${id}/shares`);
    expect(JSON.stringify(shares.body)).not.toContain(PEOPLE.user);
  });

  it('nothing is handed to who has left, is unknown, or has no room', async () => {
    await start();
    await leave(portal, PEOPLE.gone);
    const to = async (owner: string) => {
      const path = `/workspaces/${id}/transfer`;
      return (await send('admin', 'post', path, { owner })).status;
    };
    expect(await to(PEOPLE.gone)).toBe(400);
    expect(await to('user:default/nobody')).toBe(400);
    expect(await to('group:default/guild')).toBe(400);
    expect(await to(PEOPLE.owner)).toBe(400);
    expect(await to(PEOPLE.maker)).toBe(409);
    expect((await send('owner', 'get', `/workspaces/${id}`)).body).toMatchObject(
      { relation: 'owner', desired: 'running' },
    );
  });

  it("administrators do not enter others' workspaces, or the owner is told before", async () => {
    await start();
    const path = `/workspaces/${id}/open`;
    expect((await send('admin', 'post', path)).status).toBe(403);
    expect(await audited('workspace-open')).toMatchObject([
      { actor: PEOPLE.admin, outcome: 'denied', target: { id } },
    ]);
    await portal.stop();

    await start({ administratorsMayOpen: true });
    const answer = await send('admin', 'post', `/workspaces/${id}/open`);
    expect(answer.status).toBe(200);
    expect(portal.runtime.calls).toContain(`ticket ${id} ide by administrator`);
    expect(await sent()).toEqual([PEOPLE.owner]);
    expect(await timeline()).toContain('open as an administrator');
    expect(await audited('workspace-enter-other')).toMatchObject([
      {
        actor: PEOPLE.admin,
        outcome: 'succeeded',
        meta: { owner: PEOPLE.owner, grantedBy: 'administrator' },
      },
    ]);
    expect(portal.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'workspace-enter-other',
        severityLevel: 'high',
      }),
    );
  });

  it('the audit is exported with the same filters', async () => {
    await start();
    await share({ grantee: STRANGER, role: 'use' });
    await share({ grantee: PEOPLE.owner, role: 'use' });
    const csv = await send(
      'admin',
      'get',
      `/audit/export?format=csv&target=${id}&outcome=succeeded`,
    );
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.headers['content-disposition']).toMatch(/audit\.csv/);
    const lines = csv.text.trim().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('workspace-share,succeeded,workspace');
    const page = await send('admin', 'get', '/audit?limit=1');
    expect(page.body.items).toMatchObject([{ act: 'audit-export' }]);
    const next = await send(
      'admin',
      'get',
      `/audit?limit=1&cursor=${page.body.nextCursor}`,
    );
    expect(next.body.items).toMatchObject([
      { act: 'workspace-share', outcome: 'failed' },
    ]);
    expect((await send('admin', 'get', '/audit?cursor=eA')).status).toBe(400);
    expect((await send('admin', 'get', '/audit?from=never')).status).toBe(400);
  });
});

