import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import { WebSocketServer } from 'ws';
import { newWorkspace } from '../../testing/workspaces';
import type { WorkspaceRecord } from '../../workspaces';
import { createGateway } from '../createGateway';
import type { GatewayLimits } from '../limits';
import type { GatewayOptions, GatewayTarget, SessionStore } from '../types';

/** A workspace as its row says it when it runs. */
export function runningWorkspace(overrides: Partial<WorkspaceRecord> = {}): WorkspaceRecord {
  const workspace = newWorkspace();
  workspace.spec.plan.ports = [{ port: 3000, protocol: 'http' }];
  return {
    ...workspace,
    desired: 'running',
    run: 1,
    phase: 'Running',
    pendingRevision: null,
    holdsRun: true,
    desiredSince: 0,
    keepUntil: null,
    phaseSince: 0,
    cause: null,
    conditions: [],
    observed: { podUid: 'pod-1', podIP: '10.0.0.1' },
    nextDueAt: null,
    gitDueAt: null,
    attempts: 0,
    createdAt: 0,
    startedAt: 0,
    lastUsedAt: null,
    deletedAt: null,
    version: 1,
    readAt: 0,
    ...overrides,
  };
}

/** Sessions in memory, by the test's clock. */
export class MemorySessionStore implements SessionStore {
  readonly rows: Array<Parameters<SessionStore['create']>[0] & { id: string; at: number; redeemed: boolean; revoked: boolean }> = [];
  readonly #now: () => number;
  /** Makes every call fail, like a database that is down. */
  broken = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  async create(session: Parameters<SessionStore['create']>[0]) {
    const row = { ...session, id: randomUUID(), at: this.#now(), redeemed: false, revoked: false };
    this.rows.push(row);
    return { id: row.id, codeExpiresAt: row.at + row.codeLifetimeMs };
  }

  async redeem(code: Parameters<SessionStore['redeem']>[0]) {
    const row = this.rows.find(
      ({ codeHash, workspaceId, target, redeemed, revoked, at, codeLifetimeMs }) =>
        codeHash === code.codeHash && workspaceId === code.workspaceId && target === code.target &&
        !redeemed && !revoked && this.#now() < at + codeLifetimeMs,
    );
    if (row) row.redeemed = true;
    return row;
  }

  async grantOf(wanted: string) {
    if (this.broken) throw new Error('the database is down');
    const row = this.rows.find(
      ({ id, redeemed, revoked, at, lifetimeMs }) =>
        id === wanted && redeemed && !revoked && this.#now() < at + lifetimeMs,
    );
    return row && { grantedBy: row.grantedBy, ageMs: this.#now() - row.at };
  }

  async revoke({ userRef, workspaceId }: Parameters<SessionStore['revoke']>[0]) {
    for (const row of this.rows) {
      if ((!userRef || row.userRef === userRef) && (!workspaceId || row.workspaceId === workspaceId)) row.revoked = true;
    }
  }

  async purge() {
    this.rows.length = 0;
  }
}

/** A request as a pod saw it. */
export interface SeenRequest {
  method: string;
  url: string;
  rawHeaders: string[];
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** A program in a pod: echoes requests, or does what `answer` says; echoes websocket messages. */
export async function startPod() {
  const server = http.createServer();
  const seen: SeenRequest[] = [];
  const upgrades: SeenRequest[] = [];
  const sockets = new Set<net.Socket>();
  const pod = {
    seen,
    upgrades,
    sockets,
    answer: undefined as http.RequestListener | undefined,
    port: 0,
    connect: async (): Promise<Duplex> => {
      const socket = net.connect(pod.port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    },
    close: async () => {
      sockets.forEach(socket => socket.destroy());
      await new Promise(resolve => server.close(resolve));
    },
  };
  server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    const chunks: Buffer[] = [];
    if (pod.answer) return pod.answer(request, response);
    request.on('data', chunk => chunks.push(chunk));
    return request.on('end', () => {
      seen.push(asSeen(request, Buffer.concat(chunks).toString()));
      response.end('from the pod');
    });
  });
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  const webSockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    upgrades.push(asSeen(request, ''));
    webSockets.handleUpgrade(request, socket, head, client => {
      client.on('message', (data, binary) => client.send(data, { binary }));
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  pod.port = (server.address() as net.AddressInfo).port;
  return pod;
}

function asSeen(request: http.IncomingMessage, body: string): SeenRequest {
  const { method = '', url = '', rawHeaders, headers } = request;
  return { method, url, rawHeaders, headers, body };
}

/** A gateway with one workspace, in front of a pod. */
export async function startGateway(
  overrides: Partial<GatewayOptions> & { limits?: Partial<GatewayLimits> } = {},
) {
  const pod = await startPod();
  const time = { now: 1_800_000_000_000 };
  const clock = { now: () => time.now };
  const workspace = runningWorkspace();
  const workspaces = new Map([[workspace.id, workspace]]);
  const touched: string[] = [];
  const dials: GatewayTarget[] = [];
  const permitted = { value: true };
  const sessions = new MemorySessionStore(clock.now);
  const auditor = mockServices.auditor.mock({
    createEvent: jest.fn(async () => ({ success: jest.fn(async () => {}), fail: jest.fn(async () => {}) })),
  });
  const gateway = createGateway({
    config: { listen: { host: '127.0.0.1', port: 0 }, baseUrl: 'http://localhost:3001' },
    portalUrl: 'http://localhost:3000',
    logger: mockServices.logger.mock(),
    auditor,
    keys: { getOrCreate: async () => Buffer.alloc(32, 7) },
    sessions,
    workspaces: {
      get: async id => workspaces.get(id),
      touchActivity: async id => {
        touched.push(id);
      },
    },
    authorizeOpen: async () => permitted.value,
    openTunnel: async (_workspace, target) => {
      dials.push(target);
      return pod.connect();
    },
    clock,
    ...overrides,
  });
  await gateway.start();

  const origins = {
    async ticket(target: 'ide' | { port: number } = 'ide', userRef = 'user:default/ada', workspaceId = workspace.id) {
      return new URL((await gateway.issueTicket({ workspaceId, userRef, target, grantedBy: 'owner' })).url);
    },
  };
  return {
    ...origins,
    gateway, pod, workspace, workspaces, sessions, auditor, time, touched, dials, permitted,
    /** Enters, and returns what a browser would then hold. */
    async enter(target: 'ide' | { port: number } = 'ide', userRef?: string) {
      const url = await origins.ticket(target, userRef);
      const answer = await send(gateway.port, { host: url.host, path: `${url.pathname}${url.search}` });
      const cookie = answer.headers['set-cookie']?.[0].split(';')[0] ?? '';
      return { host: url.host, origin: url.origin, cookie, answer };
    },
    async close() {
      await gateway.stop();
      await pod.close();
    },
  };
}

export type RunningGateway = Awaited<ReturnType<typeof startGateway>>;

/** An answer of the gateway. */
export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  rawHeaders: string[];
  body: string;
}

/** Sends a request to the gateway as a browser would to `host`. */
export function send(
  port: number,
  request: { host: string; path?: string; method?: string; headers?: Record<string, string | string[]>; body?: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(
      {
        host: '127.0.0.1',
        port,
        agent: false,
        method: request.method ?? 'GET',
        path: request.path ?? '/',
        headers: { Host: request.host, ...request.headers },
      },
      response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode = 0, headers, rawHeaders } = response;
          resolve({ status: statusCode, headers, rawHeaders, body: Buffer.concat(chunks).toString() });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(request.body);
  });
}

/** Sends bytes as they are and returns all that comes back until the connection is closed. */
export function sendRaw(port: number, bytes: string, waitMs = 1_000): Promise<string> {
  return new Promise(resolve => {
    let received = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    const timer = setTimeout(() => socket.destroy(), waitMs);
    socket.on('data', chunk => {
      received += chunk.toString('latin1');
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(received);
    });
  });
}

/** Waits until something is so. */
export async function until(condition: () => boolean, timeoutMs = 3_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Not within ${timeoutMs} ms: ${condition}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
