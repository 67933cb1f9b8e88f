import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { down } from './down.ts';
import type { DownOptions } from './down.ts';
import type { ClusterPaths } from './paths.ts';
import { run } from './run.ts';

export interface CleanOptions extends DownOptions {
  /** Also what takes minutes to make again: the binaries and the images' layers and archives. */
  all: boolean;
}

/** What `clean` removes, with a name for people. Debian packages and Go's own caches stay: they are the machine's. */
export function targets(
  paths: ClusterPaths,
  all: boolean,
): { path: string; what: string }[] {
  const state = [
    { path: paths.etcd, what: "the cluster's objects" },
    {
      path: paths.volumes,
      what: 'the volumes, with all files of all workspaces',
    },
    { path: paths.containerdRoot, what: 'imported images and containers' },
    { path: paths.kubelet, what: "the kubelet's data" },
    { path: paths.pki, what: 'keys and certificates' },
    { path: paths.logs, what: 'logs' },
    ...[
      paths.config,
      paths.cni,
      paths.users,
      paths.settings,
      paths.info,
      paths.kubeconfig,
      paths.portalKubeconfig,
      paths.status,
    ].map(file => ({ path: file, what: path.basename(file) })),
  ];
  const caches = [
    {
      path: paths.binaries,
      what: 'the Kubernetes binaries (five minutes to build)',
    },
    {
      path: path.join(paths.home, 'images'),
      what: "the images' layers and archives (three minutes to build)",
    },
    {
      path: path.join(paths.home, 'gitea'),
      what: 'the Gitea of the example (five minutes to build)',
    },
  ];
  return all ? [...state, ...caches] : state;
}

/** Stops the cluster and removes its state, telling each thing. */
export async function clean(
  paths: ClusterPaths,
  options: CleanOptions,
  tell: (line: string) => void,
): Promise<void> {
  await down(paths, options);
  for (const target of targets(paths, options.all)) {
    if (!existsSync(target.path)) continue;
    const size = (await run('du', ['-sh', target.path])).split('\t')[0];
    tell(`removing ${target.what}: ${target.path} (${size})`);
    rmSync(target.path, { recursive: true, force: true });
  }
}
