import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { Api } from './api.ts';
import { ensureGroups } from './cgroups.ts';
import type { Binaries, Component, Components } from './components.ts';
import { apiServerUrl, writeConfigFiles } from './configFiles.ts';
import { readJson, writeJson } from './files.ts';
import { ensureNetwork, hostFacts } from './host.ts';
import { importImages } from './imageStore.ts';
import { packageRoot } from './paths.ts';
import type { ClusterPaths } from './paths.ts';
import { buildPauseImage } from './pauseImage.ts';
import type { ProcessIdentity } from './processes.ts';
import { run } from './run.ts';
import type { Settings } from './settings.ts';
import {
  ensureRunning,
  instancesOf,
  isContainerd,
  isOwnShim,
  runningProcesses,
  untilReady,
} from './supervisor.ts';
import { removePods } from './traces.ts';

/** What others need to know to use the cluster; the content of `info.json`. */
export interface Info {
  /** The machine's address as pods see it; in pods also `host.cluster.local`. */
  hostAddress: string;
  apiServer: string;
  /** One JSON object a line, see https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/. */
  auditLog: string;
}

/** All that starting the cluster works with. */
export interface Cluster {
  paths: ClusterPaths;
  settings: Settings;
  binaries: Binaries;
  components: Components;
}

/** The components of the cluster as it was last started, which may have been done by another checkout. */
export function startedComponents(paths: ClusterPaths): Component[] {
  return readJson<Component[]>(started(paths)) ?? [];
}

const started = (paths: ClusterPaths) => path.join(paths.run, 'started.json');

/** Whether all processes run and the API server answers. */
export async function isServing(
  paths: ClusterPaths,
  settings: Settings,
): Promise<boolean> {
  const components = startedComponents(paths);
  const running = runningProcesses();
  if (
    components.length === 0 ||
    !components.every(component => instancesOf(component, running).length > 0)
  )
    return false;
  const api = new Api(paths, settings);
  try {
    return (await api.isReady()) && (await nodeIsReady(api, 0));
  } finally {
    api.close();
  }
}

/** Starts the container runtime, etcd and the API server, and applies what a new cluster lacks. */
export async function startControlPlane({
  paths,
  settings,
  binaries,
  components,
}: Cluster): Promise<void> {
  ensureGroups(settings.instance);
  await ensureNetwork(settings);
  const alive = runningProcesses().some(
    ({ words }) => isOwnShim(words, paths) || isContainerd(words, paths),
  );
  if (!alive) await removePods(paths);
  const addresses = ['127.0.0.1', settings.gateway, settings.kubernetesService];
  await run(binaries.kube, [
    'certificates',
    '--dir',
    paths.pki,
    ...addresses.map(address => `--address=${address}`),
  ]);
  for (const folder of [paths.etcd, paths.kubelet])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const folder of [paths.volumes, paths.logs])
    mkdirSync(folder, { recursive: true });
  writeConfigFiles(paths, settings, hostFacts());
  linkNetworkPlugins(paths, binaries);
  writeJson(started(paths), Object.values(components));

  const first = [components.containerd, components.etcd, components.apiServer];
  for (const component of first)
    await ensureRunning(component, paths, settings.instance);
  const api = new Api(paths, settings);
  try {
    await untilReady('The API server', () => api.isReady(), first, paths);
    await api.apply(storageClass);
    await api.apply(
      readFileSync(path.join(packageRoot, '..', 'deploy', 'rbac.yaml'), 'utf8'),
    );
  } finally {
    api.close();
  }
  const info: Info = {
    hostAddress: settings.gateway,
    apiServer: apiServerUrl(settings),
    auditLog: paths.auditLog,
  };
  writeJson(paths.info, info);
}

/** Starts all that makes this machine the cluster's node, and waits until pods can run on it. */
export async function startNode({
  paths,
  settings,
  binaries,
  components,
}: Cluster): Promise<void> {
  const others = [
    components.controllers,
    components.scheduler,
    components.dns,
    components.networkPolicy,
    components.storage,
    components.proxy,
  ];
  for (const component of others)
    await ensureRunning(component, paths, settings.instance);
  await untilReady(
    'The container runtime',
    () => accepts(paths.containerdSocket),
    [components.containerd],
    paths,
  );
  await importImages(paths, [
    await buildPauseImage(binaries.pause, path.join(paths.run, 'images')),
  ]);
  await untilReady(
    'The network policy',
    () => accepts(paths.policySocket),
    [components.networkPolicy],
    paths,
  );
  const kubelet = await ensureRunning(
    components.kubelet,
    paths,
    settings.instance,
  );
  const api = new Api(paths, settings);
  try {
    const since = beganAt(kubelet);
    await untilReady(
      'The node',
      () => nodeIsReady(api, since),
      [components.kubelet, ...others],
      paths,
    );
  } finally {
    api.close();
  }
}

const storageClass = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: local-directory
  annotations:
    storageclass.kubernetes.io/is-default-class: "true"
provisioner: local-directory
volumeBindingMode: WaitForFirstConsumer
reclaimPolicy: Delete
`;

/** containerd looks for network plugins in one folder only: Debian's go there as links, beside our own. */
function linkNetworkPlugins(paths: ClusterPaths, binaries: Binaries): void {
  const folder = path.join(paths.cni, 'bin');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of ['ptp', 'host-local', 'tuning', 'loopback'])
    symlinkSync(`/usr/lib/cni/${name}`, path.join(folder, name));
  symlinkSync(binaries.cniPolicy, path.join(folder, 'cde-policy'));
}

/** Whether somebody listens on a unix socket. */
function accepts(socket: string): Promise<boolean> {
  if (!existsSync(socket)) return Promise.resolve(false);
  return new Promise(resolve => {
    const connection = connect(socket, () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false)); // a dead predecessor's socket
  });
}

/** Milliseconds since the epoch; the kernel counts in hundredths of a second since boot. */
function beganAt({ startTime }: ProcessIdentity): number {
  const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  return Date.now() - (uptime - startTime / 100) * 1000;
}

interface NodeStatus {
  status: {
    conditions?: { type: string; status: string; lastHeartbeatTime: string }[];
  };
}

/** Ready by the word of this kubelet, not of its predecessor; heartbeats are told in whole seconds. */
async function nodeIsReady(api: Api, since: number): Promise<boolean> {
  const { status, body } = await api.call('GET', '/api/v1/nodes/node1');
  if (status !== 200) return false;
  const { conditions = [] } = (JSON.parse(body) as NodeStatus).status;
  const ready = conditions.find(({ type }) => type === 'Ready');
  return (
    ready?.status === 'True' &&
    Date.parse(ready.lastHeartbeatTime) + 1000 > since
  );
}
