import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { HostFacts } from './configFiles.ts';
import { readIfThere } from './files.ts';
import { run, succeeds } from './run.ts';
import type { Settings } from './settings.ts';

const forwarding = '/proc/sys/net/ipv4/ip_forward';

/** Gives the machine an address that pods can reach, lets it forward packets, and writes the cluster's firewall table. */
export async function ensureNetwork(settings: Settings): Promise<void> {
  const { instance, gateway } = settings;
  if (!hasLink(instance))
    await run('ip', ['link', 'add', instance, 'type', 'bridge']);
  await run('ip', ['address', 'replace', `${gateway}/32`, 'dev', instance]);
  await run('ip', ['link', 'set', instance, 'up']);
  if (readFileSync(forwarding, 'utf8').trim() === '0')
    writeFileSync(forwarding, '1');
  await run('nft', ['-f', '-'], { input: hostTable(settings) });
}

/** Whether the machine (this process's network namespace) has a link of that name. */
function hasLink(name: string): boolean {
  return readFileSync('/proc/net/dev', 'utf8')
    .split('\n')
    .some(line => line.trim().startsWith(`${name}:`));
}

/** kube-proxy's tables, whose names cannot be chosen: whichever cluster's node runs here has them. */
const proxyTables = ['ip kube-proxy', 'ip6 kube-proxy'];

/**
 * Those of the machine's nftables tables, each with its family, that are the cluster's. kube-proxy's are when the
 * cluster's own table is there, which is made before them and removed together with them.
 */
export function ownTables(instance: string, present: string[]): string[] {
  const host = `ip ${instance}-host`;
  const own = [
    host,
    `inet ${instance}-policy`,
    ...(present.includes(host) ? proxyTables : []),
  ];
  return present.filter(table => own.includes(table));
}

/** Whether a kube-proxy that is not the cluster's has its tables here. */
export function hasOtherProxy(instance: string, present: string[]): boolean {
  const own = ownTables(instance, present);
  return proxyTables.some(
    table => present.includes(table) && !own.includes(table),
  );
}

/**
 * What holds for all pods: outside the machine they appear under its address. And who is neither a pod nor on the
 * machine does not reach the API server, which listens on all addresses.
 */
export function hostTable({ instance, pods, ports }: Settings): string {
  const table = `ip ${instance}-host`;
  return `table ${table}
delete table ${table}
table ${table} {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr ${pods} ip daddr != ${pods} masquerade
  }
  chain input {
    type filter hook input priority -10; policy accept;
    tcp dport ${ports.api} ip saddr != ${pods} fib saddr type != local drop
  }
}
`;
}

/** All nftables tables of the machine, as "FAMILY NAME"; none where nftables is not installed yet. */
export async function presentTables(): Promise<string[]> {
  if (!(await succeeds('nft', ['--version']))) return [];
  const lines = (await run('nft', ['list', 'tables'])).split('\n');
  return lines
    .filter(line => line.startsWith('table '))
    .map(line => line.slice('table '.length).trim());
}

export async function removeNetwork(instance: string): Promise<void> {
  const own = ownTables(instance, await presentTables());
  const input = own.map(table => `delete table ${table}\n`).join('');
  if (own.length > 0) await run('nft', ['-f', '-'], { input });
  if (hasLink(instance)) await run('ip', ['link', 'delete', instance]);
}

/** The links whose routes lead to the pods' network: the cluster's own, and those of pods that still exist. */
export function linksOf(settings: Settings): string[] {
  const prefix = settings.gateway.split('.').slice(0, 2);
  const routes = (readIfThere('/proc/net/route') ?? '')
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split('\t'));
  const [first, second] = prefix.map(part =>
    Number(part).toString(16).padStart(2, '0').toUpperCase(),
  );
  const links = routes
    .filter(([, destination]) => destination.endsWith(second + first))
    .map(([link]) => link);
  if (hasLink(settings.instance)) links.push(settings.instance);
  return [...new Set(links)];
}

export function hostFacts(): HostFacts {
  const nameServers = (readIfThere('/etc/resolv.conf') ?? '')
    .split('\n')
    .filter(line => /^nameserver\s+\S/.test(line));
  return {
    mtu: defaultMtu(),
    ipv6: existsSync('/proc/sys/net/ipv6'),
    nameServer: nameServers.length > 0,
  };
}

/** Of the link with the default route; Ethernet's where there is none. */
function defaultMtu(): number {
  const routes = (readIfThere('/proc/net/route') ?? '')
    .split('\n')
    .map(line => line.split('\t'));
  const link = routes.find(
    fields => fields[1] === '00000000' && fields[7] === '00000000',
  )?.[0];
  return (
    Number(link ? readIfThere(`/sys/class/net/${link}/mtu`) : undefined) || 1500
  );
}

/** Mount points below a folder, the deepest first. */
export function mountsBelow(
  folder: string,
  mounts = readFileSync('/proc/self/mounts', 'utf8'),
): string[] {
  const points = mounts
    .split('\n')
    .map(line => line.split(' ')[1])
    .filter(point => point !== undefined)
    // The kernel writes blanks and the like as octal numbers.
    .map(point =>
      point.replace(/\\([0-7]{3})/g, (_, octal: string) =>
        String.fromCharCode(Number.parseInt(octal, 8)),
      ),
    );
  return points.filter(point => point.startsWith(`${folder}/`)).reverse();
}

/** Unmounts all of a folder's mounts; one in use vanishes once its last user has gone. */
export async function removeMounts(folder: string): Promise<void> {
  const points = mountsBelow(folder);
  if (points.length > 0) await run('umount', ['--lazy', ...points]);
}
