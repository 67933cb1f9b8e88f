import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { openTunnel } from '../clusters';
import { send, startGateway } from './__testUtils__/harness';
import type { RunningGateway } from './__testUtils__/harness';

/** The agent's tunnel as it runs in a workspace, with an "IDE" on a Unix socket and a program on a port. */
const POD = `
import http from 'node:http';
import { createTunnel } from ${JSON.stringify(path.resolve(__dirname, '../../../../packages/workspace-agent/src/tunnel.ts'))};
const ideSocket = process.argv[1];
const serve = name => http.createServer((request, response) => {
  let bytes = 0;
  request.on('data', chunk => { bytes += chunk.length; });
  request.on('end', () => response.end(name + ' ' + request.method + ' ' + request.url + ' ' + bytes));
}).on('upgrade', (request, socket) => {
  const { createHash } = process.getBuiltinModule('node:crypto');
  const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + accept + '\\r\\n\\r\\n\\x81\\x05hello', 'latin1');
});
const listen = (server, ...where) => new Promise(resolve => server.listen(...where, () => resolve(server.address())));
await listen(serve('ide'), ideSocket);
const app = await listen(serve('app'), 0, '127.0.0.1');
const tunnel = await listen(createTunnel({ token: 'right', ideSocket, serveAgent: socket => socket.destroy() }), 0, '127.0.0.1');
console.log(JSON.stringify({ app: app.port, tunnel: tunnel.port }));
`;

describe('through the tunnel of the real agent', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cde-gateway-'));
  let pod: ChildProcess;
  let ports: { app: number; tunnel: number };
  let token = 'right';
  let running: RunningGateway;

  beforeAll(async () => {
    pod = spawn(process.execPath, ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--input-type=module', '-e', POD, path.join(folder, 'ide.sock')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH },
    });
    const [line] = await once(createInterface(pod.stdout!), 'line');
    ports = JSON.parse(line);
  });
  afterAll(async () => {
    pod.kill();
    await once(pod, 'exit');
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    token = 'right';
    running = await startGateway({
      openTunnel: (_workspace, target) =>
        openTunnel(async () => {
          const socket = net.connect(ports.tunnel, '127.0.0.1');
          await once(socket, 'connect');
          return socket;
        }, target, token),
    });
    running.workspace.spec.plan.ports = [{ port: ports.app, protocol: 'http' }, { port: 1, protocol: 'http' }];
  });
  afterEach(() => running.close());

  it('requests reach the IDE and a port, over kept connections and with large bodies', async () => {
    for (const [target, name] of [['ide', 'ide'], [{ port: ports.app }, 'app']] as const) {
      const { host, origin, cookie } = await running.enter(target);
      for (let count = 0; count < 3; count++) {
        expect((await send(running.gateway.port, { host, path: '/a?b', headers: { cookie } })).body).toBe(`${name} GET /a?b 0`);
      }
      const upload = await send(running.gateway.port, { host, method: 'POST', headers: { cookie, origin }, body: 'x'.repeat(3_000_000) });
      expect(upload.body).toBe(`${name} POST / 3000000`);
    }
  });

  it('a websocket gets what is sent along with the handshake', async () => {
    const { host, origin, cookie } = await running.enter();
    const socket = new WebSocket(`ws://127.0.0.1:${running.gateway.port}/`, { headers: { Host: host, Origin: origin, Cookie: cookie } });
    const [message] = await once(socket, 'message');
    expect(String(message)).toBe('hello');
    socket.terminate();
  });

  it('a port without a listener is told apart from a workspace that cannot be reached', async () => {
    const page = { accept: 'text/html' };
    const { host, cookie } = await running.enter({ port: 1 });
    const nobody = await send(running.gateway.port, { host, headers: { cookie, ...page } });
    expect(nobody.body).toContain('Nothing listens on port 1 yet');
    token = 'wrong';
    const stranger = await send(running.gateway.port, { host, headers: { cookie, ...page } });
    expect([stranger.status, stranger.body.includes('The workspace does not answer')]).toEqual([502, true]);
  });
});
