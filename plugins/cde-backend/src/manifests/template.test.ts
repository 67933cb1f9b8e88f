import type { V1Container } from '@kubernetes/client-node';
import { buildExtra, buildNamespace, buildPod, privilegedNamespace } from '.';
import { identity, owner, podInput } from './testInputs';
import type { PodInput } from './types';

const template = (
  overrides: Partial<NonNullable<PodInput['template']>> = {},
): NonNullable<PodInput['template']> => ({
  environment: {},
  secrets: [],
  sidecars: [],
  scheduling: {},
  privileged: false,
  ...overrides,
});

const containers = (
  overrides: Parameters<typeof template>[0],
  plan: Partial<PodInput['plan']> = {},
) => {
  const pod = buildPod(
    podInput({ template: template(overrides), plan, seedHome: true }),
    owner,
  );
  const all = [...pod.spec!.initContainers!, ...pod.spec!.containers];
  return {
    spec: pod.spec!,
    get: (name: string): V1Container => all.find(one => one.name === name)!,
    all,
  };
};

const sidecar = {
  name: 'database',
  image: 'postgres:16',
  command: ['$(cmd)'],
  args: ['-c', '$(HOME)'],
  environment: { PASSWORD: '$(x)', KEEP: '{{ y }}' },
  resources: { cpu: 0.5, memory: 2 ** 28 },
  ports: [5432],
};

describe('a template in the pod', () => {
  it('sets variables that the repository may set otherwise, and nobody the reserved ones', () => {
    const { get } = containers(
      {
        environment: {
          A: 'template',
          B: 'template',
          PATH: '/evil',
          CDE_RUN: '9',
        },
        secrets: [
          { secret: 's', key: 'k', environment: 'TOKEN' },
          { secret: 's', key: 'k', environment: 'LD_PRELOAD' },
          { secret: 's', key: 'k', environment: 'A2' },
        ],
      },
      { containerEnv: { B: 'repository', A2: 'plain' } },
    );
    const { env } = get('dev');
    const names = env!.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(env).toEqual(
      expect.arrayContaining([
        { name: 'A', value: 'template' },
        { name: 'B', value: 'repository' },
        { name: 'A2', value: 'plain' },
        { name: 'CDE_RUN', value: '1' },
        {
          name: 'TOKEN',
          valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: false } },
        },
      ]),
    );
    expect(names).not.toContain('PATH');
    expect(names).not.toContain('LD_PRELOAD');
    expect(get('prepare').env!.map(({ name }) => name)).not.toContain('A');
  });

  it('mounts secrets as files, in the development container only', () => {
    const { spec, get, all } = containers({
      secrets: [
        { secret: 'one', key: 'k', file: 'token' },
        { secret: 'two', key: 'k', environment: 'X' },
      ],
      sidecars: [sidecar],
    });
    expect(spec.volumes).toContainEqual({
      name: 'secrets',
      projected: {
        sources: [
          {
            secret: {
              name: 'one',
              items: [{ key: 'k', path: 'token' }],
              optional: false,
            },
          },
        ],
        defaultMode: 0o440,
      },
    });
    const withIt = all.filter(one =>
      one.volumeMounts?.some(mount => mount.name === 'secrets'),
    );
    expect(withIt).toEqual([get('dev')]);
  });

  it('runs sidecars as restricted as everything else, with nothing mounted', () => {
    const { get } = containers({ sidecars: [sidecar] });
    const database = get('database');
    expect(database.securityContext).toEqual(get('dev').securityContext);
    expect(database).toMatchObject({
      command: ['$$(cmd)'],
      args: ['-c', '$$(HOME)'],
      env: [
        { name: 'PASSWORD', value: '$$(x)' },
        { name: 'KEEP', value: '{{ y }}' },
      ],
      ports: [{ containerPort: 5432, protocol: 'TCP' }],
      resources: {
        requests: { cpu: '500m', memory: '268435456' },
        limits: { cpu: '500m', memory: '268435456' },
      },
    });
    expect(database.resources!.limits).toHaveProperty('ephemeral-storage');
    expect(database).not.toHaveProperty('volumeMounts');
  });

  it('asks for GPUs in the development container only, for as many as it reserves', () => {
    const { get, all } = containers({
      gpu: { count: 2, resource: 'nvidia.com/gpu' },
    });
    expect(get('dev').resources).toMatchObject({
      requests: { 'nvidia.com/gpu': '2' },
      limits: { 'nvidia.com/gpu': '2' },
    });
    const others = all.filter(({ name }) => name !== 'dev');
    expect(JSON.stringify(others)).not.toContain('nvidia');
  });

  it('says where the pod may run', () => {
    const tolerations = [{ key: 'dev', operator: 'Exists' as const }];
    const { spec } = containers({
      scheduling: {
        nodeSelector: { disk: 'ssd' },
        tolerations,
        runtimeClass: 'gvisor',
      },
    });
    expect(spec).toMatchObject({
      nodeSelector: { disk: 'ssd' },
      tolerations,
      runtimeClassName: 'gvisor',
    });
    expect(containers({}).spec).not.toHaveProperty('runtimeClassName');
  });

  it('privileges the development container alone, and only if it says so', () => {
    const { get, all, spec } = containers({
      privileged: true,
      sidecars: [sidecar],
    });
    expect(get('dev').securityContext).toEqual({
      allowPrivilegeEscalation: true,
      privileged: true,
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
    });
    for (const one of all.filter(({ name }) => name !== 'dev'))
      expect(one.securityContext).toMatchObject({
        privileged: false,
        allowPrivilegeEscalation: false,
      });
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(containers({}).get('dev').securityContext?.privileged).toBe(false);
  });
});

describe('namespaces', () => {
  it('of privileged workspaces are apart', () => {
    expect(privilegedNamespace('cde-workspaces')).toBe(
      'cde-workspaces-privileged',
    );
    expect(privilegedNamespace('n'.repeat(63))).toHaveLength(63);
    const labels = (level?: 'privileged') =>
      buildNamespace('n', 'demo', level).metadata?.labels;
    expect(labels()).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
    expect(labels('privileged')).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'privileged',
    });
  });
});

describe('objects that a template brings along', () => {
  const manifest = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'settings',
      namespace: 'kube-system',
      labels: {
        team: 'a',
        'cde.backstage.io/workspace-id': 'other',
        'app.kubernetes.io/managed-by': 'other',
      },
      annotations: { note: 'b', 'cde.backstage.io/owner': 'user:default/eve' },
      ownerReferences: [],
      finalizers: ['x/y'],
      uid: 'u',
    },
    data: { a: 'b' },
    status: { phase: 'Done' },
  };

  it('have our name, namespace, owner and labels, whatever they say', () => {
    const object = buildExtra(manifest, 0, identity, owner);
    expect(object).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      data: { a: 'b' },
      metadata: {
        name: `cde-${identity.workspaceId}-settings`,
        namespace: identity.namespace,
        labels: {
          team: 'a',
          'app.kubernetes.io/managed-by': 'backstage-cde',
          'cde.backstage.io/instance': 'demo',
          'cde.backstage.io/workspace-id': identity.workspaceId,
        },
        annotations: {
          note: 'b',
          'cde.backstage.io/owner': identity.ownerRef,
          'cde.backstage.io/name': identity.name,
          'cde.backstage.io/component': identity.componentRef,
        },
        ownerReferences: [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            name: owner.name,
            uid: owner.uid,
          },
        ],
      },
    });
  });

  it('are named by their place where they have no name', () => {
    const object = buildExtra(
      { apiVersion: 'v1', kind: 'X' },
      2,
      identity,
      owner,
    );
    expect(object.metadata?.name).toBe(`cde-${identity.workspaceId}-3`);
  });
});
