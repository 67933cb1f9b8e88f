import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';

/** The folder of this package, which holds the Go sources. */
export const packageRoot = path.resolve(import.meta.dirname, '..');

/** The machine's data folder, shared by all checkouts: `$CDE_HOME`, else `backstage-cde` in the user's data folder. */
export function dataHome(env: NodeJS.ProcessEnv = process.env): string {
  const own = env.CDE_HOME;
  if (own) return path.resolve(own);
  const data = env.XDG_DATA_HOME || path.join(homedir(), '.local', 'share');
  return path.resolve(data, 'backstage-cde');
}

/** Where each piece of the cluster lies. Everything is below `cluster`, so removing that folder removes it all. */
export function clusterPaths(home: string) {
  const cluster = path.join(home, 'cluster');
  const at = (...parts: string[]) => path.join(cluster, ...parts);
  return {
    home,
    cluster,
    // Results, read by others.
    status: at('status.json'),
    info: at('info.json'),
    kubeconfig: at('kubeconfig'),
    portalKubeconfig: at('portal.kubeconfig'),
    log: at('prepare.log'),
    // Kept from run to run.
    settings: at('settings.json'),
    durations: at('durations.json'),
    binaries: at('bin'),
    pki: at('pki'),
    etcd: at('etcd'),
    containerdRoot: at('containerd'),
    kubelet: at('kubelet'),
    volumes: at('volumes'),
    importedImages: at('containerd', 'imported-images.json'),
    // Made anew by each start.
    config: at('config'),
    cni: at('cni'),
    logs: at('logs'),
    auditLog: at('logs', 'audit.log'),
    run: at('run'),
    preparation: at('run', 'preparation.json'),
    processes: at('run', 'processes'),
    users: at('users'),
    containerdState: at('run', 'containerd'),
    runc: at('run', 'runc'),
    containerdSocket: at('run', 'containerd.sock'),
    policySocket: at('run', 'network-policy.sock'),
    addresses: at('run', 'addresses'),
  };
}

export type ClusterPaths = ReturnType<typeof clusterPaths>;

/** A short name for this cluster on the machine: part of its link's, tables' and control groups' names. */
export function instanceName(home: string): string {
  return `cde-${createHash('sha256')
    .update(path.resolve(home))
    .digest('hex')
    .slice(0, 8)}`;
}
