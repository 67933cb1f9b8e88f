import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, get } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addresses, createTunnel } from './tunnel';

const TOKEN = '0123456789abcdef';

let folder: string;
let tunnel: Server;
let port: number;
const open: Server[] = [];

async function listen(server: Server, where: string | number): Promise<Server> {
  open.push(server);
  server.listen(
    typeof where === 'number'
      ? { port: where, host: '127.0.0.1' }
      : { path: where },
  );
  await once(server, 'listening');
  return server;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tunnel-'));
  const api = createHttpServer((request, response) =>
    response.end(`agent ${request.url}`),
  );
  tunnel = createTunnel({
    token: TOKEN,
    ideSocket: path.join(folder, 'ide'),
    serveAgent: socket => {
      api.emit('connection', socket);
      socket.resume();
    },
  });
  await listen(tunnel, 0);
  port = portOf(tunnel);
});

afterEach(async () => {
  for (const server of open.splice(0)) {
    server.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

function dial(): Socket {
  return connect({ port, host: '127.0.0.1', allowHalfOpen: true });
}

/** Sends something and gives all that comes back until the other end closes. */
async function exchange(...parts: string[]): Promise<string> {
  const socket = dial();
  let answer = '';
  socket.setEncoding('utf8').on('data', text => {
    answer += text;
  });
  const ended = once(socket, 'end');
  for (const part of parts) {
    socket.write(part);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  await ended;
  socket.destroy();
  return answer;
}

it.each([
  ['a wrong token', 'CDE/1 wrong agent\n', 'unauthorized'],
  ['no token', 'CDE/1\n', 'unauthorized'],
  ['another protocol', 'GET / HTTP/1.1\r\n', 'bad-target'],
  ['an unknown target', `CDE/1 ${TOKEN} shell\n`, 'bad-target'],
  ['port 0', `CDE/1 ${TOKEN} port/0\n`, 'bad-target'],
  ['port 65536', `CDE/1 ${TOKEN} port/65536\n`, 'bad-target'],
  ['a host', `CDE/1 ${TOKEN} port/80@evil.test\n`, 'bad-target'],
  ['more words', `CDE/1 ${TOKEN} port/80 x\n`, 'bad-target'],
  ['an endless line', 'x'.repeat(5000), 'bad-target'],
  ['nothing that listens', `CDE/1 ${TOKEN} port/1\n`, 'refused'],
  ['no IDE', `CDE/1 ${TOKEN} ide\n`, 'refused'],
])('refuses %s', async (_, preamble, code) => {
  expect(await exchange(preamble)).toMatch(new RegExp(`^ERR ${code} .+\n$`));
});

it('tries IPv4 before IPv6', () => {
  expect(addresses('port/80', undefined)).toEqual([
    { host: '127.0.0.1', port: 80 },
    { host: '::1', port: 80 },
  ]);
});

it('leads to the agent, whether the request comes along or later', async () => {
  const request = 'GET /status HTTP/1.0\r\n\r\n';
  const together = await exchange(`CDE/1 ${TOKEN} agent\n${request}`);
  expect(together).toMatch(/^OK\nHTTP\/1\.1 200/);
  expect(together).toMatch(/agent \/status$/);
  const apart = await exchange('CDE/1 ', `${TOKEN} agent\n`, request);
  expect(apart).toMatch(/agent \/status$/);
});

it('carries HTTP requests one after another', async () => {
  const socket = dial();
  socket.write(`CDE/1 ${TOKEN} agent\n`);
  expect(String((await once(socket, 'data'))[0])).toBe('OK\n');
  const ask = (url: string) =>
    new Promise<string>((resolve, reject) => {
      get(
        {
          path: url,
          createConnection: () => socket,
          headers: { connection: 'keep-alive' },
        },
        response => {
          let text = '';
          response.on('data', chunk => {
            text += chunk;
          });
          response.on('end', () => resolve(text));
        },
      ).on('error', reject);
    });
  expect(await ask('/one')).toBe('agent /one');
  socket.destroy();
});

it('passes on each end by itself', async () => {
  // Answers only after the client's end, as a half-closed connection allows.
  const server = createServer({ allowHalfOpen: true }, socket => {
    let received = '';
    socket.on('data', chunk => {
      received += chunk;
    });
    socket.on('end', () => socket.end(`got ${received}`));
  });
  await listen(server, 0);
  const socket = dial();
  let answer = '';
  socket.on('data', chunk => {
    answer += chunk;
  });
  socket.end(`CDE/1 ${TOKEN} port/${portOf(server)}\nhello`);
  await once(socket, 'close');
  expect(answer).toBe('OK\ngot hello');
});

it('leads to the IDE on its socket', async () => {
  const ide = createServer(socket => socket.end('ide'));
  await listen(ide, path.join(folder, 'ide'));
  expect(await exchange(`CDE/1 ${TOKEN} ide\n`)).toBe('OK\nide');
});

it('reaches a server that listens on IPv6 only', async () => {
  const server = createServer(socket => socket.end('six'));
  open.push(server);
  server.listen({ host: '::1', port: 0, ipv6Only: true });
  await once(server, 'listening');
  const answer = await exchange(`CDE/1 ${TOKEN} port/${portOf(server)}\n`);
  expect(answer).toBe('OK\nsix');
});

it('closes the other side when one breaks', async () => {
  const arrived = new Promise<Socket>(resolve => {
    void listen(createServer(resolve), 0);
  });
  const server = open.at(-1) as Server;
  await new Promise(resolve => setTimeout(resolve, 10));
  const socket = dial();
  socket.write(`CDE/1 ${TOKEN} port/${portOf(server)}\n`);
  await once(socket, 'data');
  const upstream = await arrived;
  upstream.on('error', () => undefined);
  socket.resetAndDestroy();
  await once(upstream, 'close');
  expect(upstream.destroyed).toBe(true);
});

it('does not read faster than the reader takes', async () => {
  let sent = 0;
  const server = createServer(socket => {
    socket.on('error', () => undefined);
    const chunk = Buffer.alloc(64 * 1024);
    const pour = () => {
      while (!socket.destroyed && socket.write(chunk)) {
        sent += chunk.length;
      }
      sent += chunk.length;
    };
    socket.on('drain', pour);
    pour();
  });
  await listen(server, 0);
  const socket = dial();
  socket.write(`CDE/1 ${TOKEN} port/${portOf(server)}\n`);
  await once(socket, 'data');
  socket.pause();
  await new Promise(resolve => setTimeout(resolve, 500));
  // What fits into the kernel's buffers of two connections, and not more.
  expect(sent).toBeLessThan(32 * 1024 * 1024);
  socket.destroy();
});

it('does not wait for ever for an introduction', async () => {
  const start = Date.now();
  expect(await exchange('CDE/1 ')).toMatch(/^ERR unauthorized/);
  expect(Date.now() - start).toBeGreaterThan(4000);
}, 10_000);

it('turns strangers away when there are too many', async () => {
  const strangers = Array.from({ length: 64 }, dial);
  await Promise.all(strangers.map(socket => once(socket, 'connect')));
  await new Promise(resolve => setTimeout(resolve, 50));
  expect(await exchange('')).toMatch(/^ERR busy/);
  strangers.forEach(socket => socket.destroy());
  await new Promise(resolve => setTimeout(resolve, 50));
  const answer = await exchange(`CDE/1 ${TOKEN} agent\nGET / HTTP/1.0\r\n\r\n`);
  expect(answer).toMatch(/^OK/);
});
