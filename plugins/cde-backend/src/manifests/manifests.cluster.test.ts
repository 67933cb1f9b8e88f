import { KubernetesClient, loadKubeConfig, Transport } from '../clusters';
import { describeCluster } from '../testing/cluster';
import { testNamespace } from '../testing/clusterClient';
import {
  buildDefaultDeny,
  buildNamespace,
  buildNetworkPolicy,
  buildPod,
  buildSecret,
  buildVolumeClaim,
  FIELD_MANAGER,
} from '.';
import { agentSpecInput, identity, owner, podInput } from './testInputs';

describeCluster(
  'Manifests on an API server that enforces restricted pods',
  cluster => {
    const namespace = testNamespace('manifests');
    const at = { namespace: namespace.name };
    let client: KubernetesClient;

    beforeAll(async () => {
      await namespace.create(cluster);
      client = new KubernetesClient(
        new Transport(
          await loadKubeConfig({
            type: 'kubeconfig',
            path: cluster.portalKubeconfigPath,
          }),
        ),
        FIELD_MANAGER,
      );
    });
    afterAll(async () => {
      client.transport.close();
      await namespace.remove();
    });

    const hostile = {
      EVIL: '$(HOME)"}\n---\nkind: Pod {{x}}',
      LD_PRELOAD: '/x.so',
    };
    const objects = {
      namespace: () => buildNamespace(namespace.name, 'test'),
      'default deny': () => buildDefaultDeny(namespace.name, 'test'),
      'volume claim': () =>
        buildVolumeClaim({
          ...identity,
          ...at,
          storage: 2 ** 30,
          storageClass: 'local-directory',
        }),
      secret: () =>
        buildSecret(
          {
            ...agentSpecInput({ git: { 'git-credentials': 'http://a:b@c' } }),
            ...at,
          },
          owner,
        ),
      'network policy': () =>
        buildNetworkPolicy(
          {
            ...identity,
            ...at,
            egress: [
              { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] },
              { cidr: '10.200.0.1/32', ports: [3002] },
            ],
            tunnelSources: [
              { cidr: '10.1.0.0/16' },
              { namespace: 'backstage', podLabels: { app: 'gateway' } },
            ],
          },
          owner,
        ),
      pod: () => buildPod({ ...podInput(), ...at }, owner),
      'pod that seeds its home': () =>
        buildPod({ ...podInput({ seedHome: true }), ...at }, owner),
      'pod with its clone in the home': () =>
        buildPod(
          {
            ...podInput({ plan: { repositoryFolder: '/home/vscode/api' } }),
            ...at,
          },
          owner,
        ),
      'pod with hostile parameters': () =>
        buildPod(
          {
            ...podInput({
              name: '../../-- $(x)',
              seedHome: true,
              plan: { containerEnv: hostile, home: '/home/"$(x)' },
            }),
            ...at,
          },
          owner,
        ),
    };

    it.each(Object.entries(objects))(
      'takes the %s as it is',
      async (_, build) => {
        const object = build();
        const stored = await client.apply<typeof object>(object, {
          dryRun: true,
        });
        expect(stored).toMatchObject(JSON.parse(JSON.stringify(object)));
      },
    );

    it('would refuse a pod that asks for more', async () => {
      const pod = buildPod({ ...podInput(), ...at }, owner);
      pod.spec!.containers[0].securityContext!.allowPrivilegeEscalation = true;
      await expect(client.apply(pod, { dryRun: true })).rejects.toMatchObject({
        status: 403,
        message: expect.stringContaining('PodSecurity'),
      });
    });
  },
);
