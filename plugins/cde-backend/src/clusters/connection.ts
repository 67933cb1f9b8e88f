import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Cause, ClusterStatus } from '@backstage-cde/plugin-cde-common';
import type { ClusterConfig } from '../config';
import { deferred } from './deferred';
import { KubernetesError } from './errors';
import { KubeConfigError, loadKubeConfig } from './kubeConfig';
import { type PreparationState, readPreparation } from './preparation';
import { Transport } from './transport';

/** While there is no connection: time between tries, and so the longest delay after the cluster is there. */
const RETRY_MS = 1_000;
const RETRY_UNREACHABLE_MS = 3_000;
const PROBE_TIMEOUT_MS = 3_000;

/**
 * Whether a cluster can be asked, found out without burdening it: while it cannot, this alone asks;
 * while it can, those who use it tell when it does not answer.
 */
export class ClusterConnection {
  readonly config: ClusterConfig;
  readonly #logger: LoggerService;
  readonly #listeners = new Set<(status: ClusterStatus) => void>();
  #transport?: Transport;
  #status: ClusterStatus;
  #wakeUp = new AbortController();
  #doubted = true;

  constructor(config: ClusterConfig, logger: LoggerService) {
    this.config = config;
    this.#logger = logger;
    const cause = {
      reason: 'NotConnected',
      message: `The cluster '${config.title}' has not been reached yet.`,
    };
    this.#status = {
      name: config.name,
      title: config.title,
      state: 'unreachable',
      cause,
    };
  }

  get status(): ClusterStatus {
    return this.#status;
  }

  /** Called with each change of the status, progress of a preparation included. */
  onStatus(listener: (status: ClusterStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The transport of a connected cluster. */
  get transport(): Transport | undefined {
    return this.#status.state === 'connected' ? this.#transport : undefined;
  }

  /** Resolves as soon as the cluster can be asked; rejects with the signal. */
  async whenConnected(signal: AbortSignal): Promise<Transport> {
    signal.throwIfAborted();
    if (this.transport) return this.transport;
    const waited = deferred<Transport>();
    const abort = () => waited.reject(signal.reason);
    const stop = this.onStatus(() => {
      if (this.transport) waited.resolve(this.transport);
    });
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await waited.promise;
    } finally {
      stop();
      signal.removeEventListener('abort', abort);
    }
  }

  /** Somebody got no answer: look now. */
  doubt(): void {
    this.#doubted = true;
    this.#wakeUp.abort();
  }

  /** Runs until the signal is given. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#wakeUp = new AbortController();
      if (this.#doubted) await this.#probe(signal);
      const pause = this.#doubted ? this.#retryMs() : undefined;
      await this.#wait(pause, signal);
    }
    this.#transport?.close();
  }

  #retryMs(): number {
    return this.#status.state === 'preparing' ? RETRY_MS : RETRY_UNREACHABLE_MS;
  }

  async #wait(ms: number | undefined, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.#wakeUp.signal]);
    // A connected cluster is asked by those who use it; the long sleep only bounds a lost doubt.
    await sleep(ms ?? 60_000, undefined, { signal: either }).catch(
      () => undefined,
    );
    // Doubts of many users at once are one.
    if (!signal.aborted && this.#wakeUp.signal.aborted) await sleep(50);
  }

  async #probe(signal: AbortSignal): Promise<void> {
    let candidate: Transport | undefined;
    try {
      const kept = this.transport;
      candidate =
        kept ?? new Transport(await loadKubeConfig(this.config.access));
      await this.#ask(candidate, signal);
      if (candidate !== kept) this.#transport?.close();
      this.#transport = candidate;
      this.#doubted = false;
      this.#set({
        name: this.config.name,
        title: this.config.title,
        state: 'connected',
      });
    } catch (error) {
      if (signal.aborted) return;
      if (candidate !== this.#transport) candidate?.close();
      const preparation = await readPreparation(
        this.config.preparationFile,
        Date.now(),
      );
      this.#set(disconnected(this.config, preparation, error as Error));
    }
  }

  /** Reads what is going to be watched, so that a missing permission is found here and said. */
  async #ask(transport: Transport, signal: AbortSignal): Promise<void> {
    const folder = `/api/v1/namespaces/${encodeURIComponent(
      this.config.namespace,
    )}`;
    const ask = (plural: string) =>
      transport.request({
        method: 'GET',
        path: `${folder}/${plural}`,
        query: { limit: '1' },
        timeoutMs: PROBE_TIMEOUT_MS,
        signal,
      });
    await Promise.all(['pods', 'persistentvolumeclaims', 'events'].map(ask));
  }

  #set(status: ClusterStatus): void {
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return;
    if (status.state !== this.#status.state) {
      this.#logger.info(
        `Cluster '${status.name}' is ${status.state}${
          status.cause ? `: ${status.cause.message}` : ''
        }`,
      );
    }
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }
}

/** What users are told about a cluster that does not answer. */
export function disconnected(
  config: ClusterConfig,
  preparation: PreparationState,
  error: Error,
): ClusterStatus {
  const base = { name: config.name, title: config.title };
  if ('preparation' in preparation) {
    return {
      ...base,
      state: 'preparing',
      preparation: preparation.preparation,
    };
  }
  return {
    ...base,
    state: 'unreachable',
    cause: unreachableCause(config, preparation.phase, error),
  };
}

function unreachableCause(
  config: ClusterConfig,
  phase: PreparationState['phase'],
  error: Error,
): Cause {
  const name = `The cluster '${config.title}'`;
  if (phase === 'stopped') {
    return {
      reason: 'ClusterStopped',
      message: `${name} is stopped.`,
      cure: 'Start it; workspaces go on by themselves.',
    };
  }
  if (error instanceof KubeConfigError) {
    const cure =
      'Check `cde.clusters` in the configuration, or wait until the cluster is prepared.';
    return {
      reason: 'NoCredentials',
      message: `${name} cannot be used: ${error.message}.`,
      cure,
    };
  }
  if (
    error instanceof KubernetesError &&
    (error.status === 401 || error.status === 403)
  ) {
    const cure =
      "Platform team: give the portal's identity the role that its documentation lists.";
    return {
      reason: 'PortalForbidden',
      message: `${name} refuses the portal: ${error.message}.`,
      cure,
    };
  }
  const cure = 'Running workspaces are not affected. The portal keeps trying.';
  return {
    reason: 'ClusterUnreachable',
    message: `${name} does not answer: ${error.message}.`,
    cure,
  };
}
