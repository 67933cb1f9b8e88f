import { setTimeout as sleep } from 'node:timers/promises';
import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  isError,
  ResponseError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type {
  CreateWorkspaceRequest,
  Timeline,
  TimelineEvent,
  Workspace,
} from '@backstage-cde/plugin-cde-common';

/** A backend that is being restarted, with all its plugins, is away that long. */
const PATIENCE_MS = 90_000;
const DEFAULT_RETRY_MS = 5_000;

const pathOf = (id: string) => `/workspaces/${encodeURIComponent(id)}`;

/** In whose name, and until when, the backend is asked. */
export interface RequestOptions {
  credentials: BackstageCredentials;
  signal?: AbortSignal;
  /** How long a backend that is away is asked again. Default: a minute and a half. */
  patienceMs?: number;
}

/** The workspaces backend, used in somebody's name. What is away for a while is waited for. */
export class CdeBackend {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  /**
   * Makes a workspace; the same key makes it once, so that this can be repeated after a crash.
   * @throws the backend's own error, such as InputError
   */
  async createWorkspace(
    request: CreateWorkspaceRequest,
    options: RequestOptions & { idempotencyKey: string },
  ): Promise<Workspace> {
    return this.#call('POST', '/workspaces', options, {
      headers: { 'Idempotency-Key': options.idempotencyKey },
      body: request,
    });
  }

  /** @throws NotFoundError for what does not exist, or not for this person */
  async workspace(id: string, options: RequestOptions): Promise<Workspace> {
    return this.#call('GET', pathOf(id), options);
  }

  /** Events after one, oldest first. */
  async timeline(
    id: string,
    after: number,
    options: RequestOptions,
  ): Promise<TimelineEvent[]> {
    const path = `${pathOf(id)}/timeline?after=${after}`;
    return (await this.#call<Timeline>('GET', path, options)).items;
  }

  /** Does nothing to what is started already, so that this can be repeated. */
  async startWorkspace(
    id: string,
    options: RequestOptions,
  ): Promise<Workspace> {
    return this.#call('POST', `${pathOf(id)}/start`, options);
  }

  /** Does nothing to what is stopped already, so that this can be repeated. */
  async stopWorkspace(id: string, options: RequestOptions): Promise<Workspace> {
    return this.#call('POST', `${pathOf(id)}/stop`, options);
  }

  /** @throws NotFoundError for what is deleted already */
  async deleteWorkspace(
    id: string,
    options: RequestOptions,
  ): Promise<Workspace> {
    return this.#call('DELETE', pathOf(id), options);
  }

  async #call<T>(
    method: string,
    path: string,
    { credentials, signal, patienceMs = PATIENCE_MS }: RequestOptions,
    extra: { headers?: Record<string, string>; body?: unknown } = {},
  ): Promise<T> {
    const url = `${await this.#discovery.getBaseUrl('cde')}${path}`;
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const response = await reach(url, {
        method,
        headers: {
          Authorization: `Bearer ${await this.#token(credentials)}`,
          ...(extra.body !== undefined && {
            'Content-Type': 'application/json',
          }),
          ...extra.headers,
        },
        body: extra.body === undefined ? undefined : JSON.stringify(extra.body),
        signal,
      });
      if (response?.ok) {
        return response.json();
      }
      if (response?.status === 401) {
        throw signInEnded();
      }
      const isAway = !response || response.status === 503;
      if (!isAway || Date.now() >= deadline) {
        throw await refusal(response);
      }
      await sleep(retryAfter(response), undefined, { signal });
    }
  }

  async #token(credentials: BackstageCredentials): Promise<string> {
    try {
      const { token } = await this.#auth.getPluginRequestToken({
        onBehalfOf: credentials,
        targetPluginId: 'cde',
      });
      return token;
    } catch (error) {
      throw isError(error) && error.name === 'AuthenticationError'
        ? signInEnded()
        : error;
    }
  }
}

/** Tasks act for whoever started them, and only as long as they are signed in. */
function signInEnded(): AuthenticationError {
  return new AuthenticationError(
    'The sign-in of whoever started this task has ended, so it cannot go on in their name. Sign in again, and start the task again',
  );
}

/** `undefined` while nobody answers there. */
async function reach(
  url: string,
  request: RequestInit,
): Promise<Response | undefined> {
  try {
    return await fetch(url, request);
  } catch (error) {
    request.signal?.throwIfAborted();
    // What fetch throws where there is no connection.
    if (error instanceof TypeError) {
      return undefined;
    }
    throw error;
  }
}

async function refusal(response: Response | undefined): Promise<Error> {
  if (!response) {
    return new ServiceUnavailableError(
      'The workspaces backend does not answer. Try again in a while; if it stays so, tell the platform team',
    );
  }
  const { cause } = await ResponseError.fromResponse(response);
  return response.status < 500
    ? cause
    : new ServiceUnavailableError(cause.message, cause);
}

function retryAfter(response: Response | undefined): number {
  const seconds = Number(response?.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0
    ? Math.min(seconds, 30) * 1000
    : DEFAULT_RETRY_MS;
}
