import { availableMemory, findProblem, neededDisk } from './checks.ts';
import type { MachineFacts } from './checks.ts';
import { Unsupported } from './problem.ts';

const GiB = 1024 ** 3;

const fit: MachineFacts = {
  platform: 'linux',
  uid: 0,
  architecture: 'x64',
  debian: true,
  missingPackages: ['containerd'],
  go: 'go1.26.0',
  binariesBuilt: false,
  imagesBuilt: false,
  freeDisk: 100 * GiB,
  availableMemory: 8 * GiB,
  home: '/data/cde',
  onOverlay: false,
  busyPorts: [],
  conflicts: [],
  otherKubeProxy: false,
};

it('finds nothing on a machine that is fit', () => {
  expect(findProblem(fit)).toBeUndefined();
});

describe('a machine that can never hold the cluster', () => {
  it.each<[string, Partial<MachineFacts>]>([
    ['runs on Linux only; this is darwin', { platform: 'darwin' }],
    ['needs root', { uid: 1000 }],
    ['x64 and arm64', { architecture: 'riscv64' }],
    [
      'Control groups cannot be made',
      { groupsFailure: 'read-only file system' },
    ],
    ['has no apt-get', { debian: false }],
  ])('%s', (message, facts) => {
    const problem = findProblem({ ...fit, ...facts });
    expect(problem).toBeInstanceOf(Unsupported);
    expect(problem?.message).toContain(message);
    expect(problem?.cure).toContain('--context NAME');
  });
});

describe('what stands in the way', () => {
  it.each<[string, Partial<MachineFacts>]>([
    ['no go is on PATH', { go: undefined }],
    ['go1.22.1 is too old', { go: 'go1.22.1' }],
    ['lies on an overlay', { onOverlay: true }],
    [
      'has 3.0 GB free; preparing Kubernetes and its images takes 13.0 GB',
      { freeDisk: 3 * GiB },
    ],
    ['1.0 GB of memory are available', { availableMemory: GiB }],
    ['listen on ports 16443, 20250', { busyPorts: [16443, 20250] }],
    [
      '10.0.0.0/8 on tun0 overlap',
      { conflicts: [{ cidr: '10.0.0.0/8', link: 'tun0' }] },
    ],
    ['Another Kubernetes node', { otherKubeProxy: true }],
  ])('%s', (message, facts) => {
    const problem = findProblem({ ...fit, ...facts });
    expect(problem).not.toBeInstanceOf(Unsupported);
    expect(problem?.message).toContain(message);
    expect(problem?.cure).toMatch(/start again|npm run clean/);
  });

  it('is no lack of Go or apt where nothing is left to be built or installed', () => {
    const built = {
      ...fit,
      go: undefined,
      binariesBuilt: true,
      debian: false,
      missingPackages: [],
    };
    expect(findProblem(built)).toBeUndefined();
  });

  it('is less disk the second time', () => {
    expect(neededDisk({ binariesBuilt: true, imagesBuilt: true })).toBeLessThan(
      neededDisk(fit) / 3,
    );
  });
});

it('reads the available memory', () => {
  expect(availableMemory('MemTotal: 100 kB\nMemAvailable:   2048 kB\n')).toBe(
    2 * 1024 * 1024,
  );
});
