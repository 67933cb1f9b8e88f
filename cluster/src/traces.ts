import { createHash } from 'node:crypto';
import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { groupsOf, pidsIn, removeGroups } from './cgroups.ts';
import { isMissing, readJson } from './files.ts';
import {
  linksOf,
  ownTables,
  mountsBelow,
  presentTables,
  removeMounts,
  removeNetwork,
} from './host.ts';
import { instanceName } from './paths.ts';
import type { ClusterPaths } from './paths.ts';
import { commandLine, eventually, processStat } from './processes.ts';
import type { Settings } from './settings.ts';
import { isOwn, isOwnShim, runningProcesses } from './supervisor.ts';

/** What of the cluster is on the machine apart from its own folder; nothing of it may be left after `down`. */
export interface Traces {
  processes: string[];
  mounts: string[];
  links: string[];
  tables: string[];
  groups: string[];
  files: string[];
}

export async function findTraces(paths: ClusterPaths): Promise<Traces> {
  const instance = instanceName(paths.home);
  const settings = readJson<Settings>(paths.settings);
  return {
    processes: remainingPids(paths).map(
      pid => `${pid} ${commandLine(pid).join(' ').slice(0, 120)}`,
    ),
    mounts: mountsBelow(paths.cluster),
    links: settings ? linksOf(settings) : [],
    tables: ownTables(instance, await presentTables()),
    groups: groupsOf(instance).filter(group => group.endsWith(`/${instance}`)),
    files: strayFiles(paths),
  };
}

/** Everything that lives in the cluster's control groups, was started from its folder, or is a shim of its containerd. */
export function remainingPids(paths: ClusterPaths): number[] {
  const own = runningProcesses().filter(
    ({ words }) => isOwn(words, paths) || isOwnShim(words, paths),
  );
  return [
    ...new Set([
      ...pidsIn(instanceName(paths.home)),
      ...own.map(({ pid }) => pid),
    ]),
  ].filter(pid => processStat(pid));
}

/** Removes all traces of a cluster none of whose processes lives any more. */
export async function removeTraces(paths: ClusterPaths): Promise<void> {
  const instance = instanceName(paths.home);
  await removePods(paths);
  await removeMounts(paths.cluster);
  await removeNetwork(instance);
  // The kernel lets go of a group shortly after its last process.
  await eventually(() => removeGroups(instance).length === 0, 3000);
  rmSync(paths.run, { recursive: true, force: true });
}

/**
 * Removes what the runtime keeps of pods that live no more. After a kill or a restart of the machine its notes on them
 * are wrong, and their addresses would stay taken for ever.
 */
export async function removePods(paths: ClusterPaths): Promise<void> {
  for (const file of strayFiles(paths)) rmSync(file, { force: true });
  for (const folder of shimFolders) removeIfEmpty(folder);
  await removeMounts(paths.run);
  for (const folder of [paths.containerdState, paths.runc, paths.addresses])
    rmSync(folder, { recursive: true, force: true });
}

/** Folders in which containerd and CNI keep files, wherever their own are. */
const shimSockets = '/run/containerd/s';
const cniResults = '/var/lib/cni/results';
/** Made by shims, and empty when their last pod has gone; children before parents. */
const shimFolders = [
  shimSockets,
  '/run/containerd/runc/k8s.io',
  '/run/containerd/runc',
  '/run/containerd',
];

/** The files there that belong to this cluster: sockets of its shims, and CNI's notes on its pods. */
function strayFiles(paths: ClusterPaths): string[] {
  const network = instanceName(paths.home);
  const results = list(cniResults);
  const noted = results.flatMap(name =>
    name.startsWith(`${network}-`)
      ? [name.slice(network.length + 1, -'-eth0'.length)]
      : [],
  );
  const running = list(
    path.join(paths.containerdState, 'io.containerd.runtime.v2.task', 'k8s.io'),
  );
  const sandboxes = [...new Set([...noted, ...running])];
  const ownResults = new Set(
    sandboxes.flatMap(id => [`${network}-${id}-eth0`, `cni-loopback-${id}-lo`]),
  );
  const ownSockets = new Set(sandboxes.map(id => shimSocketName(paths, id)));
  return [
    ...results
      .filter(name => ownResults.has(name))
      .map(name => path.join(cniResults, name)),
    ...list(shimSockets)
      .filter(name => ownSockets.has(name))
      .map(name => path.join(shimSockets, name)),
  ];
}

/** A shim's socket is named by containerd's address, the namespace and the sandbox (containerd's shim.SocketAddress). */
function shimSocketName(paths: ClusterPaths, sandbox: string): string {
  return createHash('sha256')
    .update(path.join(paths.containerdSocket, 'k8s.io', sandbox))
    .digest('hex');
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function removeIfEmpty(folder: string): void {
  if (list(folder).length > 0) return;
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
