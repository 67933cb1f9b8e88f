import http from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { Duplex } from 'node:stream';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Activity } from './Activity';
import type { Answers } from './answers';
import { Burst } from './Burst';
import type { Exchange, Exchanges } from './Exchanges';
import { FrameCounter } from './frames';
import { headersForPod, headersFromPod } from './headers';
import type { GatewayLimits } from './limits';
import type { AdmittedRequest } from './Transfer';
import type { Clock } from './types';
import type { Upstreams } from './Upstreams';

interface WebSocketProxyOptions {
  upstreams: Upstreams;
  exchanges: Exchanges;
  answers: Answers;
  activity: Activity;
  clock: Clock;
  limits: Pick<GatewayLimits, 'dialTimeoutMs' | 'webSocketIdleMs' | 'headerBytes'>;
  logger: LoggerService;
}

/**
 * Smaller messages of an IDE's page are its keep-alives and acknowledgements, which it
 * sends without anybody being there (VS Code's protocol: a header of 13 bytes and no body,
 * 4 to 13 bytes when compressed; a compressed keystroke has 14 or more).
 */
const SMALLEST_IDE_MESSAGE = 14;

/** A page that nobody touches sends up to three larger messages in a minute; eight keystrokes are nine. */
const BURST = { size: 5, windowMs: 30_000 };

/** How long the other side may take to finish after one has. */
const FAREWELL_MS = 5_000;

/** Passes websockets to pods: the handshake by its headers, then bytes as they are. */
export class WebSocketProxy {
  readonly #options: WebSocketProxyOptions;

  constructor(options: WebSocketProxyOptions) {
    this.#options = options;
  }

  /** Takes over the socket of a request that was let in. */
  async forward(request: IncomingMessage, socket: Socket, head: Buffer, admitted: AdmittedRequest): Promise<void> {
    const { exchanges, answers, logger } = this.#options;
    const { claims } = admitted;
    const exchange: Exchange = { claims, close: () => socket.destroy() };
    if (!exchanges.begin(exchange)) {
      answers.sendRaw(socket, answers.tooMany(claims.workspaceId));
      return;
    }
    socket.once('close', () => exchanges.end(exchange));
    try {
      const upstream = await this.#options.upstreams.dial(claims.workspaceId, claims.target);
      if (socket.destroyed) upstream.destroy();
      else this.#handshake(request, socket, head, upstream, admitted);
    } catch (error) {
      logger.debug(`Websocket to workspace '${claims.workspaceId}', ${claims.target} failed: ${error}`);
      answers.sendRaw(socket, answers.upstream(error, claims.workspaceId, claims.target));
    }
  }

  #handshake(client: IncomingMessage, socket: Socket, head: Buffer, upstream: Duplex, admitted: AdmittedRequest): void {
    const { limits, answers } = this.#options;
    const { workspaceId, target } = admitted.claims;
    const request = http.request({
      createConnection: () => upstream,
      method: 'GET',
      path: admitted.path,
      headers: [...headersForPod(client.rawHeaders, admitted.facts), 'Connection', 'Upgrade', 'Upgrade', 'websocket'],
      maxHeaderSize: limits.headerBytes,
    });
    const timer = setTimeout(() => upstream.destroy(new Error('No answer to the handshake')), limits.dialTimeoutMs);
    socket.once('close', () => upstream.destroy());
    request.once('close', () => clearTimeout(timer));
    request.once('error', error => {
      clearTimeout(timer);
      upstream.destroy();
      if (!socket.destroyed) answers.sendRaw(socket, answers.upstream(error, workspaceId, target));
    });
    request.once('upgrade', (response, _socket, firstBytes) => {
      clearTimeout(timer);
      socket.write(responseHead(response, ['Connection', 'Upgrade', 'Upgrade', 'websocket'], admitted.setCookie), 'latin1');
      this.#join(socket, head, upstream, firstBytes, admitted);
    });
    request.once('response', response => {
      socket.write(responseHead(response, ['Connection', 'close'], admitted.setCookie), 'latin1');
      pipeline(response, socket, () => socket.destroy());
    });
    request.end();
  }

  #join(socket: Socket, head: Buffer, upstream: Duplex, firstBytes: Buffer, { claims }: AdmittedRequest): void {
    const { activity, clock, limits } = this.#options;
    const counter = new FrameCounter(claims.target === 'ide' ? SMALLEST_IDE_MESSAGE : 0);
    const burst = new Burst(BURST.size, BURST.windowMs);
    const count = (chunk: Buffer) => {
      const messages = counter.push(chunk);
      if (messages > 0 && burst.add(messages, clock.now())) activity.note(claims.workspaceId);
    };
    socket.setTimeout(limits.webSocketIdleMs, () => socket.destroy());
    if (head.length > 0) {
      count(head);
      upstream.write(head);
    }
    if (firstBytes.length > 0) socket.write(firstBytes);
    flow(socket, upstream);
    flow(upstream, socket);
    socket.on('data', count);
  }
}

/** Passes on what comes, how it ends, and that it broke off. */
function flow(from: Duplex, to: Duplex): void {
  from.pipe(to);
  from.on('error', () => to.destroy());
  from.once('end', () => setTimeout(() => to.destroy(), FAREWELL_MS).unref());
  from.once('close', () => {
    if (!from.readableEnded) to.destroy();
  });
}

/** The head of a pod's answer as bytes for the client. */
function responseHead(response: IncomingMessage, connection: string[], setCookie?: string): string {
  const headers = [...headersFromPod(response.rawHeaders, setCookie), ...connection];
  const lines = [`HTTP/1.1 ${response.statusCode} ${response.statusMessage ?? ''}`];
  for (let index = 0; index < headers.length; index += 2) {
    lines.push(`${headers[index]}: ${headers[index + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
