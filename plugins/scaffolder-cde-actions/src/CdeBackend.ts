import { setTimeout as sleep } from 'node:timers/promises';
import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  CreateWorkspaceRequest,
  Workspace,
} from '@backstage-cde/plugin-cde-common';

const TRIES = 4;
const DEFAULT_RETRY_MS = 5_000;

/** The workspaces backend, used in somebody's name. */
export class CdeBackend {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  /**
   * Makes a workspace; the same key makes it once, so that this can be repeated after a crash.
   * A backend that is unavailable is asked a few times more.
   * @throws the backend's own error, such as InputError
   */
  async createWorkspace(
    request: CreateWorkspaceRequest,
    options: {
      credentials: BackstageCredentials;
      idempotencyKey: string;
      signal?: AbortSignal;
    },
  ): Promise<Workspace> {
    const url = `${await this.#discovery.getBaseUrl('cde')}/workspaces`;
    for (let attempt = 1; ; attempt++) {
      const { token } = await this.#auth.getPluginRequestToken({
        onBehalfOf: options.credentials,
        targetPluginId: 'cde',
      });
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/json',
          'Idempotency-Key': options.idempotencyKey,
        },
        body: JSON.stringify(request),
        signal: options.signal,
      });
      if (response.ok) {
        return response.json();
      }
      if (response.status !== 503 || attempt === TRIES) {
        const { cause } = await ResponseError.fromResponse(response);
        throw cause;
      }
      await sleep(retryAfter(response), undefined, { signal: options.signal });
    }
  }
}

function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0
    ? Math.min(seconds, 30) * 1000
    : DEFAULT_RETRY_MS;
}
