import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { findBinaries, goVersion, isNewEnough, oldestGo } from './binaries.ts';
import { ensureGroups, hierarchies, pidsIn, removeGroups } from './cgroups.ts';
import { readIfThere, readJson } from './files.ts';
import { hasOtherProxy, linksOf, presentTables } from './host.ts';
import { missingPackages } from './packages.ts';
import { instanceName } from './paths.ts';
import type { ClusterPaths } from './paths.ts';
import { Problem, Unsupported, messageOf } from './problem.ts';
import { busyAmong, conflicts, hostNetworks } from './settings.ts';
import type { HostNetwork, Settings } from './settings.ts';
import { isOwn, runningProcesses } from './supervisor.ts';

const GiB = 1024 ** 3;

/** What the machine is like, as far as the cluster depends on it. */
export interface MachineFacts {
  platform: string;
  uid: number;
  architecture: string;
  /** Why control groups cannot be made, where they cannot. */
  groupsFailure?: string;
  debian: boolean;
  missingPackages: string[];
  /** As in `go1.26.0`. */
  go?: string;
  binariesBuilt: boolean;
  imagesBuilt: boolean;
  /** Bytes. */
  freeDisk: number;
  availableMemory: number;
  home: string;
  /** The data folder lies on an overlay, on which containerd cannot lay another one. */
  onOverlay: boolean;
  busyPorts: number[];
  conflicts: HostNetwork[];
  /** Another Kubernetes node's kube-proxy has its tables here. */
  otherKubeProxy: boolean;
}

/** What stands in the way, the first thing first; undefined where nothing does. */
export function findProblem(facts: MachineFacts): Problem | undefined {
  return (
    unsupported(facts) ??
    prerequisites(facts) ??
    resources(facts) ??
    collisions(facts)
  );
}

function unsupported({
  platform,
  uid,
  architecture,
  groupsFailure,
  debian,
  missingPackages: missing,
}: MachineFacts) {
  if (platform !== 'linux')
    return new Unsupported(
      `The built-in cluster runs on Linux only; this is ${platform}.`,
    );
  if (uid !== 0)
    return new Unsupported(
      `The built-in cluster needs root, for containers and networks; this is user ${uid}.`,
    );
  if (architecture !== 'x64' && architecture !== 'arm64')
    return new Unsupported(
      `The built-in cluster runs on x64 and arm64; this is ${architecture}.`,
    );
  if (groupsFailure)
    return new Unsupported(
      `Control groups cannot be made on this machine (is it itself a container?): ${groupsFailure}.`,
    );
  if (missing.length > 0 && !debian)
    return new Unsupported(
      'The built-in cluster takes containerd and others from Debian; this machine has no apt-get.',
    );
  return undefined;
}

function prerequisites({ binariesBuilt, go, onOverlay, home }: MachineFacts) {
  const wanted = `Go ${oldestGo.major}.${oldestGo.minor} or newer`;
  if (!binariesBuilt && !go)
    return new Problem(
      `Kubernetes is built with Go, and no go is on PATH.`,
      `Install ${wanted} (https://go.dev/dl), then start again.`,
    );
  if (!binariesBuilt && go && !isNewEnough(go))
    return new Problem(
      `${go} is too old to build Kubernetes.`,
      `Install ${wanted} (https://go.dev/dl), then start again.`,
    );
  if (onOverlay)
    return new Problem(
      `${home} lies on an overlay file system, on which containers cannot be kept.`,
      'Set CDE_HOME to a folder on a disk, then start again.',
    );
  return undefined;
}

/** Measured: Go's caches and the binaries take 5 GB, layers and archives of the images 3, containerd's copies as much. */
export function neededDisk({
  binariesBuilt,
  imagesBuilt,
}: Pick<MachineFacts, 'binariesBuilt' | 'imagesBuilt'>): number {
  return (2 + (binariesBuilt ? 0 : 5) + (imagesBuilt ? 0 : 6)) * GiB;
}

/** Linking Kubernetes takes 2 GB; running it takes 1 and a workspace as much again. */
export function neededMemory({
  binariesBuilt,
}: Pick<MachineFacts, 'binariesBuilt'>): number {
  return (binariesBuilt ? 2 : 3) * GiB;
}

function resources(facts: MachineFacts) {
  const gib = (bytes: number) => `${(bytes / GiB).toFixed(1)} GB`;
  const [disk, memory] = [neededDisk(facts), neededMemory(facts)];
  if (facts.freeDisk < disk) {
    return new Problem(
      `${facts.home} has ${gib(
        facts.freeDisk,
      )} free; preparing Kubernetes and its images takes ${gib(disk)}.`,
      'Free some space, or set CDE_HOME to a folder on a larger disk; then start again.',
    );
  }
  if (facts.availableMemory < memory) {
    return new Problem(
      `${gib(
        facts.availableMemory,
      )} of memory are available; Kubernetes and a workspace need ${gib(
        memory,
      )}.`,
      'End some programs, then start again.',
    );
  }
  return undefined;
}

function collisions({
  busyPorts,
  conflicts: networks,
  otherKubeProxy,
}: MachineFacts) {
  if (busyPorts.length > 0) {
    return new Problem(
      `Other programs listen on ${
        busyPorts.length === 1 ? 'port' : 'ports'
      } ${busyPorts.join(', ')}, which the cluster has used so far.`,
      `End them ("ss -ltnp" names them), or let "npm run clean" remove the cluster's state so that it chooses others.`,
    );
  }
  if (networks.length > 0) {
    const named = networks
      .map(({ cidr, link }) => `${cidr} on ${link}`)
      .join(', ');
    return new Problem(
      `The machine's networks ${named} overlap the cluster's.`,
      `Leave that VPN, or let "npm run clean" remove the cluster's state so that it chooses others.`,
    );
  }
  if (otherKubeProxy) {
    return new Problem(
      'Another Kubernetes node with kube-proxy in nftables mode runs on this machine; two of them would overwrite each other.',
      'Use that cluster (npm start -- --context NAME), or stop it and start again.',
    );
  }
  return undefined;
}

/** Looks at the machine. Costs some ten milliseconds. */
export async function machineFacts(paths: ClusterPaths): Promise<MachineFacts> {
  const base = {
    platform: process.platform,
    uid: process.getuid?.() ?? -1,
    architecture: process.arch,
    home: paths.home,
  };
  const nothing = {
    debian: false,
    missingPackages: [],
    binariesBuilt: false,
    imagesBuilt: false,
    freeDisk: 0,
    availableMemory: 0,
    onOverlay: false,
    busyPorts: [],
    conflicts: [],
    otherKubeProxy: false,
  };
  // Elsewhere most of what follows cannot even be asked.
  if (base.platform !== 'linux' || base.uid !== 0)
    return { ...base, ...nothing };
  await mkdir(paths.cluster, { recursive: true });
  const [go, debian, disk] = await Promise.all([
    goVersion(),
    canRead('/usr/bin/apt-get'),
    statfs(paths.cluster),
  ]);
  return {
    ...base,
    groupsFailure: groupsFailure(instanceName(paths.home)),
    debian,
    missingPackages: debian ? await missingPackages() : ['containerd'],
    go,
    binariesBuilt: findBinaries(paths, go) !== undefined,
    imagesBuilt: await canRead(`${paths.home}/images`),
    freeDisk: disk.bavail * disk.bsize,
    availableMemory: availableMemory(readIfThere('/proc/meminfo') ?? ''),
    onOverlay: disk.type === overlayMagic,
    ...(await collisionFacts(paths)),
  };
}

/** OVERLAYFS_SUPER_MAGIC of statfs(2). */
const overlayMagic = 0x794c7630;

/** A cluster of ours that still runs, even in part, collides with itself; then there is nothing to find out. */
async function collisionFacts(
  paths: ClusterPaths,
): Promise<Pick<MachineFacts, 'busyPorts' | 'conflicts' | 'otherKubeProxy'>> {
  const running = runningProcesses().some(({ words }) => isOwn(words, paths));
  const settings = readJson<Settings>(paths.settings);
  const otherKubeProxy = hasOtherProxy(
    instanceName(paths.home),
    await presentTables(),
  );
  if (running || !settings)
    return { busyPorts: [], conflicts: [], otherKubeProxy };
  const own = new Set(linksOf(settings));
  return {
    busyPorts: [...(await busyAmong(Object.values(settings.ports)))],
    conflicts: conflicts(settings, hostNetworks()).filter(
      ({ cidr, link }) => !(own.has(link) && cidr.endsWith('/32')),
    ),
    otherKubeProxy,
  };
}

function groupsFailure(instance: string): string | undefined {
  if (!hierarchies()) return 'none are mounted at /sys/fs/cgroup';
  try {
    ensureGroups(instance);
    // Only a trial, unless a part of the cluster runs in them.
    if (pidsIn(instance).length === 0) removeGroups(instance);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Bytes, from the text of /proc/meminfo. */
export function availableMemory(meminfo: string): number {
  return Number(/^MemAvailable:\s+(\d+) kB/m.exec(meminfo)?.[1] ?? 0) * 1024;
}

async function canRead(file: string): Promise<boolean> {
  return access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}
