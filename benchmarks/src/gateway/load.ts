import http from 'node:http';
import net from 'node:net';
import { WebSocket } from 'ws';
import type { Child } from '../children';

/** Where requests go, and as whom. Only addresses of this machine. */
export interface Destination {
  name: string;
  /** The process that listens there. */
  child: Child;
  port: number;
  headers: Record<string, string>;
}

/** Finds the ends of responses with a Content-Length. */
class ResponseReader {
  readonly #onResponse: () => void;
  #head = '';
  #left = -1;

  constructor(onResponse: () => void) {
    this.#onResponse = onResponse;
  }

  push(chunk: Buffer): void {
    let body = chunk.length;
    if (this.#left < 0) {
      this.#head += chunk.toString('latin1');
      const end = this.#head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = /\r\ncontent-length: (\d+)/i.exec(this.#head)?.[1];
      if (!this.#head.startsWith('HTTP/1.1 200') || !length) throw new Error(`answered ${this.#head.slice(0, 60)}`);
      this.#left = Number(length);
      body = this.#head.length - end - 4;
      this.#head = '';
    }
    this.#left -= body;
    if (this.#left > 0) return;
    this.#left = -1;
    this.#onResponse();
  }
}

/**
 * Requests over kept connections, each with one request at a time.
 * Written on bare sockets, so that it takes as little of the machine as possible.
 */
export async function load(to: Destination, path: string, connections: number, milliseconds: number) {
  const lines = Object.entries(to.headers).map(([name, value]) => `${name}: ${value}`);
  const bytes = Buffer.from([`GET ${path} HTTP/1.1`, ...lines, 'User-Agent: Mozilla/5.0 (X11; Linux x86_64)', 'Accept: */*', 'Accept-Encoding: gzip', '', ''].join('\r\n'));
  let answered = 0;
  let failure: Error | undefined;
  const sockets = Array.from({ length: connections }, () => {
    const socket = net.connect(to.port, '127.0.0.1', () => socket.write(bytes));
    const reader = new ResponseReader(() => {
      answered += 1;
      socket.write(bytes);
    });
    socket.setNoDelay(true);
    socket.on('data', chunk => {
      try {
        reader.push(chunk);
      } catch (error) {
        failure = error as Error;
        socket.destroy();
      }
    });
    socket.on('error', error => (failure ??= error));
    return socket;
  });
  const begun = performance.now();
  await sleep(milliseconds);
  const seconds = (performance.now() - begun) / 1000;
  sockets.forEach(socket => socket.removeAllListeners('error').on('error', () => socket.destroy()).destroy());
  if (failure) throw new Error(`${to.name}: ${failure.message}`);
  return { answered, perSecond: answered / seconds };
}

/** Opens a websocket. */
export function openSocket(to: Destination): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${to.port}/echo`, { headers: to.headers, perMessageDeflate: false });
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Times of so many echoes, one after the other, in microseconds. */
export async function echoTimes(socket: WebSocket, count: number): Promise<number[]> {
  const message = Buffer.alloc(64, 'k');
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const begun = performance.now();
    await new Promise(resolve => {
      socket.once('message', resolve);
      socket.send(message);
    });
    times.push((performance.now() - begun) * 1000);
  }
  return times;
}

/** Begins a download and does not read it. */
export function stalledDownload(to: Destination): net.Socket {
  const socket = net.connect(to.port, '127.0.0.1');
  socket.pause();
  const lines = Object.entries(to.headers).map(([name, value]) => `${name}: ${value}`);
  socket.write([`GET /download HTTP/1.1`, ...lines, '', ''].join('\r\n'));
  return socket;
}

/** Follows a link into a workspace and returns the headers that a browser would send from then on. */
export function enter(port: number, ticket: string): Promise<Record<string, string>> {
  const { host, origin, pathname, search } = new URL(ticket);
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path: pathname + search, headers: { Host: host }, agent: false }, response => {
        const cookie = response.headers['set-cookie']?.[0].split(';')[0];
        response.resume();
        if (response.statusCode === 303 && cookie) resolve({ Host: host, Origin: origin, Cookie: cookie });
        else reject(new Error(`The gateway answered ${response.statusCode}`));
      })
      .once('error', reject);
  });
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
