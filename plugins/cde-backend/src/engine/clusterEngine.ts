import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ClusterConnection,
  dialDirect,
  dialThroughApiServer,
  openTunnel,
  type PodAddress,
  type PodDialer,
  UnreachableError,
} from '../clusters';
import type { FindGitAccess } from '../credentials';
import type {
  LeaseStore,
  WorkspaceRecord,
  WorkspaceStore,
} from '../workspaces';
import { agentActivity, agentNotify } from './agentClient';
import { FollowerSet } from './followerSet';
import type { AgentPort, PolicyHooks } from './keeper';
import { withLeadership } from './leadership';
import type { ObjectSettings } from './objects';
import { type ChangeListener, Tenure } from './tenure';
import type { PodView } from './views';

export interface ClusterEngineOptions {
  settings: ObjectSettings;
  store: WorkspaceStore;
  leases: LeaseStore;
  /** Unique for this process. */
  holder: string;
  logger: LoggerService;
  onChange: ChangeListener;
  policies: PolicyHooks;
  gitAccess: FindGitAccess;
}

const LOOK_MS = 30_000;
/** Policies do not wait longer for an agent. */
const AGENT_MS = 5_000;

/** Everything about one cluster in this replica: the connection, the way to its pods, and, one replica at a time, the work. */
export class ClusterEngine {
  readonly connection: ClusterConnection;
  readonly dial: PodDialer;
  readonly #options: ClusterEngineOptions;
  #tenure?: Tenure;

  constructor(options: ClusterEngineOptions) {
    this.#options = options;
    const { cluster } = options.settings;
    this.connection = new ClusterConnection(cluster, options.logger);
    this.dial =
      cluster.reach === 'direct'
        ? dialDirect
        : dialThroughApiServer(() => this.connection.transport);
  }

  /** Looks at the workspace now, if this replica is the one that does. */
  wake(workspaceId: string): void {
    this.#tenure?.wake(workspaceId);
  }

  /** Runs until the signal is given. */
  async run(signal: AbortSignal): Promise<void> {
    const { leases, holder, logger, settings, store } = this.#options;
    const name = `engine:${settings.cluster.name}`;
    await Promise.all([
      this.connection.run(signal),
      this.#lookNowAndThen(signal),
      withLeadership(
        { leases, name, holder, logger },
        signal,
        async (fence, lost) => {
          const since = await store.clock();
          this.#tenure = new Tenure(
            {
              ...this.#options,
              connection: this.connection,
              followers: this.#followers(),
              agent: this.#agent,
            },
            fence,
            since,
          );
          try {
            await this.#tenure.run(lost);
          } finally {
            this.#tenure = undefined;
          }
        },
      ),
    ]);
  }

  /** A replica that does not watch the cluster learns only so that it was lost. */
  async #lookNowAndThen(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
      if (!this.#tenure) this.connection.doubt();
    }
  }

  #followers(): FollowerSet {
    return new FollowerSet((pod: PodView) =>
      this.#openAgent(pod.workspaceId, {
        namespace: pod.namespace,
        podName: pod.name,
        podIP: pod.ip ?? '',
      }),
    );
  }

  get #agent(): AgentPort {
    return {
      isReachable: () => this.connection.status.state === 'connected',
      activity: row => this.#inTime(row, tunnel => agentActivity(tunnel)),
      notify: (row, notice) =>
        this.#inTime(row, tunnel => agentNotify(tunnel, notice)),
    };
  }

  /** One exchange with an agent, which may never answer. */
  async #inTime<T>(
    { id, namespace, observed }: WorkspaceRecord,
    exchange: (tunnel: Duplex) => Promise<T>,
  ): Promise<T> {
    const { podName, podIP } = observed;
    if (!podName || !podIP) throw new UnreachableError('There is no pod');
    const opening = this.#openAgent(id, { namespace, podName, podIP });
    let tunnel: Duplex | undefined;
    const timeout = new AbortController();
    try {
      return await Promise.race([
        opening.then(opened => {
          tunnel = opened;
          return exchange(opened);
        }),
        sleep(AGENT_MS, undefined, { signal: timeout.signal }).then(() => {
          throw new UnreachableError(`No answer within ${AGENT_MS} ms`);
        }),
      ]);
    } finally {
      timeout.abort();
      if (tunnel) tunnel.destroy();
      else
        opening.then(
          late => late.destroy(),
          () => undefined,
        );
    }
  }

  #openAgent(workspaceId: string, address: PodAddress): Promise<Duplex> {
    return openTunnel(
      port => this.dial(address, port),
      'agent',
      this.#options.settings.token(workspaceId),
    );
  }
}
