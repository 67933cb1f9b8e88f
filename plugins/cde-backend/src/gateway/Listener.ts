import http from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Answers } from './answers';
import { clearSessionCookie } from './cookies';
import { ENTER_PATH } from './Entrance';
import type { Entrance } from './Entrance';
import { countHeader } from './headers';
import type { HttpProxy } from './HttpProxy';
import type { HostMeaning, HostNames } from './hosts';
import type { GatewayLimits } from './limits';
import { foreignRequest, foreignSocket } from './origins';
import type { Page } from './pages';
import { pathOf } from './requestTarget';
import type { SessionGuard } from './SessionGuard';
import type { AdmittedRequest } from './Transfer';
import type { WebSocketProxy } from './WebSocketProxy';

interface ListenerOptions {
  listen: { host: string; port: number };
  protocol: 'http' | 'https';
  hosts: HostNames;
  guard: SessionGuard;
  entrance: Entrance;
  httpProxy: HttpProxy;
  webSocketProxy: WebSocketProxy;
  answers: Answers;
  limits: GatewayLimits;
  logger: LoggerService;
}

type WorkspaceHost = Extract<HostMeaning, { kind: 'workspace' }>;

/** Paths of the gateway itself on every workspace's host. */
const OWN_PATHS = '/_cde/';

/** Asked on the gateway's own host by whoever supervises it. */
const HEALTH_PATH = '/_cde/health';

/** The gateway's server: decides for each request and websocket whether and where it goes. */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #server: http.Server;
  readonly #sockets = new Set<Socket>();

  constructor(options: ListenerOptions) {
    this.#options = options;
    const { limits } = options;
    this.#server = http.createServer({
      maxHeaderSize: limits.headerBytes,
      headersTimeout: 20_000,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: 75_000,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: 15_000,
      insecureHTTPParser: false,
    });
    this.#server.timeout = limits.idleMs;
    this.#server.maxConnections = limits.clientConnections;
    this.#server.on('connection', socket => this.#track(socket));
    this.#server.on('request', (request, response) => this.#onRequest(request, response));
    this.#server.on('upgrade', (request, socket, head) => this.#onUpgrade(request, socket as Socket, head));
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) => this.#onClientError(error, socket as Socket));
  }

  /** @throws where the address cannot be listened on, with the cure */
  async start(): Promise<void> {
    const { host, port } = this.#options.listen;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        const reason = error.code === 'EADDRINUSE' ? 'the port is in use by another program' : error.message;
        reject(new Error(`The gateway cannot listen on ${host}:${port}: ${reason}. Change cde.gateway.listen, or free the port.`));
      });
      this.#server.listen(port, host, resolve);
    });
  }

  /** The port that is listened on, of use where it was left to the system. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : this.#options.listen.port;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()));
    // Upgraded sockets are the server's no longer, and `close` would wait for them for ever.
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    this.#serve(request, response).catch(error => {
      this.#options.logger.error('A request could not be served by the gateway', error);
      const { answers } = this.#options;
      answers.send(request, response, answers.badRequest('The gateway could not serve this request. Try again.', 503));
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { answers, guard, httpProxy, entrance, limits } = this.#options;
    const say = (page: Page) => answers.send(request, response, page);
    const host = this.#hostOf(request);
    if (!host) return say(answers.unknownHost());
    const path = pathOf(request.url ?? '', request.headers.host?.toLowerCase() ?? '');
    if (host.kind === 'base') {
      return path === HEALTH_PATH ? void response.writeHead(204).end() : say(answers.unknownHost());
    }
    if (path === undefined || request.method === 'TRACE') return say(answers.badRequest('This form of request is not served.'));
    if (path.length > limits.urlLength) return say(answers.badRequest('The address is too long.', 414));
    if (path.startsWith(OWN_PATHS)) {
      const [name, query] = path.split('?', 2);
      if (name !== ENTER_PATH) return say(answers.unknownHost());
      return entrance.enter(request, response, host, new URLSearchParams(query));
    }
    const admission = await guard.admit(request.headers.cookie, host.label);
    if (!admission.admitted) {
      if (admission.reason === 'ended') response.appendHeader('Set-Cookie', clearSessionCookie());
      return say(answers.refused(admission, host.workspaceId));
    }
    if (foreignRequest(request.method ?? '', request.headers, this.#options.hosts.origin(host.label))) {
      return say(answers.foreign(host.workspaceId));
    }
    return httpProxy.forward(request, response, this.#admitted(request, host, path, admission));
  }

  #onUpgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    // Nobody else listens to this socket from here on.
    socket.on('error', error => this.#options.logger.debug(`Websocket client: ${error.message}`));
    this.#upgrade(request, socket, head).catch(error => {
      this.#options.logger.error('A websocket could not be served by the gateway', error);
      socket.destroy();
    });
  }

  async #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const { answers, guard, webSocketProxy, limits } = this.#options;
    const refuse = (page: Page) => answers.sendRaw(socket, page);
    const host = this.#hostOf(request);
    if (host?.kind !== 'workspace') return refuse(answers.unknownHost());
    const path = pathOf(request.url ?? '', request.headers.host?.toLowerCase() ?? '');
    const isWebSocket = request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket';
    if (!isWebSocket || path === undefined || path.length > limits.urlLength || path.startsWith(OWN_PATHS)) {
      return refuse(answers.badRequest('Only websockets are served here.'));
    }
    const admission = await guard.admit(request.headers.cookie, host.label);
    if (!admission.admitted) return refuse({ ...answers.refused(admission, host.workspaceId), status: 401 });
    if (foreignSocket(request.headers, this.#options.hosts.origin(host.label))) {
      return refuse(answers.foreign(host.workspaceId));
    }
    return webSocketProxy.forward(request, socket, head, this.#admitted(request, host, path, admission));
  }

  /** What the one Host header of a request means; `undefined`: nothing here. */
  #hostOf(request: IncomingMessage): Exclude<HostMeaning, { kind: 'unknown' }> | undefined {
    const { host } = request.headers;
    if (!host || countHeader(request.rawHeaders, 'host') !== 1) return undefined;
    const meaning = this.#options.hosts.resolve(host);
    return meaning.kind === 'unknown' ? undefined : meaning;
  }

  #admitted(
    request: IncomingMessage,
    host: WorkspaceHost,
    path: string,
    admission: Pick<AdmittedRequest, 'claims' | 'setCookie'>,
  ): AdmittedRequest {
    const { hosts, protocol } = this.#options;
    return {
      claims: admission.claims,
      setCookie: admission.setCookie,
      path,
      facts: {
        host: hosts.host(host.label),
        protocol,
        clientAddress: request.socket.remoteAddress ?? 'unknown',
      },
    };
  }

  #onClientError(error: NodeJS.ErrnoException, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { answers } = this.#options;
    const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
    answers.sendRaw(socket, answers.badRequest(
      tooLarge ? 'The headers are too large.' : 'The request is not valid HTTP.',
      tooLarge ? 431 : 400,
    ));
  }
}
