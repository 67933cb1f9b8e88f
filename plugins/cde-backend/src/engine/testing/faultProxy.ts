import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import https from 'node:https';
import { loadKubeConfig } from '../../clusters';

/** What becomes of a request on its way to the API server. */
export type Fault =
  | { type: 'pass' }
  /** Answered here; the API server never sees it. */
  | {
      type: 'answer';
      status: number;
      body?: unknown;
      headers?: Record<string, string>;
    }
  /** The connection is cut before the API server sees it. */
  | { type: 'cut' }
  /** No answer ever comes, and the API server never sees it. */
  | { type: 'hang' }
  /** The API server does it, then this is called and the answer is thrown away. */
  | { type: 'lose'; then?: () => void };

export interface SeenRequest {
  method: string;
  /** With its query. */
  url: string;
  watch: boolean;
}

/** Stands between the engine and the real API server and makes things go wrong. */
export class FaultProxy {
  /** All requests so far. */
  readonly requests: SeenRequest[] = [];
  /** Decides for each request; by default all pass. */
  rule: (request: SeenRequest) => Fault = () => ({ type: 'pass' });
  readonly #server = http.createServer(
    (request, response) => void this.#handle(request, response),
  );
  readonly #watches = new Set<{
    response: http.ServerResponse;
    upstream: http.IncomingMessage;
  }>();
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), 'cde-proxy-'));
  #target!: URL;
  #agent!: https.Agent;
  #port = 0;

  static async start(kubeconfigPath: string): Promise<FaultProxy> {
    const proxy = new FaultProxy();
    const kubeConfig = await loadKubeConfig({
      type: 'kubeconfig',
      path: kubeconfigPath,
    });
    const options: https.RequestOptions = {};
    await kubeConfig.applyToHTTPSOptions(options);
    const { ca, cert, key } = options;
    proxy.#agent = new https.Agent({ ca, cert, key, keepAlive: true });
    proxy.#target = new URL(kubeConfig.getCurrentCluster()!.server);
    await proxy.up();
    return proxy;
  }

  /** A kubeconfig that leads here. */
  get kubeconfigPath(): string {
    const file = path.join(this.#folder, 'kubeconfig');
    const cluster = {
      server: `http://127.0.0.1:${this.#port}`,
      'insecure-skip-tls-verify': true,
    };
    const content = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'test', cluster }],
      users: [{ name: 'test', user: {} }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
      'current-context': 'test',
    };
    writeFileSync(file, JSON.stringify(content));
    return file;
  }

  /** Listens again after `down`, on the same port. */
  async up(): Promise<void> {
    await new Promise<void>(resolve =>
      this.#server.listen(this.#port, '127.0.0.1', resolve),
    );
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** The API server is gone: nothing listens, all connections are cut. */
  async down(): Promise<void> {
    const closed = new Promise(resolve => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async stop(): Promise<void> {
    await this.down();
    this.#agent.destroy();
    rmSync(this.#folder, { recursive: true });
  }

  /** Watches that are open now. */
  get watches(): number {
    return this.#watches.size;
  }

  /** Ends all watches as a server does that is restarted. */
  closeWatches(): void {
    for (const { response } of this.#watches) response.destroy();
  }

  /** From now on nothing comes through the open watches, and they stay open. */
  silenceWatches(): void {
    for (const { response, upstream } of this.#watches)
      upstream.unpipe(response);
  }

  /** Sends one event through the open watches. */
  injectWatchEvent(event: unknown): void {
    for (const { response } of this.#watches)
      response.write(`${JSON.stringify(event)}\n`);
  }

  count(method: string, pattern: RegExp): number {
    return this.requests.filter(
      request => request.method === method && pattern.test(request.url),
    ).length;
  }

  async #handle(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const url = request.url ?? '/';
    const seen = {
      method: request.method ?? '',
      url,
      watch: url.includes('watch=true'),
    };
    this.requests.push(seen);
    const fault = this.rule(seen);
    if (fault.type === 'cut') return void request.socket.destroy();
    if (fault.type === 'hang') return undefined;
    if (fault.type === 'answer') {
      const body = {
        kind: 'Status',
        status: 'Failure',
        code: fault.status,
        message: `made up: ${fault.status}`,
        ...(fault.body as object),
      };
      response.writeHead(fault.status, {
        'content-type': 'application/json',
        ...fault.headers,
      });
      return void response.end(JSON.stringify(body));
    }
    const { host: _h, ...headers } = request.headers;
    const upstream = https.request(new URL(url, this.#target), {
      method: request.method,
      headers,
      agent: this.#agent,
    });
    upstream.on('response', answer =>
      this.#answer(answer, request, response, fault),
    );
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
    return undefined;
  }

  #answer(
    answer: http.IncomingMessage,
    request: http.IncomingMessage,
    response: http.ServerResponse,
    fault: Fault,
  ): void {
    if (fault.type === 'lose') {
      answer.resume().on('end', () => {
        fault.then?.();
        request.socket.destroy();
      });
      return;
    }
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
    if (request.url?.includes('watch=true')) {
      const entry = { response, upstream: answer };
      this.#watches.add(entry);
      response.on('close', () => this.#watches.delete(entry));
    }
  }
}
