import path from 'node:path';
import type { ClusterPaths } from './paths.ts';
import type { Settings } from './settings.ts';

/** A long-running process of the cluster. Its command line names the cluster's own folder and so identifies it. */
export interface Component {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string>;
}

export interface Binaries {
  kube: string;
  pause: string;
  cniPolicy: string;
}

/** Flags as a list; each is `--name=value`. */
function flags(values: Record<string, string | number | boolean>): string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}

/**
 * Go's collector is told to keep each heap small: on a developer's machine memory is dearer than the few milliseconds
 * that collecting more often takes. The limit (MiB) is a soft one.
 */
function thrifty(limit: number): Record<string, string> {
  return { GOGC: '50', GOMEMLIMIT: `${limit}MiB` };
}

/** All components by name. */
export function components(
  paths: ClusterPaths,
  settings: Settings,
  binaries: Binaries,
) {
  const kube = (name: string, args: string[], limit: number): Component => ({
    name,
    command: binaries.kube,
    args: [name, ...args],
    env: thrifty(limit),
  });
  return {
    containerd: {
      name: 'containerd',
      command: 'containerd',
      args: ['-c', path.join(paths.config, 'containerd.toml')],
      env: thrifty(200),
    },
    etcd: kube('etcd', etcd(paths, settings), 150),
    apiServer: kube('kube-apiserver', apiServer(paths, settings), 300),
    controllers: kube(
      'kube-controller-manager',
      controllers(paths, settings),
      120,
    ),
    scheduler: kube('kube-scheduler', scheduler(paths, settings), 80),
    dns: kube('dns', ['-conf', path.join(paths.config, 'Corefile')], 60),
    kubelet: kube('kubelet', kubelet(paths, settings), 120),
    proxy: kube(
      'kube-proxy',
      flags({ config: path.join(paths.config, 'proxy.yaml') }),
      60,
    ),
    storage: kube(
      'local-storage',
      flags({
        kubeconfig: path.join(paths.config, 'control.conf'),
        root: paths.volumes,
      }),
      60,
    ),
    networkPolicy: kube('network-policy', networkPolicy(paths, settings), 60),
  } satisfies Record<string, Component>;
}

export type Components = ReturnType<typeof components>;

function etcd(paths: ClusterPaths, { ports }: Settings): string[] {
  const clients = `http://127.0.0.1:${ports.etcd}`;
  const peers = `http://127.0.0.1:${ports.etcdPeers}`;
  return flags({
    name: 'local',
    'data-dir': paths.etcd,
    'listen-client-urls': clients,
    'advertise-client-urls': clients,
    'listen-peer-urls': peers,
    'initial-advertise-peer-urls': peers,
    'initial-cluster': `local=${peers}`,
    'auto-compaction-mode': 'revision',
    'auto-compaction-retention': '1000',
    // A snapshot copies the heap: fewer entries between two of them keep it small.
    'snapshot-count': 5000,
    'log-level': 'warn',
  });
}

function apiServer(paths: ClusterPaths, settings: Settings): string[] {
  const pki = (file: string) => path.join(paths.pki, file);
  return flags({
    'etcd-servers': `http://127.0.0.1:${settings.ports.etcd}`,
    'bind-address': '0.0.0.0',
    'secure-port': settings.ports.api,
    'advertise-address': settings.gateway,
    'service-cluster-ip-range': settings.services,
    'cert-dir': paths.run,
    'tls-cert-file': pki('apiserver.crt'),
    'tls-private-key-file': pki('apiserver.key'),
    'client-ca-file': pki('ca.crt'),
    'anonymous-auth': false,
    'authorization-mode': 'Node,RBAC',
    'enable-admission-plugins': 'NodeRestriction',
    'allow-privileged': true,
    'kubelet-client-certificate': pki('control.crt'),
    'kubelet-client-key': pki('control.key'),
    'kubelet-certificate-authority': pki('ca.crt'),
    'kubelet-preferred-address-types': 'InternalIP',
    'service-account-key-file': pki('sa.pub'),
    'service-account-signing-key-file': pki('sa.key'),
    'service-account-issuer': 'https://kubernetes.default.svc',
    'requestheader-client-ca-file': pki('ca.crt'),
    'requestheader-allowed-names': 'front-proxy',
    'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
    'requestheader-group-headers': 'X-Remote-Group',
    'requestheader-username-headers': 'X-Remote-User',
    'proxy-client-cert-file': pki('front-proxy.crt'),
    'proxy-client-key-file': pki('front-proxy.key'),
    'audit-policy-file': path.join(paths.config, 'audit-policy.yaml'),
    'audit-log-path': paths.auditLog,
    'audit-log-maxsize': 50,
    'audit-log-maxbackup': 2,
    // Written before the request is answered, so that who counts calls misses none.
    'audit-log-mode': 'blocking',
    profiling: false,
  });
}

/** What the controller manager and the scheduler have in common. */
function controlLoop(paths: ClusterPaths, user: string, port: number) {
  const kubeconfig = path.join(paths.config, `${user}.conf`);
  return {
    kubeconfig,
    'authentication-kubeconfig': kubeconfig,
    'authorization-kubeconfig': kubeconfig,
    'bind-address': '127.0.0.1',
    'secure-port': port,
    'cert-dir': path.join(paths.run, user),
    'leader-elect': false,
    'kube-api-qps': 100,
    'kube-api-burst': 200,
    profiling: false,
  };
}

function controllers(paths: ClusterPaths, settings: Settings): string[] {
  const pki = (file: string) => path.join(paths.pki, file);
  return flags({
    ...controlLoop(paths, 'controllers', settings.ports.controllers),
    'root-ca-file': pki('ca.crt'),
    'service-account-private-key-file': pki('sa.key'),
    'use-service-account-credentials': true,
    'cluster-signing-cert-file': pki('ca.crt'),
    'cluster-signing-key-file': pki('ca.key'),
  });
}

function scheduler(paths: ClusterPaths, settings: Settings): string[] {
  return flags(controlLoop(paths, 'scheduler', settings.ports.scheduler));
}

function kubelet(paths: ClusterPaths, settings: Settings): string[] {
  return flags({
    config: path.join(paths.config, 'kubelet.yaml'),
    kubeconfig: path.join(paths.config, 'kubelet.conf'),
    'hostname-override': 'node1',
    'node-ip': settings.gateway,
    'root-dir': paths.kubelet,
    'cert-dir': path.join(paths.run, 'kubelet'),
  });
}

function networkPolicy(paths: ClusterPaths, settings: Settings): string[] {
  return flags({
    kubeconfig: path.join(paths.config, 'control.conf'),
    table: `${settings.instance}-policy`,
    'pod-network': settings.pods,
    socket: paths.policySocket,
  });
}
