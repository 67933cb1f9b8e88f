import http from 'node:http';
import https from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { KubernetesError, UnreachableError } from './errors';

export interface Request {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path below the API server's address, starting with a slash. */
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  /** Default: `application/json`. */
  contentType?: string;
  /** Milliseconds until the whole answer must be there, or for streams its headers; default 15 s. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 15_000;
/** Tokens and certificates are rotated in their files: they are looked at again this often. */
const CREDENTIALS_MAX_AGE_MS = 60_000;

interface Credentials {
  headers: http.OutgoingHttpHeaders;
  agent: http.Agent;
  fingerprint: string;
  loadedAt: number;
}

/**
 * Requests to one API server over kept connections. The library's own request layer opens a
 * connection for each, which costs a TLS handshake per object.
 */
export class Transport {
  readonly #kubeConfig: KubeConfig;
  readonly #server: URL;
  #credentials?: Promise<Credentials>;
  #agent?: { agent: http.Agent; fingerprint: string };

  constructor(kubeConfig: KubeConfig) {
    const cluster = kubeConfig.getCurrentCluster();
    if (!cluster) throw new Error('The kubeconfig names no cluster');
    this.#kubeConfig = kubeConfig;
    this.#server = new URL(cluster.server);
  }

  /** The library's view of the same cluster, for what it does over websockets. */
  get kubeConfig(): KubeConfig {
    return this.#kubeConfig;
  }

  /**
   * @returns the parsed answer
   * @throws KubernetesError, UnreachableError
   */
  async request<T>(request: Request): Promise<T> {
    const timeout = AbortSignal.timeout(
      request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    );
    const signal = request.signal
      ? AbortSignal.any([request.signal, timeout])
      : timeout;
    try {
      const response = await this.#send(request, signal);
      return JSON.parse(await text(response)) as T;
    } catch (error) {
      throw this.#translate(error, request, timeout);
    }
  }

  /**
   * A long answer, as it comes.
   * @throws KubernetesError, UnreachableError
   */
  async stream(
    request: Request & { signal: AbortSignal },
  ): Promise<http.IncomingMessage> {
    const timeout = new AbortController();
    const timer = setTimeout(
      () => timeout.abort(),
      request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    );
    try {
      return await this.#send(
        request,
        AbortSignal.any([request.signal, timeout.signal]),
      );
    } catch (error) {
      throw this.#translate(error, request, timeout.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#agent?.agent.destroy();
  }

  async #send(
    request: Request,
    signal: AbortSignal,
  ): Promise<http.IncomingMessage> {
    const { headers, agent } = await this.#currentCredentials();
    const body =
      request.body === undefined
        ? undefined
        : Buffer.from(JSON.stringify(request.body));
    const response = await new Promise<http.IncomingMessage>(
      (resolve, reject) => {
        const call = (this.#server.protocol === 'http:' ? http : https).request(
          this.#url(request),
          {
            method: request.method,
            agent,
            signal,
            headers: {
              accept: 'application/json',
              'user-agent': 'backstage-cde',
              ...headers,
              ...(body && {
                'content-type': request.contentType ?? 'application/json',
                'content-length': body.length,
              }),
            },
          },
        );
        call.on('response', resolve).on('error', reject);
        call.end(body);
      },
    );
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) return response;
    if (status === 401) this.#credentials = undefined;
    throw new KubernetesError(
      status,
      statusObject(await text(response)),
      retryAfter(response),
    );
  }

  #url(request: Request): URL {
    const url = new URL(this.#server);
    url.pathname = this.#server.pathname.replace(/\/$/, '') + request.path;
    for (const [name, value] of Object.entries(request.query ?? {}))
      url.searchParams.set(name, value);
    return url;
  }

  async #currentCredentials(): Promise<Credentials> {
    const known =
      this.#credentials && (await this.#credentials.catch(() => undefined));
    if (known && Date.now() - known.loadedAt < CREDENTIALS_MAX_AGE_MS)
      return known;
    this.#credentials = this.#loadCredentials();
    return this.#credentials;
  }

  async #loadCredentials(): Promise<Credentials> {
    const options: https.RequestOptions = {};
    await this.#kubeConfig.applyToHTTPSOptions(options);
    const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } =
      options;
    const tls = {
      ca,
      cert,
      key,
      pfx,
      passphrase,
      rejectUnauthorized,
      servername,
    };
    const fingerprint = JSON.stringify(tls, (_, value) =>
      value instanceof Buffer ? value.toString('base64') : value,
    );
    if (this.#agent?.fingerprint !== fingerprint) {
      this.#agent = {
        agent: this.#createAgent(tls, options.agent as http.Agent),
        fingerprint,
      };
    }
    const basic = options.auth && {
      authorization: `Basic ${Buffer.from(options.auth).toString('base64')}`,
    };
    const headers = {
      ...(options.headers as http.OutgoingHttpHeaders),
      ...basic,
    };
    return {
      headers,
      agent: this.#agent.agent,
      fingerprint,
      loadedAt: Date.now(),
    };
  }

  /** Where a proxy is configured the library's own agent knows the way through it. */
  #createAgent(tls: https.AgentOptions, libraryAgent: http.Agent): http.Agent {
    if (this.#kubeConfig.getCurrentCluster()?.proxyUrl) return libraryAgent;
    const options = { keepAlive: true, maxSockets: 64, maxFreeSockets: 16 };
    if (this.#server.protocol === 'http:') return new http.Agent(options);
    const given = Object.fromEntries(
      Object.entries(tls).filter(([, value]) => value !== undefined),
    );
    return new https.Agent({ ...options, ...given });
  }

  #translate(error: unknown, request: Request, timeout: AbortSignal): unknown {
    if (error instanceof KubernetesError || request.signal?.aborted)
      return error;
    const reason = timeout.aborted
      ? 'it did not answer in time'
      : String((error as Error).message || error);
    return new UnreachableError(
      `The API server ${this.#server.host} cannot be reached: ${reason}`,
      { cause: error },
    );
  }
}

async function text(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Proxies in front of an API server answer in other formats: then the text is the message. */
function statusObject(body: string): { message?: string; reason?: string } {
  try {
    const parsed = JSON.parse(body);
    return typeof parsed === 'object' && parsed
      ? parsed
      : { message: body.slice(0, 500) };
  } catch {
    return { message: body.slice(0, 500) };
  }
}

function retryAfter(response: http.IncomingMessage): number | undefined {
  const seconds = Number(response.headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
