import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { isMissing, readIfThere } from './files.ts';

const mountPoint = '/sys/fs/cgroup';

/** Control groups come as one tree (version 2) or as one per controller (version 1). */
export interface Hierarchies {
  version: 1 | 2;
  /** The root of each tree. */
  roots: string[];
}

/** Reads /proc/mounts. Version 2 counts only where it is mounted at the usual place by itself. */
export function parseHierarchies(mounts: string): Hierarchies | undefined {
  const entries = mounts.split('\n').map(line => line.split(' '));
  const version1 = entries.filter(
    ([, at, type]) => type === 'cgroup' && at.startsWith(`${mountPoint}/`),
  );
  if (version1.length > 0)
    return { version: 1, roots: version1.map(([, at]) => at) };
  const version2 = entries.some(
    ([, at, type]) => type === 'cgroup2' && at === mountPoint,
  );
  return version2 ? { version: 2, roots: [mountPoint] } : undefined;
}

export function hierarchies(): Hierarchies | undefined {
  return parseHierarchies(readFileSync('/proc/mounts', 'utf8'));
}

/**
 * Makes the cluster's control groups: `INSTANCE` for the kubelet to put pods under, `INSTANCE/system` for the cluster's
 * own processes. All that runs in them is the cluster's. @throws where the machine does not allow it.
 */
export function ensureGroups(instance: string): void {
  const found = hierarchies();
  if (!found) throw new Error(`no control groups are mounted at ${mountPoint}`);
  for (const root of found.roots) {
    const own = path.join(root, instance);
    const system = path.join(own, 'system');
    mkdirSync(system, { recursive: true });
    if (found.version === 2) {
      delegate(root);
      delegate(own);
    } else {
      inheritCpus(root, own);
      inheritCpus(own, system);
    }
  }
}

/** Version 2: lets a group's children use every controller that the group has. */
function delegate(group: string): void {
  const available = readFileSync(path.join(group, 'cgroup.controllers'), 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  const file = path.join(group, 'cgroup.subtree_control');
  const enabled = readFileSync(file, 'utf8').trim().split(' ');
  for (const name of available) {
    if (!enabled.includes(name)) writeFileSync(file, `+${name}`);
  }
}

/** Version 1: a new cpuset is empty, and nothing can run in it. */
function inheritCpus(parent: string, child: string): void {
  for (const name of ['cpuset.cpus', 'cpuset.mems']) {
    const value = readIfThere(path.join(parent, name));
    if (value?.trim() && existsSync(path.join(child, name)))
      writeFileSync(path.join(child, name), value.trim());
  }
}

/** The files by which a process joins the group of the cluster's own processes. */
export function joinFiles(instance: string): string[] {
  return (hierarchies()?.roots ?? []).map(root =>
    path.join(root, instance, 'system', 'cgroup.procs'),
  );
}

/** The cluster's groups on this machine, parents before children. */
export function groupsOf(instance: string): string[] {
  return (hierarchies()?.roots ?? []).flatMap(root =>
    descend(path.join(root, instance)),
  );
}

function descend(group: string): string[] {
  let entries;
  try {
    entries = readdirSync(group, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  const children = entries
    .filter(entry => entry.isDirectory())
    .map(entry => path.join(group, entry.name));
  return [group, ...children.flatMap(descend)];
}

/** All processes in the cluster's groups, or in those whose path has the given part, such as "/kubepods". */
export function pidsIn(instance: string, part = ''): number[] {
  const pids = new Set<number>();
  for (const group of groupsOf(instance)) {
    if (!group.includes(`/${instance}${part}`)) continue;
    const text = readIfThere(path.join(group, 'cgroup.procs')) ?? '';
    for (const line of text.split('\n')) if (line) pids.add(Number(line));
  }
  return [...pids];
}

/** Removes the cluster's groups. Those that still hold processes stay and are returned. */
export function removeGroups(instance: string): string[] {
  const stayed: string[] = [];
  for (const group of groupsOf(instance).reverse()) {
    try {
      rmdirSync(group);
    } catch (error) {
      if (!isMissing(error)) stayed.push(group);
    }
  }
  return stayed;
}
