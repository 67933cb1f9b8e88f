/**
 * The way into the workspace: one TCP port that leads, after a line of
 * introduction, to the agent's own HTTP interface, the IDE, or a port.
 *
 *     client: CDE/1 <token> <target>\n      target: agent | ide | port/<1-65535>
 *     agent:  OK\n  and from then on raw bytes, or
 *             ERR <code> <message>\n  and the end
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { connect, createServer } from 'node:net';
import type { NetConnectOpts, Server, Socket } from 'node:net';

/** Limits against clients that hold connections without using them. */
const PREAMBLE_BYTES = 1024;
const PREAMBLE_MS = 5000;
const MOST_STRANGERS = 64;
const MOST_CONNECTIONS = 1024;
const KEEP_ALIVE_MS = 30_000;

type ErrorCode = 'unauthorized' | 'refused' | 'bad-target' | 'busy';

class TunnelError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface TunnelOptions {
  token: string;
  /** Socket of the IDE, where there is one. */
  ideSocket: string | undefined;
  /** Takes connections for the target `agent`. */
  serveAgent: (socket: Socket) => void;
}

/** What a client asks for. @throws TunnelError when it may not, or makes no sense. */
export function parsePreamble(line: string, token: string): string {
  const [protocol, given = '', target = '', ...more] = line.split(' ');
  if (protocol !== 'CDE/1' || more.length > 0) {
    throw new TunnelError('bad-target', 'expected: CDE/1 <token> <target>');
  }
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(digest(given), digest(token))) {
    throw new TunnelError('unauthorized', 'the token is not the right one');
  }
  return target;
}

/** Addresses to try for a target, in their order. */
export function addresses(
  target: string,
  ideSocket: string | undefined,
): NetConnectOpts[] {
  if (target === 'ide') {
    return ideSocket === undefined ? [] : [{ path: ideSocket }];
  }
  const port = Number(/^port\/([1-9]\d{0,4})$/.exec(target)?.[1]);
  if (!(port <= 65535)) {
    throw new TunnelError(
      'bad-target',
      'the target is agent, ide or port/<1-65535>',
    );
  }
  return ['127.0.0.1', '::1'].map(host => ({ host, port }));
}

/** Makes the server; the caller lets it listen. */
export function createTunnel(options: TunnelOptions): Server {
  let strangers = 0;
  const server = createServer(
    { allowHalfOpen: true, noDelay: true, keepAlive: true },
    client => {
      client.setKeepAlive(true, KEEP_ALIVE_MS);
      // Errors end the connection; `close` follows and is what counts.
      client.on('error', () => client.destroy());
      if (strangers >= MOST_STRANGERS) {
        refuse(client, new TunnelError('busy', 'too many new connections'));
        return;
      }
      strangers += 1;
      const known = introduction(client).finally(() => {
        strangers -= 1;
      });
      known
        .then(line => lead(client, parsePreamble(line, options.token), options))
        .catch(error => refuse(client, error));
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}

/** The client's first line; what follows it stays in the socket. */
function introduction(client: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let held = Buffer.alloc(0);
    const timer = setTimeout(
      () => done(new TunnelError('unauthorized', 'no introduction in time')),
      PREAMBLE_MS,
    );
    function done(error?: TunnelError) {
      clearTimeout(timer);
      client.off('data', onData).off('end', onGone).off('close', onGone);
      client.pause();
      if (error) {
        reject(error);
      }
    }
    function onGone() {
      done(new TunnelError('bad-target', 'ended before its first line'));
    }
    function onData(chunk: Buffer) {
      held = Buffer.concat([held, chunk]);
      const end = held.indexOf('\n');
      if (end > PREAMBLE_BYTES || (end < 0 && held.length > PREAMBLE_BYTES)) {
        done(new TunnelError('bad-target', 'the first line is too long'));
      } else if (end >= 0) {
        done();
        if (end + 1 < held.length) {
          client.unshift(held.subarray(end + 1));
        }
        resolve(held.toString('utf8', 0, end).replace(/\r$/, ''));
      }
    }
    client.on('data', onData).on('end', onGone).on('close', onGone);
  });
}

async function lead(
  client: Socket,
  target: string,
  options: TunnelOptions,
): Promise<void> {
  if (target === 'agent') {
    client.write('OK\n');
    options.serveAgent(client);
    return;
  }
  const upstream = await dial(addresses(target, options.ideSocket));
  if (client.destroyed) {
    upstream.destroy();
    return;
  }
  client.write('OK\n');
  join(client, upstream);
}

async function dial(candidates: NetConnectOpts[]): Promise<Socket> {
  for (const candidate of candidates) {
    const socket = await attempt(candidate);
    if (socket) {
      return socket;
    }
  }
  throw new TunnelError('refused', 'nothing listens there');
}

function attempt(address: NetConnectOpts): Promise<Socket | undefined> {
  return new Promise(resolve => {
    const socket = connect({ ...address, allowHalfOpen: true, noDelay: true });
    const failed = () => resolve(undefined);
    socket.once('error', failed).once('connect', () => {
      socket.off('error', failed);
      resolve(socket);
    });
  });
}

/** Joins two sockets: each end is passed on by itself, a broken one breaks the other. */
function join(client: Socket, upstream: Socket): void {
  upstream.on('error', () => upstream.destroy());
  client.on('close', () => upstream.destroy());
  upstream.on('close', () => client.destroySoon());
  client.pipe(upstream);
  upstream.pipe(client);
}

function refuse(client: Socket, error: unknown): void {
  if (client.destroyed) {
    return;
  }
  const known = error instanceof TunnelError;
  const code = known ? error.code : 'refused';
  const message = known ? error.message : 'the agent could not connect';
  client.end(`ERR ${code} ${message}\n`);
  // The answer is given; a client that goes on sending is not listened to.
  client.resume();
  setTimeout(() => client.destroy(), 1000).unref();
}
