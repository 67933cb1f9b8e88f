import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Dispatcher } from 'undici';
import { hasBody } from './answers';
import type { Answers } from './answers';
import type { Exchange } from './Exchanges';
import { headersForPod, headersFromPod } from './headers';
import type { RequestFacts } from './headers';
import type { SessionClaims } from './types';
import type { Upstreams } from './Upstreams';

export interface TransferOptions {
  upstreams: Upstreams;
  answers: Answers;
  logger: LoggerService;
}

/** So much waits for a slow client before the pod is held back; pausing for every chunk would halve the rate. */
const HELD_BYTES = 256 * 1024;

/** A request that was let in. */
export interface AdmittedRequest {
  claims: SessionClaims;
  /** Path and query for the pod. */
  path: string;
  facts: RequestFacts;
  /** Our own cookie, where the session was renewed. */
  setCookie?: string;
}

/** One request and its answer on their way. */
export class Transfer implements Exchange, Dispatcher.DispatchHandler {
  readonly claims: SessionClaims;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #admitted: AdmittedRequest;
  readonly #options: TransferOptions;
  #controller: Dispatcher.DispatchController | undefined;
  #retried = false;
  #hasBytes = false;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    admitted: AdmittedRequest,
    options: TransferOptions,
  ) {
    this.claims = admitted.claims;
    this.#request = request;
    this.#response = response;
    this.#admitted = admitted;
    this.#options = options;
  }

  start(): void {
    const { path, facts, claims } = this.#admitted;
    try {
      this.#options.upstreams.pool(claims.workspaceId, claims.target).dispatch(
        {
          path,
          method: this.#request.method ?? 'GET',
          headers: headersForPod(this.#request.rawHeaders, facts),
          body: hasBody(this.#request) ? this.#request : null,
        },
        this,
      );
    } catch (error) {
      this.onResponseError(undefined, error);
    }
  }

  close(): void {
    this.#response.destroy();
  }

  clientGone(): void {
    if (!this.#response.writableFinished) this.#controller?.abort(new Error('The client went away'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#response.destroyed) controller.abort(new Error('The client went away'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _headers: unknown, text?: string): void {
    // Interim answers (1xx) are between the pod and us.
    if (status < 200) return;
    const raw = rawHeaders(controller);
    this.#response.writeHead(status, text || undefined, headersFromPod(raw, this.#admitted.setCookie));
    // Headers travel with the first bytes of the body, but do not wait for them.
    queueMicrotask(() => {
      if (!this.#response.writableEnded && !this.#hasBytes) this.#response.flushHeaders();
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#hasBytes = true;
    if (this.#response.write(chunk) || this.#response.writableLength < HELD_BYTES) return;
    controller.pause();
    this.#response.once('drain', () => controller.resume());
  }

  onResponseEnd(): void {
    this.#response.end();
  }

  onResponseError(_controller: unknown, error: unknown): void {
    if (this.#response.destroyed) return;
    if (this.#mayRetry(error)) {
      this.#retried = true;
      this.start();
      return;
    }
    const { answers, logger } = this.#options;
    const { workspaceId, target } = this.claims;
    logger.debug(`Request to workspace '${workspaceId}', ${target} failed: ${error}`);
    answers.send(this.#request, this.#response, answers.upstream(error, workspaceId, target));
  }

  /** A kept connection may have been closed by the pod just when it was used again (RFC 9110 §9.2.2). */
  #mayRetry(error: unknown): boolean {
    const lost = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(String((error as { code?: unknown }).code));
    const harmless = ['GET', 'HEAD'].includes(this.#request.method ?? 'GET') && !hasBody(this.#request);
    return lost && harmless && !this.#retried && !this.#response.headersSent;
  }
}

function rawHeaders({ rawHeaders: raw }: Dispatcher.DispatchController): string[] {
  return Array.isArray(raw) ? raw.map(part => (typeof part === 'string' ? part : part.toString('latin1'))) : [];
}
