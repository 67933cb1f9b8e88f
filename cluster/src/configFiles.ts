import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writeAtomically } from './files.ts';
import type { ClusterPaths } from './paths.ts';
import type { Settings } from './settings.ts';

/** The image of every pod's sandbox; made here, see pauseImage.ts. */
export const pauseImage = 'cde.local/pause:1';

/** What the files depend on that lies outside the settings. */
export interface HostFacts {
  /** Of the interface that the default route uses; pods may not send larger packets. */
  mtu: number;
  ipv6: boolean;
  /** The machine itself has a name server to which cluster DNS can pass on. */
  nameServer: boolean;
}

/** Writes the components' configuration; the same input gives the same files. */
export function writeConfigFiles(
  paths: ClusterPaths,
  settings: Settings,
  facts: HostFacts,
): void {
  const config = (file: string) => path.join(paths.config, file);
  writeAtomically(config('containerd.toml'), containerdConfig(paths));
  writeAtomically(
    config('kubelet.yaml'),
    asYaml(kubeletConfig(paths, settings)),
  );
  writeAtomically(config('proxy.yaml'), asYaml(proxyConfig(paths, settings)));
  writeAtomically(config('audit-policy.yaml'), asYaml(auditPolicy));
  writeAtomically(
    config('Corefile'),
    corefile(paths, settings, facts.nameServer),
  );
  writeAtomically(
    path.join(paths.cni, '10-pods.conflist'),
    asYaml(podNetwork(paths, settings, facts)),
  );
  for (const user of [
    'control',
    'controllers',
    'scheduler',
    'kubelet',
    'proxy',
  ]) {
    writeAtomically(
      config(`${user}.conf`),
      kubeconfig(paths, settings, user),
      0o600,
    );
  }
  writeAtomically(
    paths.kubeconfig,
    kubeconfig(paths, settings, 'admin'),
    0o600,
  );
  writeAtomically(
    paths.portalKubeconfig,
    kubeconfig(paths, settings, 'portal', 'backstage-cde'),
    0o600,
  );
}

/** YAML 1.2 contains JSON. */
const asYaml = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

export function apiServerUrl(settings: Settings): string {
  return `https://127.0.0.1:${settings.ports.api}`;
}

/** A kubeconfig that holds its certificates, so that it works wherever it is copied on this machine. */
function kubeconfig(
  paths: ClusterPaths,
  settings: Settings,
  certificate: string,
  user = certificate,
): string {
  const data = (file: string) =>
    readFileSync(path.join(paths.pki, file)).toString('base64');
  return asYaml({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'cde',
        cluster: {
          server: apiServerUrl(settings),
          'certificate-authority-data': data('ca.crt'),
        },
      },
    ],
    users: [
      {
        name: user,
        user: {
          'client-certificate-data': data(`${certificate}.crt`),
          'client-key-data': data(`${certificate}.key`),
        },
      },
    ],
    contexts: [{ name: 'cde', context: { cluster: 'cde', user } }],
    'current-context': 'cde',
  });
}

/** Root, state and socket of its own, so that another containerd of the machine is not touched. */
function containerdConfig(paths: ClusterPaths): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  const unused = [
    'internal.v1.opt',
    'snapshotter.v1.aufs',
    'snapshotter.v1.btrfs',
    'snapshotter.v1.devmapper',
    'snapshotter.v1.zfs',
  ];
  return `version = 2
root = ${JSON.stringify(paths.containerdRoot)}
state = ${JSON.stringify(paths.containerdState)}
disabled_plugins = ${JSON.stringify(
    unused.map(name => `io.containerd.${name}`),
  )}

[debug]
  level = "warn"

[grpc]
  address = ${JSON.stringify(paths.containerdSocket)}

[${cri}]
  sandbox_image = "${pauseImage}"
  # Without CAP_SYS_RESOURCE a lower score than containerd's own cannot be set.
  restrict_oom_score_adj = true
  # Not under /run/netns, so that all mounts of this cluster are found by its folder.
  netns_mounts_under_state_dir = true
  # A developer's server may listen on port 80 in its pod without being root.
  enable_unprivileged_ports = true
  [${cri}.registry]
    config_path = ${JSON.stringify(path.join(paths.config, 'certs.d'))}
  [${cri}.cni]
    bin_dir = ${JSON.stringify(path.join(paths.cni, 'bin'))}
    conf_dir = ${JSON.stringify(paths.cni)}
  [${cri}.containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [${cri}.containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [${cri}.containerd.runtimes.runc.options]
        SystemdCgroup = false
        Root = ${JSON.stringify(paths.runc)}
`;
}

/**
 * Pods are routed (ptp), not bridged, so that packets between them pass the firewall. Address translation is one rule
 * of the cluster's own table (see host.ts) and not one per pod, so nothing is left behind by a killed pod.
 */
function podNetwork(
  paths: ClusterPaths,
  settings: Settings,
  { mtu, ipv6 }: HostFacts,
) {
  const ipam = {
    type: 'host-local',
    dataDir: paths.addresses,
    ranges: [
      [
        {
          subnet: settings.pods,
          rangeStart: settings.gateway.replace(/\.1$/, '.10'),
        },
      ],
    ],
    routes: [{ dst: '0.0.0.0/0' }],
  };
  // Policies speak IPv4: the link's automatic IPv6 address would be a way around them.
  const noIpv6 = {
    type: 'tuning',
    sysctl: { 'net.ipv6.conf.eth0.disable_ipv6': '1' },
  };
  return {
    cniVersion: '0.4.0',
    name: settings.instance,
    plugins: [
      { type: 'ptp', ipMasq: false, mtu, ipam },
      ...(ipv6 ? [noIpv6] : []),
      { type: 'cde-policy', socket: paths.policySocket },
    ],
  };
}

function kubeletConfig(paths: ClusterPaths, settings: Settings) {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: settings.gateway,
    port: settings.ports.kubelet,
    healthzPort: settings.ports.kubeletHealth,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: path.join(paths.pki, 'ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: path.join(paths.pki, 'kubelet.crt'),
    tlsPrivateKeyFile: path.join(paths.pki, 'kubelet.key'),
    containerRuntimeEndpoint: `unix://${paths.containerdSocket}`,
    clusterDomain: 'cluster.local',
    clusterDNS: [settings.gateway],
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${settings.instance}`,
    // A container without CAP_SYS_RESOURCE may neither lower its score nor raise its limit of open files.
    oomScoreAdj: 0,
    maxOpenFiles: 20000,
    failSwapOn: false,
    // The disk is the developer's: nearly full is usual, and no reason to evict pods or delete images.
    evictionHard: {
      'nodefs.available': '1%',
      'imagefs.available': '1%',
      'memory.available': '100Mi',
    },
    imageGCHighThresholdPercent: 100,
    imageMinimumGCAge: '8760h',
    serializeImagePulls: false,
    registryPullQPS: 0,
    eventRecordQPS: 0,
    kubeAPIQPS: 200,
    kubeAPIBurst: 400,
    maxPods: 250,
    podPidsLimit: 4096,
    containerLogMaxSize: '10Mi',
    containerLogMaxFiles: 2,
    // kube-proxy and the policies use nftables of their own.
    makeIPTablesUtilChains: false,
    enableProfilingHandler: false,
  };
}

function proxyConfig(paths: ClusterPaths, settings: Settings) {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clientConnection: { kubeconfig: path.join(paths.config, 'proxy.conf') },
    clusterCIDR: settings.pods,
    hostnameOverride: 'node1',
    metricsBindAddress: `127.0.0.1:${settings.ports.proxyMetrics}`,
    healthzBindAddress: `127.0.0.1:${settings.ports.proxyHealth}`,
    // The machine's connection tracking stays as its owner set it.
    conntrack: {
      maxPerCore: 0,
      min: 0,
      tcpEstablishedTimeout: '0s',
      tcpCloseWaitTimeout: '0s',
    },
  };
}

/** Requests of the portal and of people are kept, for benchmarks count them; the cluster's own are noise. */
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    {
      level: 'None',
      nonResourceURLs: [
        '/readyz*',
        '/livez*',
        '/healthz*',
        '/openapi*',
        '/version',
      ],
    },
    { level: 'Metadata', users: ['backstage-cde', 'admin'] },
    { level: 'None' },
  ],
};

/** Names of services, and the machine itself as host.cluster.local. */
function corefile(
  paths: ClusterPaths,
  settings: Settings,
  nameServer: boolean,
): string {
  return `.:53 {
  bind ${settings.gateway}
  errors
  cache 5
  hosts {
    ${settings.gateway} host.cluster.local
    fallthrough
  }
  kubernetes cluster.local in-addr.arpa {
    kubeconfig ${path.join(paths.config, 'control.conf')}
  }
${nameServer ? '  forward . /etc/resolv.conf\n' : ''}}
`;
}
