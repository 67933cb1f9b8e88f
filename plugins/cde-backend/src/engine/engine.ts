import { randomUUID } from 'node:crypto';
import os from 'node:os';
import type { Duplex } from 'node:stream';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ClusterStatus } from '@backstage-cde/plugin-cde-common';
import {
  KubernetesClient,
  type MeasuredUsage,
  openTunnel,
  type PodAddress,
  type TunnelTarget,
  UnreachableError,
} from '../clusters';
import type { CdeConfig } from '../config';
import type { FindGitAccess } from '../credentials';
import { FIELD_MANAGER, privilegedNamespace } from '../manifests';
import type {
  EngineWaker,
  KeyStore,
  LeaseStore,
  WorkspaceRecord,
  WorkspaceStore,
} from '../workspaces';
import { agentRequest } from './agentClient';
import { AGENT_KEY, deriveAgentToken } from './agentToken';
import { ClusterEngine } from './clusterEngine';
import { UsageMeter } from './usageMeter';
import type { PolicyHooks } from './keeper';
import type { ChangeListener } from './tenure';

export interface EngineOptions {
  config: CdeConfig;
  store: WorkspaceStore;
  leases: LeaseStore;
  keys: KeyStore;
  logger: LoggerService;
  /** What policies need of others; default: those who administer, and nothing else. */
  policies?: PolicyHooks;
  /** What git in workspaces is given; default: nothing. */
  gitAccess?: FindGitAccess;
  /** A row was written or removed by the engine. */
  onChange?: ChangeListener;
  /** A cluster was reached or lost, or its preparation went on. */
  onClusterStatus?(status: ClusterStatus): void;
}

/** The clusters of the configuration, as this replica sees them. */
export interface Clusters {
  /** @returns `undefined` for a name that is not in the configuration */
  status(name: string): ClusterStatus | undefined;
  statuses(): ClusterStatus[];
  /** @returns `undefined` while the cluster cannot be asked */
  client(name: string): KubernetesClient | undefined;
  /**
   * A byte stream to a port of a pod.
   * @throws UnreachableError
   */
  dial(
    pod: PodAddress & { clusterName: string },
    port: number,
  ): Promise<Duplex>;
  /** What all pods use now; `undefined` where no cluster measures. */
  measure(): Promise<MeasuredUsage | undefined>;
}

/** What a tunnel needs to know of a workspace. */
export type TunnelRecord = Pick<
  WorkspaceRecord,
  'id' | 'clusterName' | 'namespace' | 'observed'
>;

export interface Engine {
  /** Begins to make the clusters equal to the rows; resolves at once, whether or not they answer. */
  start(): Promise<void>;
  /** Ends what is under way and gives the leases back; resolves within seconds. */
  stop(): Promise<void>;
  readonly waker: EngineWaker;
  readonly clusters: Clusters;
  /**
   * A byte stream into a workspace.
   * @throws UnreachableError, TunnelRefusedError
   */
  openTunnel(record: TunnelRecord, target: TunnelTarget): Promise<Duplex>;
  /** The IDE is being opened: runs `postAttachCommand`, whose progress comes by the timeline. */
  attach(record: TunnelRecord): Promise<void>;
}

/** Opens a tunnel by a dialer and the workspace's own token. */
export async function openWorkspaceTunnel(
  dialer: Clusters['dial'],
  record: TunnelRecord,
  target: TunnelTarget,
  token: string,
): Promise<Duplex> {
  const { podName, podIP } = record.observed;
  if (!podName || !podIP)
    throw new UnreachableError(
      `Workspace '${record.id}' has no pod that could be reached`,
    );
  const { clusterName, namespace } = record;
  return openTunnel(
    port => dialer({ clusterName, namespace, podName, podIP }, port),
    target,
    token,
  );
}

/** The one way in which rows become objects of clusters, and what clusters report becomes rows. */
export function createEngine(options: EngineOptions): Engine {
  const {
    config,
    keys,
    logger,
    onChange = () => {},
    onClusterStatus,
    policies = { admins: config.admins },
    gitAccess = async () => ({ files: {}, personal: false, dueInMs: null }),
  } = options;
  const holder = `${os.hostname()}:${process.pid}:${randomUUID()}`;
  let masterKey: Buffer | undefined;
  const token = (workspaceId: string) => {
    if (!masterKey) throw new Error('The engine has not been started');
    return deriveAgentToken(masterKey, workspaceId);
  };
  const engines = new Map(
    config.clusters.map(cluster => {
      const settings = { config, cluster, token };
      const engine = new ClusterEngine({
        ...options,
        settings,
        holder,
        onChange,
        policies,
        gitAccess,
        logger: logger.child({ cluster: cluster.name }),
      });
      return [cluster.name, engine] as const;
    }),
  );
  const all = [...engines.values()];
  const stopping = new AbortController();
  let running: Promise<unknown> = Promise.resolve();

  const meter = new UsageMeter({
    clusters: config.clusters.map(({ name, namespace }) => ({
      name,
      namespaces: [namespace, privilegedNamespace(namespace)],
      transport: () => engines.get(name)?.connection.transport,
    })),
    instance: config.instance,
    logger,
  });
  const clusters: Clusters = {
    measure: () => meter.read(),
    status: name => engines.get(name)?.connection.status,
    statuses: () => all.map(engine => engine.connection.status),
    client: name => {
      const transport = engines.get(name)?.connection.transport;
      return transport && new KubernetesClient(transport, FIELD_MANAGER);
    },
    dial: async ({ clusterName, ...pod }, port) => {
      const engine = engines.get(clusterName);
      if (!engine)
        throw new UnreachableError(
          `There is no cluster '${clusterName}' in the configuration`,
        );
      return engine.dial(pod, port);
    },
  };
  const openTo: Engine['openTunnel'] = async (record, target) =>
    openWorkspaceTunnel(clusters.dial, record, target, token(record.id));

  return {
    clusters,
    openTunnel: openTo,
    waker: { wake: id => all.forEach(engine => engine.wake(id)) },
    async start() {
      masterKey = await keys.getOrCreate(AGENT_KEY);
      if (onClusterStatus)
        all.forEach(engine => engine.connection.onStatus(onClusterStatus));
      running = Promise.all(all.map(engine => engine.run(stopping.signal)));
      running.catch(error => logger.error('The engine has ended', error));
    },
    async stop() {
      stopping.abort();
      await running;
    },
    async attach(record) {
      const response = await agentRequest(
        await openTo(record, 'agent'),
        'POST',
        '/attach',
      );
      response.resume();
    },
  };
}
