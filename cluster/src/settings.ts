import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { readIfThere, readJson, writeJson } from './files.ts';
import { instanceName } from './paths.ts';
import type { ClusterPaths } from './paths.ts';
import { Problem } from './problem.ts';

/** The cluster's addresses and ports. Chosen once and kept, for the API server's data depend on them. */
export interface Settings {
  /** Part of the names of the link, the firewall tables and the control groups. */
  instance: string;
  /** IPv4 networks as CIDR. */
  pods: string;
  services: string;
  /** The machine's own address as pods see it. */
  gateway: string;
  /** The `kubernetes` Service's address, the first of its network. */
  kubernetesService: string;
  ports: Ports;
}

export interface Ports {
  api: number;
  etcd: number;
  etcdPeers: number;
  kubelet: number;
  kubeletHealth: number;
  proxyMetrics: number;
  proxyHealth: number;
  controllers: number;
  scheduler: number;
}

/** How many sets of addresses and ports there are to choose from. */
const slots = 10;

export function settingsFor(instance: string, slot: number): Settings {
  const etcd = 12379 + slot * 10;
  const kubelet = 20250 + slot * 10;
  return {
    instance,
    pods: `10.${200 + slot}.0.0/16`,
    gateway: `10.${200 + slot}.0.1`,
    services: `10.${220 + slot}.0.0/16`,
    kubernetesService: `10.${220 + slot}.0.1`,
    ports: {
      api: 16443 + slot,
      etcd,
      etcdPeers: etcd + 1,
      kubelet,
      kubeletHealth: kubelet + 1,
      proxyMetrics: kubelet + 2,
      proxyHealth: kubelet + 3,
      controllers: kubelet + 4,
      scheduler: kubelet + 5,
    },
  };
}

/** An IPv4 network in use on the machine, and the interface that has it. */
export interface HostNetwork {
  cidr: string;
  link: string;
}

/** The first set whose networks no interface or route uses and whose ports are free. */
export function chooseSettings(
  instance: string,
  inUse: HostNetwork[],
  busyPorts: Set<number>,
): Settings {
  for (let slot = 0; slot < slots; slot++) {
    const settings = settingsFor(instance, slot);
    const busy = Object.values(settings.ports).some(port =>
      busyPorts.has(port),
    );
    if (!busy && conflicts(settings, inUse).length === 0) return settings;
  }
  throw new Problem(
    'None of the networks 10.200–209.0.0/16 with 10.220–229.0.0/16, with the ports from 12379, 16443 and 20250 up, is free on this machine.',
    'Leave the VPN or stop the programs that use them, then start again.',
  );
}

/** The machine's networks that overlap the cluster's. */
export function conflicts(
  settings: Settings,
  inUse: HostNetwork[],
): HostNetwork[] {
  return inUse.filter(
    ({ cidr }) =>
      overlap(cidr, settings.pods) || overlap(cidr, settings.services),
  );
}

export function overlap(a: string, b: string): boolean {
  const [left, right] = [parseCidr(a), parseCidr(b)];
  const bits = Math.min(left.bits, right.bits);
  const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
  return (left.address & mask) >>> 0 === (right.address & mask) >>> 0;
}

function parseCidr(cidr: string): { address: number; bits: number } {
  const [address, bits] = cidr.split('/');
  const value = address
    .split('.')
    .reduce((sum, part) => sum * 256 + Number(part), 0);
  return { address: value, bits: Number(bits) };
}

/** Reads /proc/net/route: numbers are hexadecimal in the machine's (little-endian) byte order. Default routes are left out. */
export function parseRoutes(table: string): HostNetwork[] {
  const routes: HostNetwork[] = [];
  for (const line of table.trim().split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const bits = bytes(fields[7]).reduce((sum, byte) => sum + ones(byte), 0);
    if (bits > 0)
      routes.push({
        cidr: `${bytes(fields[1]).join('.')}/${bits}`,
        link: fields[0],
      });
  }
  return routes;
}

const bytes = (hex: string) =>
  [6, 4, 2, 0].map(at => Number.parseInt(hex.slice(at, at + 2), 16));
const ones = (byte: number) => byte.toString(2).replaceAll('0', '').length;

/** All IPv4 networks of the machine's interfaces and routes but the loopback's. */
export function hostNetworks(): HostNetwork[] {
  const addresses = Object.entries(networkInterfaces()).flatMap(
    ([link, list = []]) =>
      list
        .filter(entry => entry.family === 'IPv4' && entry.cidr)
        .map(entry => ({ cidr: entry.cidr as string, link })),
  );
  return [
    ...addresses,
    ...parseRoutes(readIfThere('/proc/net/route') ?? ''),
  ].filter(network => network.link !== 'lo');
}

/** Those of the ports on which another program listens. */
export async function busyAmong(ports: number[]): Promise<Set<number>> {
  const taken = await Promise.all(ports.map(isBusy));
  return new Set(ports.filter((_, index) => taken[index]));
}

function isBusy(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(true);
      else reject(error);
    });
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(false)));
  });
}

/** The settings of earlier runs, or new ones that fit the machine as it is now. */
export async function ensureSettings(paths: ClusterPaths): Promise<Settings> {
  const kept = readJson<Settings>(paths.settings);
  if (kept) return kept;
  const instance = instanceName(paths.home);
  const candidates = Array.from({ length: slots }, (_, slot) =>
    Object.values(settingsFor(instance, slot).ports),
  ).flat();
  const settings = chooseSettings(
    instance,
    hostNetworks(),
    await busyAmong(candidates),
  );
  writeJson(paths.settings, settings);
  return settings;
}
