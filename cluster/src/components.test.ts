import { components } from './components.ts';
import { clusterPaths } from './paths.ts';
import { settingsFor } from './settings.ts';
import { instancesOf, isOwn, isOwnShim, outdated } from './supervisor.ts';

const paths = clusterPaths('/data/cde');
const settings = settingsFor('cde-test', 0);
const of = (version: string) => {
  const folder = `${paths.binaries}/${version}`;
  return components(paths, settings, {
    kube: `${folder}/kube`,
    pause: `${folder}/pause`,
    cniPolicy: `${folder}/cni-policy`,
  });
};
const all = Object.values(of('v1'));
const running = (list: { command: string; args: string[] }[]) =>
  list.map(({ command, args }, pid) => ({ pid, words: [command, ...args] }));

it("tells each component from its command line, and from another cluster's", () => {
  const elsewhere = clusterPaths('/data/other');
  for (const { command, args } of all) {
    expect(isOwn([command, ...args], paths)).toBe(true);
    expect(isOwn([command, ...args], elsewhere)).toBe(false);
  }
  expect(isOwn(['containerd'], paths)).toBe(false);
});

it("tells its containerd's shims", () => {
  const shim = [
    '/usr/bin/containerd-shim-runc-v2',
    '-namespace',
    'k8s.io',
    '-id',
    'a',
    '-address',
    paths.containerdSocket,
  ];
  expect(isOwnShim(shim, paths)).toBe(true);
  expect(
    isOwnShim([...shim.slice(0, -1), '/run/containerd/containerd.sock'], paths),
  ).toBe(false);
});

it('finds a running component, and those that another version runs in its place', () => {
  const { etcd, kubelet } = of('v2');
  const processes = running([of('v1').etcd, kubelet]);
  expect(instancesOf(kubelet, processes)).toHaveLength(1);
  expect(outdated(kubelet, paths, processes)).toEqual([]);
  expect(instancesOf(etcd, processes)).toEqual([]);
  expect(outdated(etcd, paths, processes).map(({ pid }) => pid)).toEqual([0]);
});

it('keeps the API server strict', () => {
  const { args } = of('v1').apiServer;
  expect(args).toEqual(
    expect.arrayContaining([
      '--anonymous-auth=false',
      '--authorization-mode=Node,RBAC',
    ]),
  );
});
