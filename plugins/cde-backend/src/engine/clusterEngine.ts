import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ClusterConnection,
  dialDirect,
  dialThroughApiServer,
  openTunnel,
  type PodDialer,
} from '../clusters';
import type { WorkspaceStore, LeaseStore } from '../workspaces';
import { FollowerSet } from './followerSet';
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
}

const LOOK_MS = 30_000;

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
    const { leases, holder, logger, settings } = this.#options;
    const name = `engine:${settings.cluster.name}`;
    await Promise.all([
      this.connection.run(signal),
      this.#lookNowAndThen(signal),
      withLeadership(
        { leases, name, holder, logger },
        signal,
        async (fence, lost) => {
          this.#tenure = new Tenure(
            {
              ...this.#options,
              connection: this.connection,
              followers: this.#followers(),
            },
            fence,
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
    const { token } = this.#options.settings;
    return new FollowerSet((pod: PodView): Promise<Duplex> => {
      const address = {
        namespace: pod.namespace,
        podName: pod.name,
        podIP: pod.ip ?? '',
      };
      return openTunnel(
        port => this.dial(address, port),
        'agent',
        token(pod.workspaceId),
      );
    });
  }
}
