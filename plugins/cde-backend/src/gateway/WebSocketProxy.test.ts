import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { WebSocket } from 'ws';
import { sendRaw, startGateway, until } from './__testUtils__/harness';
import type { RunningGateway } from './__testUtils__/harness';

const SIBLING = `http://${'b'.repeat(39)}.localhost:3001`;

describe('websockets to a pod', () => {
  let running: RunningGateway;
  let host: string;
  let origin: string;
  let cookie: string;
  const start = async (...options: Parameters<typeof startGateway>) => {
    running = await startGateway(...options);
    ({ host, origin, cookie } = await running.enter());
  };
  afterEach(() => running.close());

  const open = (headers: Record<string, string> = {}, path = '/socket?a=b') =>
    new WebSocket(`ws://127.0.0.1:${running.gateway.port}${path}`, {
      headers: { Host: host, Origin: origin, Cookie: cookie, ...headers },
    });
  const opened = async (socket = open()) => {
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return socket;
  };
  const echo = (socket: WebSocket, message: Buffer | string) =>
    new Promise<Buffer>(resolve => {
      socket.once('message', data => resolve(data as Buffer));
      socket.send(message);
    });
  const closed = (socket: WebSocket) => new Promise<void>(resolve => socket.once('close', () => resolve()));
  const status = (socket: WebSocket) =>
    new Promise<number>(resolve => {
      socket.once('open', () => resolve(101));
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => undefined);
    });

  it('carry messages of any size both ways', async () => {
    await start();
    const socket = await opened();
    for (const size of [0, 1, 125, 126, 65_535, 65_536, 3_000_000]) {
      const message = randomBytes(size);
      expect((await echo(socket, message)).equals(message)).toBe(true);
    }
    socket.close();
    await closed(socket);
    await until(() => running.pod.sockets.size === 0);
  });

  it('arrive with a clean handshake', async () => {
    await start();
    const token = `${Buffer.from('{"typ":"vnd.backstage.user"}').toString('base64url')}.e30.s`;
    (await opened(open({ Cookie: `${cookie}; app=1; backstage-auth=x`, Authorization: `Bearer ${token}`, 'X-Forwarded-For': '6.6.6.6' }))).close();
    const [{ url, headers, rawHeaders }] = running.pod.upgrades;
    expect(url).toBe('/socket?a=b');
    expect(headers).toMatchObject({ host, origin, cookie: 'app=1', 'x-forwarded-for': '127.0.0.1', upgrade: 'websocket' });
    expect(rawHeaders.join('\n')).not.toMatch(/__Host-cde|backstage|vnd/i);
  });

  it.each<[string, () => Record<string, string>, number]>([
    ['no cookie', () => ({ Cookie: '' }), 401],
    ['a forged cookie', () => ({ Cookie: `${cookie}x` }), 401],
    ['no origin', () => ({ Origin: '' }), 403],
    ['a null origin', () => ({ Origin: 'null' }), 403],
    ['an evil origin', () => ({ Origin: 'https://evil.example' }), 403],
    ['the origin of a sibling', () => ({ Origin: SIBLING }), 403],
    ['the origin of the portal', () => ({ Origin: 'http://localhost:3000' }), 403],
    ['an unknown host', () => ({ Host: `${'a'.repeat(39)}.localhost:3001` }), 404],
    ['the host of the gateway itself', () => ({ Host: 'localhost:3001' }), 404],
  ])('are refused before dialling with %s', async (_case, headers, expected) => {
    await start();
    expect(await status(open(headers()))).toBe(expected);
    expect(running.dials).toEqual([]);
  });

  it('are refused by a plain answer that ends the connection', async () => {
    await start();
    const answer = await sendRaw(running.gateway.port, [
      'GET / HTTP/1.1', `Host: ${host}`, 'Upgrade: websocket', 'Connection: Upgrade',
      'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', '',
    ].join('\r\n'), 3_000);
    expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\nConnection: close\r\n/);
  });

  it.each([
    ['another protocol', ['GET / HTTP/1.1', 'Upgrade: h2c']],
    ['another method', ['POST / HTTP/1.1', 'Upgrade: websocket']],
    ['the gateway\'s own paths', ['GET /_cde/enter HTTP/1.1', 'Upgrade: websocket']],
    ['another absolute form', ['GET http://evil.example/ HTTP/1.1', 'Upgrade: websocket']],
  ])('are nothing else: %s', async (_case, lines) => {
    await start();
    const bytes = [...lines, `Host: ${host}`, `Origin: ${origin}`, `Cookie: ${cookie}`, 'Connection: Upgrade', '', ''].join('\r\n');
    expect(await sendRaw(running.gateway.port, bytes)).toMatch(/^HTTP\/1\.1 400 /);
    expect(running.dials).toEqual([]);
  });

  it('need a workspace that runs and a session that is alive', async () => {
    await start();
    running.time.now += 60_000;
    running.permitted.value = false;
    expect(await status(open())).toBe(401);
    running.permitted.value = true;
    running.workspace.phase = 'Stopped';
    running.workspace.desired = 'stopped';
    expect(await status(open())).toBe(401);
    expect(running.dials).toEqual([]);
  });

  it('bring a renewed cookie with the handshake', async () => {
    await start();
    running.time.now += 60_000;
    const socket = open();
    const cookies = await new Promise<string[] | undefined>(resolve =>
      socket.once('upgrade', response => resolve(response.headers['set-cookie'])),
    );
    expect(cookies).toEqual([expect.stringMatching(/^__Host-cde=/)]);
    socket.terminate();
  });

  it('pass on what a pod says instead of a handshake', async () => {
    await start();
    const server = net.createServer(socket => {
      socket.on('error', () => undefined);
      socket.resume();
      socket.end('HTTP/1.1 418 No\r\nContent-Length: 2\r\nSet-Cookie: __Host-cde=evil\r\n\r\nno');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    running.pod.port = (server.address() as net.AddressInfo).port;
    expect(await status(open())).toBe(418);
    await new Promise(resolve => server.close(resolve));
  });

  it('are answered where the pod does not', async () => {
    await start({ openTunnel: async () => Promise.reject(Object.assign(new Error('no'), { code: 'refused' })) });
    expect(await status(open())).toBe(502);
  });

  it.each<[string, (running: RunningGateway) => unknown]>([
    ['the workspace is closed', ({ gateway, workspace }) => gateway.closeWorkspace(workspace.id)],
    ['the user signs out', ({ gateway }) => gateway.revokeUser('user:default/ada')],
    ['the pod dies', ({ pod }) => pod.sockets.forEach(socket => socket.destroy())],
    ['the gateway stops', ({ gateway }) => gateway.stop()],
  ])('end at once on both sides when %s', async (_case, end) => {
    await start();
    const socket = await opened();
    const begun = Date.now();
    const gone = closed(socket);
    await end(running);
    await gone;
    await until(() => running.pod.sockets.size === 0);
    expect(Date.now() - begun).toBeLessThan(1_000);
  });

  it.each<[string, (running: RunningGateway) => unknown]>([
    ['the permission is gone', ({ permitted }) => (permitted.value = false)],
    ['the session is revoked by another replica', ({ sessions, workspace }) => sessions.revoke({ workspaceId: workspace.id })],
    ['the workspace is stopped by another replica', ({ workspace }) => (workspace.desired = 'stopped')],
    ['the workspace is deleted by another replica', ({ workspaces }) => workspaces.clear()],
    ['the workspace got another pod', ({ workspace }) => (workspace.observed = { podUid: 'pod-2' })],
    ['the database has been silent for long', ({ sessions, time }) => {
      sessions.broken = true;
      time.now += 400_000;
    }],
  ])('end at the next look when %s', async (_case, change) => {
    await start({ limits: { recheckIntervalMs: 50 } });
    const socket = await opened();
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(socket.readyState).toBe(WebSocket.OPEN);
    const gone = closed(socket);
    await change(running);
    await gone;
    await until(() => running.pod.sockets.size === 0);
  });

  it('stay when the database is silent for a moment, or the cluster is', async () => {
    await start({ limits: { recheckIntervalMs: 30 } });
    const socket = await opened();
    running.sessions.broken = true;
    await new Promise(resolve => setTimeout(resolve, 150));
    running.sessions.broken = false;
    running.workspace.phase = 'Unknown';
    await new Promise(resolve => setTimeout(resolve, 150));
    expect((await echo(socket, 'still here')).toString()).toBe('still here');
    socket.terminate();
  });

  it('count against the limits until they end', async () => {
    await start({ limits: { openPerUser: 1 } });
    const socket = await opened();
    expect(await status(open())).toBe(429);
    socket.terminate();
    await until(() => running.pod.sockets.size === 0);
    const next = await opened();
    next.terminate();
  });

  it('are activity where the client says much in a short time, noted at most once a minute', async () => {
    await start();
    const socket = await opened();
    const say = async (count: number, size: number, everyMs = 0) => {
      for (let said = 0; said < count; said++) {
        await echo(socket, Buffer.alloc(size));
        running.time.now += everyMs;
      }
    };
    await new Promise(resolve => socket.ping(undefined, undefined, resolve));
    await say(20, 13);
    await say(4, 100);
    running.time.now += 60_000;
    await say(10, 100, 20_000);
    expect(running.touched).toEqual([]);
    await say(10, 14, 300);
    expect(running.touched).toEqual([running.workspace.id]);
    running.time.now += 60_000;
    await say(10, 14, 300);
    expect(running.touched).toHaveLength(2);
    socket.terminate();
  });

  it('hold a client back while the pod does not read', async () => {
    await start();
    const socket = await opened();
    running.pod.sockets.forEach(podSide => podSide.pause());
    for (let count = 0; count < 64; count++) socket.send(Buffer.alloc(1024 * 1024));
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(socket.bufferedAmount).toBeGreaterThan(32 * 1024 * 1024);
    socket.terminate();
    running.pod.sockets.forEach(podSide => podSide.destroy());
  });
});
