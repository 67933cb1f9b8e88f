import { mockServices } from '@backstage/backend-test-utils';
import { checkBaseUrl } from './createGateway';
import { send, startGateway, until } from './__testUtils__/harness';
import type { RunningGateway } from './__testUtils__/harness';

const page = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

describe('entering a workspace', () => {
  let running: RunningGateway;
  beforeEach(async () => {
    running = await startGateway();
  });
  afterEach(() => running.close());

  it('turns a one-time code into a cookie of the host and leaves the code behind', async () => {
    const { answer, host, cookie } = await running.enter();
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/?folder=%2Fworkspaces%2Fpayments-api');
    expect(answer.headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(answer.headers['set-cookie']).toEqual([expect.stringMatching(/^__Host-cde=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)]);
    const inside = await send(running.gateway.port, { host, headers: { cookie } });
    expect([inside.status, inside.body]).toEqual([200, 'from the pod']);
    expect(running.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({ eventId: 'gateway-enter', meta: expect.objectContaining({ userRef: 'user:default/ada' }) }),
    );
  });

  it('opens the file of a workspace of several repositories', async () => {
    running.workspace.spec.additional = [
      { repositoryUrl: 'http://git.test/acme/web.git', name: 'web', ref: { type: 'branch', name: 'main' }, commit: 'c'.repeat(40) },
    ];
    const { answer } = await running.enter();
    expect(answer.headers.location).toBe('/?workspace=%2Fworkspaces%2Fpayments-api.code-workspace');
    running.workspace.spec.plan.ports = [{ port: 3000, protocol: 'http' }];
    expect((await running.enter({ port: 3000 })).answer.headers.location).toBe('/');
  });

  it('opens a declared port at its root, on a host of its own', async () => {
    const ide = await running.enter();
    const port = await running.enter({ port: 3000 });
    expect(port.answer.headers.location).toBe('/');
    expect(port.host).not.toBe(ide.host);
    const crossed = await send(running.gateway.port, { host: port.host, headers: { cookie: ide.cookie } });
    expect(crossed.status).toBe(401);
    await send(running.gateway.port, { host: port.host, headers: { cookie: port.cookie } });
    expect(running.dials).toEqual(['port/3000']);
  });

  it.each([
    [{ port: 3001 }, 'declared: 3000'],
    [{ port: 0 }, 'between 1 and 65535'],
    [{ port: 65536 }, 'between 1 and 65535'],
    [{ port: 30.5 }, 'between 1 and 65535'],
    [{ port: '3000/../22' as unknown as number }, 'between 1 and 65535'],
  ])('gives no link to %j', async (target, reason) => {
    await expect(running.ticket(target)).rejects.toThrow(reason);
  });

  it('gives no link to a workspace that is not there', async () => {
    await expect(running.ticket('ide', 'user:default/ada', '0b1c2d3e-4f50-4617-8899-aabbccddeeff')).rejects.toThrow('no workspace');
  });

  it('takes a code once, in time, and on its own host', async () => {
    const enter = (url: URL, host = url.host, headers = {}) =>
      send(running.gateway.port, { host, path: `${url.pathname}${url.search}`, headers });
    const url = await running.ticket();
    const other = await running.ticket({ port: 3000 });
    expect((await enter(url, other.host)).status).toBe(403);
    expect((await enter(url, url.host, { 'sec-purpose': 'prefetch' })).status).toBe(400);
    expect((await send(running.gateway.port, { host: url.host, path: `${url.pathname}${url.search}`, method: 'HEAD' })).status).toBe(400);
    expect((await enter(url)).status).toBe(303);
    const again = await enter(url, url.host, page);
    expect(again.status).toBe(403);
    expect(again.body).toContain('This link has been used');
    expect(again.body).not.toContain(url.searchParams.get('code'));
    running.time.now += 30_000;
    expect((await enter(other)).status).toBe(403);
    expect((await enter(new URL('/_cde/enter', other))).status).toBe(403);
  });

  it('keeps only the hash of a code', async () => {
    const code = (await running.ticket()).searchParams.get('code');
    expect(code).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(running.sessions.rows)).not.toContain(code);
  });

  it('lets who is in go on from the link again', async () => {
    const url = await running.ticket();
    const first = await send(running.gateway.port, { host: url.host, path: `${url.pathname}${url.search}` });
    const cookie = first.headers['set-cookie']?.[0].split(';')[0] ?? '';
    const again = await send(running.gateway.port, { host: url.host, path: `${url.pathname}${url.search}`, headers: { cookie } });
    expect(again.status).toBe(303);
  });

  it('never redirects anywhere but into the workspace', async () => {
    const url = await running.ticket();
    const query = `${url.search}&next=https://evil.example&folder=//evil.example&redirect=//evil.example`;
    const answer = await send(running.gateway.port, { host: url.host, path: `/_cde/enter${query}` });
    expect(answer.headers.location).toBe('/?folder=%2Fworkspaces%2Fpayments-api');
    for (const path of ['/_cde', '/_cde/', '/_cde/enter/x', '/_cde/leave', '/_cde/enter%2f']) {
      expect((await send(running.gateway.port, { host: url.host, path })).headers.location).toBeUndefined();
    }
  });

  it('audits denials, but only so many in a minute', async () => {
    const { host } = await running.ticket();
    for (let attempt = 0; attempt < 70; attempt++) {
      await send(running.gateway.port, { host, path: `/_cde/enter?code=${attempt}` });
    }
    expect(running.auditor.createEvent).toHaveBeenCalledTimes(60);
    running.time.now += 60_000;
    await send(running.gateway.port, { host, path: '/_cde/enter?code=x' });
    expect(running.auditor.createEvent).toHaveBeenLastCalledWith(
      expect.objectContaining({ meta: expect.objectContaining({ earlierNotListed: 10 }) }),
    );
  });

  it('starts and dials nothing for a link alone, nor for somebody outside', async () => {
    running.workspace.phase = 'Stopped';
    running.workspace.desired = 'stopped';
    const { answer, host } = await running.enter();
    expect(answer.status).toBe(503);
    expect(answer.body).toContain('not running (Stopped)');
    await send(running.gateway.port, { host, headers: page });
    expect(running.dials).toEqual([]);
    expect(running.workspace.desired).toBe('stopped');
  });
});

describe('a session', () => {
  let running: RunningGateway;
  beforeEach(async () => {
    running = await startGateway();
  });
  afterEach(() => running.close());

  it('is believed without asking anybody, then looked at again and renewed', async () => {
    const { host, cookie } = await running.enter();
    const grantOf = jest.spyOn(running.sessions, 'grantOf');
    const first = await send(running.gateway.port, { host, headers: { cookie } });
    expect(first.headers['set-cookie']).toBeUndefined();
    running.time.now += 59_000;
    await send(running.gateway.port, { host, headers: { cookie } });
    expect(grantOf).not.toHaveBeenCalled();
    running.time.now += 2_000;
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send(running.gateway.port, { host, headers: { cookie } })),
    );
    expect(grantOf).toHaveBeenCalledTimes(1);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const renewed = answers[0].headers['set-cookie']?.[0].split(';')[0] ?? '';
    expect(renewed).not.toBe(cookie);
    const last = await send(running.gateway.port, { host, headers: { cookie: renewed } });
    expect([last.status, last.headers['set-cookie']]).toEqual([200, undefined]);
  });

  it('goes on after a pause, as long as it is alive', async () => {
    const { host, cookie } = await running.enter();
    running.time.now += 11 * 3_600_000;
    expect((await send(running.gateway.port, { host, headers: { cookie } })).status).toBe(200);
    running.time.now += 3_600_001;
    const over = await send(running.gateway.port, { host, headers: { cookie, ...page } });
    expect(over.status).toBe(403);
    expect(over.body).toContain('session in this workspace is over');
    expect(over.headers['set-cookie']).toEqual([expect.stringContaining('Max-Age=0')]);
  });

  it.each<[string, (running: RunningGateway) => unknown, number]>([
    ['the permission is gone', ({ permitted }) => (permitted.value = false), 403],
    ['it is revoked elsewhere', ({ sessions, workspace }) => sessions.revoke({ workspaceId: workspace.id }), 403],
    ['the workspace is gone', ({ workspaces }) => workspaces.clear(), 503],
    ['the workspace failed', ({ workspace }) => (workspace.phase = 'Failed'), 503],
    ['the workspace is to stop', ({ workspace }) => (workspace.desired = 'stopped'), 503],
  ])('is refused within a minute when %s', async (_case, change, status) => {
    const { host, cookie } = await running.enter();
    await change(running);
    running.time.now += 60_000;
    const refused = await send(running.gateway.port, { host, headers: { cookie } });
    expect(refused.status).toBe(status);
    expect(running.pod.seen).toEqual([]);
  });

  it('is refused at once after closeWorkspace and revokeUser', async () => {
    const { host, cookie } = await running.enter();
    running.workspace.phase = 'Stopping';
    running.gateway.closeWorkspace(running.workspace.id);
    expect((await send(running.gateway.port, { host, headers: { cookie } })).status).toBe(503);
    running.workspace.phase = 'Running';
    expect((await send(running.gateway.port, { host, headers: { cookie } })).status).toBe(200);
    await running.gateway.revokeUser('user:default/ada');
    expect((await send(running.gateway.port, { host, headers: { cookie } })).status).toBe(403);
  });

  it('outlives a short failure of the database, but not without end', async () => {
    const { host, cookie } = await running.enter();
    running.sessions.broken = true;
    running.time.now += 100_000;
    expect((await send(running.gateway.port, { host, headers: { cookie } })).status).toBe(200);
    running.time.now += 20_000;
    const unknown = await send(running.gateway.port, { host, headers: { cookie, ...page } });
    expect(unknown.status).toBe(503);
    expect(unknown.body).toContain('could not be checked');
  });

  it('goes on while the cluster does not answer', async () => {
    const { host, cookie } = await running.enter();
    running.workspace.phase = 'Unknown';
    running.time.now += 60_000;
    expect((await send(running.gateway.port, { host, headers: { cookie } })).status).toBe(200);
  });

  it('of somebody else, forged or doubled lets nobody in', async () => {
    const { host, cookie } = await running.enter();
    const token = cookie.slice('__Host-cde='.length);
    for (const forged of ['', 'x', `${token}x`, `${token}; __Host-cde=${token}`, token.split('.').slice(0, 2).join('.')]) {
      const answer = await send(running.gateway.port, { host, headers: { cookie: `__Host-cde=${forged}` } });
      expect(answer.status).toBe(401);
    }
    expect(running.pod.seen).toEqual([]);
  });
});

describe('pages of the gateway', () => {
  let running: RunningGateway;
  beforeEach(async () => {
    running = await startGateway();
  });
  afterEach(() => running.close());

  it('lead a person to the portal, and tell a program in JSON', async () => {
    const { host } = await running.ticket();
    const forPerson = await send(running.gateway.port, { host, headers: page });
    expect(forPerson.status).toBe(401);
    expect(forPerson.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(forPerson.headers['content-security-policy']).toContain("default-src 'none'");
    expect(forPerson.body).toContain(`href="http://localhost:3000/workspaces/${running.workspace.id}"`);
    const forProgram = await send(running.gateway.port, { host });
    expect(forProgram.status).toBe(401);
    expect(JSON.parse(forProgram.body)).toEqual({ error: 'Open this workspace from the portal', message: expect.any(String) });
  });

  it('tell nothing of what went wrong inside', async () => {
    const { host, cookie } = await running.enter();
    await running.pod.close();
    const answer = await send(running.gateway.port, { host, headers: { cookie, ...page } });
    expect(answer.status).toBe(502);
    expect(answer.body).toContain('The IDE does not answer yet');
    expect(answer.body).not.toMatch(/127\.0\.0\.1|ECONN|\bat /);
  });

  it('answer 404 for hosts that lead nowhere', async () => {
    for (const host of ['localhost:3001', 'evil.example', '127.0.0.1:3001', `${'a'.repeat(39)}.localhost:3001`]) {
      expect((await send(running.gateway.port, { host, headers: page })).status).toBe(404);
    }
    expect((await send(running.gateway.port, { host: 'localhost:3001', path: '/_cde/health' })).status).toBe(204);
  });
});

it('says that nothing listens on a port, and asks again', async () => {
  const running = await startGateway({
    openTunnel: async () => {
      throw Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:3000 secret'), { code: 'refused' });
    },
  });
  const { host, cookie } = await running.enter({ port: 3000 });
  const answer = await send(running.gateway.port, { host, headers: { cookie, ...page } });
  expect(answer.status).toBe(502);
  expect(answer.body).toContain('Nothing listens on port 3000 yet');
  expect(answer.body).toContain('http-equiv="refresh"');
  expect(answer.body).not.toMatch(/secret|10\.1\.2\.3/);
  await running.close();
});

describe('checkBaseUrl', () => {
  const logger = mockServices.logger.mock();

  it.each([
    ['http://localhost:3001', 'http://localhost:3000', 0],
    ['https://ws.example.dev', 'https://portal.example.com', 0],
    ['http://ws.example.dev', 'https://portal.example.com', 1],
  ])('%s beside %s: %i warnings', (baseUrl, portalUrl, warnings) => {
    logger.warn.mockClear();
    checkBaseUrl(baseUrl, portalUrl, logger);
    expect(logger.warn).toHaveBeenCalledTimes(warnings);
  });

  it.each(['https://portal.example.com:8443', 'https://ws.portal.example.com'])('refuses %s', baseUrl => {
    expect(() => checkBaseUrl(baseUrl, 'https://portal.example.com', logger)).toThrow("portal's own host");
  });
});

describe('starting and stopping', () => {
  it('says what to do when the port is taken', async () => {
    const first = await startGateway();
    const { port } = first.gateway;
    await expect(
      startGateway({ config: { listen: { host: '127.0.0.1', port }, baseUrl: 'http://localhost:3001' } }),
    ).rejects.toThrow(`cannot listen on 127.0.0.1:${port}: the port is in use by another program. Change cde.gateway.listen`);
    await first.close();
  });

  it('ends with requests in progress', async () => {
    const running = await startGateway();
    const { host, cookie } = await running.enter();
    let asked = false;
    running.pod.answer = () => {
      asked = true;
    };
    const pending = send(running.gateway.port, { host, headers: { cookie } }).catch(error => error.code);
    await until(() => asked);
    const begun = Date.now();
    await running.close();
    expect(Date.now() - begun).toBeLessThan(2_000);
    expect(await pending).toBe('ECONNRESET');
  });
});
