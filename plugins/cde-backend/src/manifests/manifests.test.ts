import { isReservedEnvironmentName } from '@backstage-cde/plugin-cde-common';
import type { V1Container, V1Pod } from '@kubernetes/client-node';
import {
  buildDefaultDeny,
  buildNamespace,
  buildNetworkPolicy,
  buildPod,
  buildSecret,
  buildVolumeClaim,
  objectName,
} from '.';
import { agentSpecInput, identity, owner, podInput } from './testInputs';

const containersOf = (pod: V1Pod): V1Container[] => [
  ...(pod.spec?.initContainers ?? []),
  ...(pod.spec?.containers ?? []),
];
const container = (pod: V1Pod, name: string) =>
  containersOf(pod).find(one => one.name === name)!;

describe('names and labels', () => {
  it('come from the workspace id alone', () => {
    expect(objectName(identity.workspaceId)).toBe(
      `cde-${identity.workspaceId}`,
    );
    const all = [
      buildVolumeClaim({ ...identity, storage: 1 }),
      buildPod(podInput(), owner),
    ];
    for (const object of all) {
      expect(object.metadata).toMatchObject({
        name: `cde-${identity.workspaceId}`,
        namespace: identity.namespace,
        labels: {
          'app.kubernetes.io/managed-by': 'backstage-cde',
          'cde.backstage.io/instance': 'demo',
          'cde.backstage.io/workspace-id': identity.workspaceId,
        },
      });
    }
  });

  it('everything but the volume belongs to the volume', () => {
    const owned = [
      buildSecret(agentSpecInput(), owner),
      buildNetworkPolicy({ ...identity, egress: [] }, owner),
      buildPod(podInput(), owner),
    ];
    for (const { metadata } of owned) {
      expect(metadata?.ownerReferences).toEqual([
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          name: owner.name,
          uid: owner.uid,
        },
      ]);
    }
    expect(
      buildVolumeClaim({ ...identity, storage: 1 }).metadata?.ownerReferences,
    ).toBeUndefined();
  });
});

describe('the pod', () => {
  it('is restricted in every container, with limits on all', () => {
    for (const one of containersOf(
      buildPod(podInput({ seedHome: true }), owner),
    )) {
      expect(one.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        privileged: false,
        capabilities: { drop: ['ALL'] },
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(one.resources).toEqual({
        requests: {
          cpu: '250m',
          memory: '536870912',
          'ephemeral-storage': '64Mi',
        },
        limits: { cpu: '2', memory: '2147483648', 'ephemeral-storage': '8Gi' },
      });
    }
  });

  it('gives nothing of the cluster away', () => {
    const { spec } = buildPod(podInput(), owner);
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      shareProcessNamespace: true,
    });
    for (const forbidden of [
      'hostNetwork',
      'hostPID',
      'hostIPC',
      'serviceAccountName',
    ])
      expect(spec).not.toHaveProperty(forbidden);
    expect(spec?.volumes?.some(volume => volume.hostPath)).toBe(false);
    expect(
      containersOf({ spec })
        .flatMap(one => one.ports ?? [])
        .every(port => port.hostPort === undefined),
    ).toBe(true);
  });

  it('copies the home folder only until it was copied', () => {
    const names = (seedHome: boolean) =>
      buildPod(podInput({ seedHome }), owner).spec?.initContainers?.map(
        one => one.name,
      );
    expect(names(true)).toEqual(['prepare', 'seed']);
    expect(names(false)).toEqual(['prepare']);
  });

  it.each([
    ['/workspaces/api', '/workspaces', 'workspaces'],
    ['/api', '/api', 'workspaces'],
    ['/home/vscode/api', '/home/vscode', 'home'],
    ['/home/vscode/src/api', '/home/vscode/src', 'workspaces'],
  ])(
    'mounts the volume so that %s lies on it',
    (repositoryFolder, mountPath, subPath) => {
      const pod = buildPod(podInput({ plan: { repositoryFolder } }), owner);
      for (const name of ['prepare', 'dev']) {
        const mounts = container(pod, name).volumeMounts!;
        expect(mounts).toContainEqual({ name: 'data', mountPath, subPath });
        expect(new Set(mounts.map(mount => mount.mountPath)).size).toBe(
          mounts.length,
        );
      }
    },
  );

  it.each([
    ['Payments API', 'payments-api'],
    ['Zürich/größe', 'zu-rich-gro-e'],
    ['--', 'workspace'],
    ['a'.repeat(80), 'a'.repeat(63)],
    [`${'a'.repeat(62)}-b`, 'a'.repeat(62)],
  ])('shows %p as %p in the prompt', (name, hostname) => {
    expect(buildPod(podInput({ name }), owner).spec?.hostname).toBe(hostname);
  });

  it('has the run in its specification, so that one run is never taken for another', () => {
    const [first, second] = [1, 2].map(run =>
      buildPod(podInput({ run }), owner),
    );
    expect(first.metadata?.labels?.['cde.backstage.io/run']).toBe('1');
    expect(container(first, 'dev').env).not.toEqual(
      container(second, 'dev').env,
    );
  });
});

describe('parameters', () => {
  const hostile = [
    [
      'a variable of the kubelet',
      '$(CDE_WORKSPACE_ID)',
      '$$(CDE_WORKSPACE_ID)',
    ],
    ['a shell command', '$(rm -rf /)', '$$(rm -rf /)'],
    ['an escaped one', '$$(HOME)', '$$$$(HOME)'],
    ['dollar signs', 'a$$b$', 'a$$$$b$$'],
    ['YAML', '"}\n  privileged: true', '"}\n  privileged: true'],
    ['a template', '{{ .Values.x }} ${x}', '{{ .Values.x }} $${x}'],
  ];

  it.each(hostile)('%s stays a value', (_, value, expected) => {
    const plain = buildPod(
      podInput({ plan: { containerEnv: { GREETING: 'x' } } }),
      owner,
    );
    const odd = buildPod(
      podInput({ plan: { containerEnv: { GREETING: value } } }),
      owner,
    );
    expect(container(odd, 'dev').env).toContainEqual({
      name: 'GREETING',
      value: expected,
    });
    const leaf = JSON.stringify({ name: 'GREETING', value: expected });
    expect(JSON.stringify(odd)).toBe(
      JSON.stringify(plain).replace(
        '{"name":"GREETING","value":"x"}',
        () => leaf,
      ),
    );
  });

  it.each([
    'LD_PRELOAD',
    'ld_library_path',
    'PATH',
    'GIT_SSH_COMMAND',
    'CDE_RUN',
    'NODE_OPTIONS',
    'BASH_ENV',
    'HOME',
    'A=B',
    '',
    '1A',
  ])('the variable %p is not theirs to set', name => {
    expect(isReservedEnvironmentName(name)).toBe(true);
    const { env } = container(
      buildPod(podInput({ plan: { containerEnv: { [name]: 'evil' } } }), owner),
      'dev',
    );
    expect(JSON.stringify(env)).not.toContain('evil');
  });

  it.each(['MY_PATH', 'EDITOR', 'LDFLAGS', 'DIGIT_1', 'app.name'])(
    'the variable %p is',
    name => {
      expect(isReservedEnvironmentName(name)).toBe(false);
    },
  );

  it('the image and the home folder are leaves', () => {
    const pod = buildPod(
      podInput({ seedHome: true, plan: { home: '/home/$(x)"; rm -rf /' } }),
      owner,
    );
    expect(container(pod, 'seed').command?.at(-1)).toBe(
      '/home/$$(x)"; rm -rf /',
    );
    expect(container(pod, 'seed').command?.[2]).toBe(
      container(buildPod(podInput({ seedHome: true }), owner), 'seed')
        .command?.[2],
    );
  });
});

describe('the network policy', () => {
  const rules = (input = {}) =>
    buildNetworkPolicy({ ...identity, egress: [], ...input }, owner).spec!;

  it('closes everything but DNS', () => {
    expect(rules()).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress: [
        {
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
      ],
    });
  });

  it('opens what the template opens', () => {
    const egress = [
      { cidr: '10.200.0.1/32', ports: [3002] },
      { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] },
    ];
    expect(rules({ egress }).egress?.slice(1)).toEqual([
      {
        to: [{ ipBlock: { cidr: '10.200.0.1/32' } }],
        ports: [{ protocol: 'TCP', port: 3002 }],
      },
      { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }] },
    ]);
  });

  it('lets a gateway in the cluster reach the tunnel only', () => {
    const tunnelSources = [
      { namespace: 'backstage', podLabels: { app: 'gateway' } },
      { cidr: '10.1.0.0/16' },
    ];
    expect(rules({ tunnelSources }).ingress).toEqual([
      {
        from: [
          {
            namespaceSelector: {
              matchLabels: { 'kubernetes.io/metadata.name': 'backstage' },
            },
            podSelector: { matchLabels: { app: 'gateway' } },
          },
          { ipBlock: { cidr: '10.1.0.0/16' } },
        ],
        ports: [{ protocol: 'TCP', port: 7700 }],
      },
    ]);
  });
});

describe('the others', () => {
  it('volume: size and class', () => {
    expect(
      buildVolumeClaim({
        ...identity,
        storage: 5 * 2 ** 30,
        storageClass: 'fast',
      }).spec,
    ).toEqual({
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '5368709120' } },
      storageClassName: 'fast',
    });
  });

  it('secret: what the agent reads', () => {
    const { data } = buildSecret(
      agentSpecInput({
        git: { 'git-credentials': 'http://a:b@c', token: 'x' },
      }),
      owner,
    );
    const text = (key: string) =>
      Buffer.from(data![key], 'base64').toString('utf8');
    expect(JSON.parse(text('spec.json'))).toEqual(agentSpecInput().spec);
    expect([text('token'), text('git-credentials')]).toEqual([
      'secret-token',
      'http://a:b@c',
    ]);
    expect(buildSecret(agentSpecInput(), owner).data).not.toHaveProperty(
      'git-credentials',
    );
  });

  it('namespace: enforces restricted pods and denies by default', () => {
    expect(buildNamespace('n', 'demo').metadata?.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
    expect(buildDefaultDeny('n', 'demo').spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  });
});
