import { parseHierarchies } from './cgroups.ts';
import { hasOtherProxy, hostTable, mountsBelow, ownTables } from './host.ts';
import { proportional } from './memory.ts';
import { settingsFor } from './settings.ts';

describe('mounts below a folder', () => {
  const mounts = [
    '/dev/sda1 / ext4 rw 0 0',
    'tmpfs /data/cde/cluster/kubelet/pods/1/volumes/token tmpfs rw 0 0',
    'overlay /data/cde/cluster/run/containerd/1/rootfs overlay rw 0 0',
    'tmpfs /data/cde/cluster/run/a\\040b tmpfs rw 0 0',
    'tmpfs /data/cde/cluster-of-another tmpfs rw 0 0',
    '',
  ].join('\n');

  it('are found by the folder, the last one first', () => {
    expect(mountsBelow('/data/cde/cluster', mounts)).toEqual([
      '/data/cde/cluster/run/a b',
      '/data/cde/cluster/run/containerd/1/rootfs',
      '/data/cde/cluster/kubelet/pods/1/volumes/token',
    ]);
  });
});

describe('control groups', () => {
  it.each([
    [
      'one tree',
      'cgroup2 /sys/fs/cgroup cgroup2 rw 0 0',
      { version: 2, roots: ['/sys/fs/cgroup'] },
    ],
    [
      'a tree per controller, also beside an empty one of version 2',
      'tmpfs /sys/fs/cgroup tmpfs rw 0 0\ncgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\ncgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0\ncgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0',
      { version: 1, roots: ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup/memory'] },
    ],
    ['none', 'tmpfs /sys/fs/cgroup tmpfs rw 0 0', undefined],
  ])('%s', (_, mounts, expected) => {
    expect(parseHierarchies(mounts)).toEqual(expected);
  });
});

describe("the cluster's firewall table", () => {
  const settings = settingsFor('cde-12345678', 1);

  it('replaces the one before in one step', () => {
    const [first, second, third] = hostTable(settings).split('\n');
    expect([first, second, third]).toEqual([
      'table ip cde-12345678-host',
      'delete table ip cde-12345678-host',
      'table ip cde-12345678-host {',
    ]);
  });

  it('keeps the API server from the outside', () => {
    expect(hostTable(settings)).toContain(
      'tcp dport 16444 ip saddr != 10.201.0.0/16 fib saddr type != local drop',
    );
  });

  const proxy = ['ip kube-proxy', 'ip6 kube-proxy'];
  const own = ['ip cde-12345678-host', 'inet cde-12345678-policy'];

  it.each([
    [
      'of the cluster that runs here',
      [...own, ...proxy, 'inet filter'],
      [...own, ...proxy],
      false,
    ],
    ['of none', ['inet filter'], [], false],
    ['of another cluster', ['ip cde-87654321-host', ...proxy], [], true],
  ])(
    "is told from others, as is kube-proxy's: %s",
    (_, present, expected, other) => {
      expect(ownTables('cde-12345678', present)).toEqual(expected);
      expect(hasOtherProxy('cde-12345678', present)).toBe(other);
    },
  );
});

it('reads the proportional share of memory', () => {
  expect(proportional('Rss:  9000 kB\nPss:   1234 kB\nPss_Dirty: 5 kB\n')).toBe(
    1234,
  );
});
