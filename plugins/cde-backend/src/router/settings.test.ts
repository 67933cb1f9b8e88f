import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { startGitServer, type GitServer } from '../testing/gitServer';
import { component, startPortal } from '../testing/portal';
import { decideStop } from '../workspaces';

const ADA = 'user:default/ada';
const BOB = 'user:default/bob';

// Real processes on a machine that may be busy.
jest.setTimeout(120_000);

describe('settings and keeping in the API', () => {
  let git: GitServer;
  let portal: Awaited<ReturnType<typeof startPortal>>;

  beforeAll(async () => {
    git = await startGitServer();
    await git.commit('acme/payments', 'main', {});
    portal = await startPortal({
      gitHost: git.host,
      entities: [component('payments', git.url('acme/payments'))],
    });
  });
  afterAll(async () => {
    await portal.stop();
    await git.close();
  });

  const ask = (
    method: 'post' | 'patch' | 'get',
    path: string,
    body?: object,
    user = ADA,
  ) =>
    request(portal.server)
      [method](`/api/cde/workspaces${path}`)
      .set('Authorization', mockCredentials.user.header(user))
      .send(body);
  const create = async () => {
    const body = { component: 'component:default/payments' };
    return (await ask('post', '', body)).body;
  };

  it('changes what is asked for, leaves the rest, and says so', async () => {
    const { id } = await create();
    const settings = { idleMinutes: 60, schedule: null };
    const first = await ask('patch', `/${id}/settings`, { settings });
    expect(first).toMatchObject({
      status: 200,
      body: { settings, name: 'payments-main' },
    });
    const second = await ask('patch', `/${id}/settings`, { name: ' Mine ' });
    expect(second.body).toMatchObject({ name: 'Mine', settings });
    const { items } = (await ask('get', `/${id}/timeline`)).body;
    expect(items.slice(1)).toEqual([
      expect.objectContaining({
        step: 'settings',
        detail: 'idle time-out: 1 hour; schedule: none',
        actor: ADA,
      }),
      expect.objectContaining({ detail: 'renamed to Mine' }),
    ]);
    expect(portal.runtime.calls).toContain(`wake ${id}`);
    const audited = portal.auditor.createEvent.mock.calls.map(
      ([{ eventId }]) => eventId,
    );
    expect(audited).toContain('workspace-configure');
  });

  it.each([
    [{}],
    [{ settings: { idleMinutes: 0 } }],
    [{ settings: { idleMinutes: 'never' } }],
    [{ settings: { idleMinutes: 525600 } }],
    [{ settings: { retentionDays: 0.5 } }],
    [{ settings: { retentionDays: 3650 } }],
    [{ settings: { colour: 'red' } }],
    [{ settings: { schedule: { timeZone: 'UTC', days: [] } } }],
    [
      {
        settings: {
          schedule: { timeZone: 'UTC', days: ['mon'], stop: '25:00' },
        },
      },
    ],
    [{ settings: { schedule: { timeZone: '../../etc', days: ['mon'] } } }],
    [{ settings: { schedule: { timeZone: 'UTC', days: ['mon', 'mon'] } } }],
    [{ name: '' }],
    [{ name: '   ' }],
    [{ name: 'x'.repeat(64) }],
    [{ owner: BOB }],
    [{ resourceClass: 'nowhere' }],
  ])('refuses %j', async body => {
    const { id } = await create();
    const answer = await ask('patch', `/${id}/settings`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toEqual(expect.any(String));
    expect((await ask('get', `/${id}`)).body.settings).toEqual({});
  });

  it('is not there for others', async () => {
    const { id } = await create();
    const body = { name: 'x' };
    const answers = [
      await ask('patch', `/${id}/settings`, body, BOB),
      await ask('post', `/${id}/keep`, undefined, BOB),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });

  it('keeps a stopped workspace up to the ceiling, also when asked twice', async () => {
    const { id } = await create();
    const { store } = portal.runtime.parts!;
    await store.changeDesired(id, row => decideStop(row, ADA));
    const before = (await ask('get', `/${id}`)).body;
    expect(before.allowed).toContain('keep');
    const [deadline] = before.deadlines;
    expect(deadline).toMatchObject({
      act: 'retention-delete',
      canKeep: true,
      warned: false,
    });
    const kept = await ask('post', `/${id}/keep`);
    expect(kept).toMatchObject({ status: 200 });
    const days =
      (Date.parse(kept.body.deadlines[0].at) - Date.parse(deadline.at)) /
      (24 * 3600_000);
    expect(days).toBeCloseTo(23, 3);
    expect(kept.body.allowed).not.toContain('keep');
    expect((await ask('post', `/${id}/keep`)).status).toBe(200);
  });

  it('has nothing to keep of what is just starting', async () => {
    const { id } = await create();
    const answer = await ask('post', `/${id}/keep`);
    expect(answer).toMatchObject({ status: 409 });
    expect(answer.body.error.message).toMatch(/put off/);
  });
});
