import { FIELD_MANAGER, objectName, privilegedNamespace } from '../manifests';
import {
  KubernetesClient,
  loadKubeConfig,
  Transport,
  type NamedObject,
} from '../clusters';
import { companionsOf, podOf, volumeOf } from '../engine';
import { Bench, eventually } from '../engine/testing/bench';
import { BASE_IMAGE, testConfig, testSpec } from '../engine/testing/settings';
import { row } from '../engine/testing/views';
import { describeCluster } from '../testing/cluster';
import { testNamespace } from '../testing/clusterClient';
import { decideDelete } from '../workspaces';
import { previewObjects } from './preview';
import {
  attack,
  BENIGN,
  differences,
  HOSTILE,
  PLACES,
  type Place,
} from './testing/attacks';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const CONFIG_MAPS = { api: '/api/v1', plural: 'configmaps', namespaced: true };
const GREETING = 'a "b" $(CDE_RUN) $$ {{ x }}\nkind: Pod';
const IMAGE = `  devcontainer: { image: '${BASE_IMAGE}' }`;

const ROLE = 'rbac.authorization.k8s.io';

/** What an operator adds to the portal's role for this kind, here in one namespace. */
async function allowConfigMaps(namespace: string, admin: KubernetesClient) {
  const { transport } = admin;
  const folder = `/apis/${ROLE}/v1/namespaces/${namespace}`;
  const metadata = { name: 'config-maps', namespace };
  const rules = [
    {
      apiGroups: [''],
      resources: ['configmaps'],
      verbs: ['create', 'patch', 'delete'],
    },
  ];
  await transport.request({
    method: 'POST',
    path: `${folder}/roles`,
    body: { apiVersion: `${ROLE}/v1`, kind: 'Role', metadata, rules },
  });
  await transport.request({
    method: 'POST',
    path: `${folder}/rolebindings`,
    body: {
      apiVersion: `${ROLE}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: ROLE, kind: 'Role', name: metadata.name },
      subjects: [{ apiGroup: ROLE, kind: 'User', name: 'backstage-cde' }],
    },
  });
}

/** What the API server adds, which differs from one request to the next. */
function withoutBookkeeping(answer: unknown): unknown {
  const { metadata, status: _, ...rest } = answer as Record<string, object>;
  const {
    uid: _u,
    creationTimestamp: _c,
    managedFields: _m,
    resourceVersion: _r,
    ...kept
  } = metadata as Record<string, unknown>;
  return { ...rest, metadata: kept };
}

describeCluster('Templates on the real API server', cluster => {
  const namespace = testNamespace('templates');
  const bench = new Bench(namespace.name);
  const config = {
    ...testConfig({
      kubeconfigPath: cluster.portalKubeconfigPath,
      instance: 'templates',
      namespace: namespace.name,
    }),
    manifestKinds: [CONFIG_MAP, { apiVersion: 'v1', kind: 'Thing' }],
  };
  let portal: KubernetesClient;
  let admin: KubernetesClient;

  const clientOf = async (path: string) =>
    new KubernetesClient(
      new Transport(await loadKubeConfig({ type: 'kubeconfig', path })),
      FIELD_MANAGER,
    );
  const inNamespace = ({ workspace }: ReturnType<typeof attack>) => ({
    ...workspace,
    namespace: namespace.name,
  });

  beforeAll(async () => {
    await namespace.create(cluster);
    [portal, admin] = await Promise.all(
      [cluster.portalKubeconfigPath, cluster.kubeconfigPath].map(clientOf),
    );
    await bench.open();
    await bench.start({
      kubeconfigPath: cluster.portalKubeconfigPath,
      manifestKinds: [CONFIG_MAP],
    });
  });
  afterAll(async () => {
    await bench.close();
    portal.transport.close();
    admin.transport.close();
    await namespace.remove();
  });

  describe('a dry run', () => {
    const settings = {
      config,
      cluster: config.clusters[0],
      token: () => 'token',
    };
    const owner = {
      name: objectName('w'),
      uid: '00000000-0000-4000-8000-000000000001',
    };
    const dryRun = (object: NamedObject) =>
      object.kind === 'ConfigMap'
        ? admin.apply(object, { dryRun: true, collection: CONFIG_MAPS })
        : admin.create(object, { dryRun: true });
    /** As the API server would keep the objects. */
    const stored = async (place: Place, value: string) => {
      const workspace = inNamespace(attack(place.spec, { p: value }));
      const record = { ...row(), ...workspace, id: row().id };
      const { extras } = companionsOf(record, settings, owner);
      const objects = [
        volumeOf(record, settings),
        podOf(record, settings, owner),
        ...extras.filter(({ kind }) => kind === 'ConfigMap'),
      ];
      return Object.fromEntries(
        await Promise.all(
          objects.map(async object => [
            object.kind,
            withoutBookkeeping(await dryRun(object)),
          ]),
        ),
      );
    };
    const places = Object.entries(PLACES).filter(
      ([, { leaf }]) => !leaf.startsWith('Thing'),
    );

    it.each(places)('keeps what a parameter is as %s', async (_, place) => {
      const { leaf, also, narrow, benign = BENIGN } = place;
      const before = await stored(place, benign);
      const answers = await Promise.all(
        Object.values(HOSTILE).map(async value => {
          try {
            return await stored(place, value);
          } catch (error) {
            if (narrow?.test((error as Error).message)) return undefined;
            throw error;
          }
        }),
      );
      const expected = [leaf, ...(also ? [also] : [])];
      for (const after of answers.filter(one => one !== undefined)) {
        const changed = Object.keys(before).flatMap(kind =>
          differences(before[kind], after[kind]).map(path => `${kind} ${path}`),
        );
        expect(changed.sort()).toEqual(expected);
      }
    });
  });

  describe('a preview', () => {
    const preview = async (spec: string, options = {}) => {
      const workspace = inNamespace(attack(spec, { p: GREETING }));
      const shown = await previewObjects({
        workspace,
        config,
        client: portal,
        ...options,
      });
      return Object.fromEntries(shown.map(object => [object.kind, object]));
    };

    it('shows what would be made, and that it would be taken', async () => {
      const shown = await preview(PLACES['a variable'].spec);
      expect(Object.keys(shown)).toEqual([
        'PersistentVolumeClaim',
        'Secret',
        'NetworkPolicy',
        'Pod',
      ]);
      for (const object of Object.values(shown))
        expect(object).toMatchObject({ verdict: 'accepted' });
      expect(shown.Secret.yaml).toContain('token: <hidden>');
      expect(shown.Secret.yaml).not.toMatch(/[A-Za-z0-9+/]{40}/);
      expect(await namespace.list('persistentvolumeclaims')).toEqual([]);
    });

    it('says which kinds the cluster does not know, or the portal may not make', async () => {
      const [unknown, forbidden] = await Promise.all([
        preview(PLACES['an item of a list in a manifest'].spec),
        preview(PLACES['a value of a manifest'].spec),
      ]);
      expect(unknown.Thing).toMatchObject({
        verdict: 'refused',
        message: expect.stringContaining("does not know the kind 'v1 Thing'"),
      });
      expect(forbidden.ConfigMap).toMatchObject({
        verdict: 'refused',
        message: expect.stringMatching(
          /may not patch configmaps.*add the verb "patch"/s,
        ),
      });
    });

    it('says what the API server has against the pod', async () => {
      const spec = `${IMAGE}\n  scheduling: { runtimeClass: not-there }`;
      const { Pod } = await preview(spec);
      expect(Pod).toMatchObject({
        verdict: 'refused',
        message: expect.stringContaining('not-there'),
      });
    });

    it('claims nothing where nothing was asked', async () => {
      const down = await preview(PLACES['a variable'].spec, {
        client: undefined,
        unavailable: 'The cluster is stopped',
      });
      expect(down.Pod).toMatchObject({
        verdict: 'unchecked',
        message: 'The cluster is stopped',
      });
      const { workspace } = attack(PLACES['a variable'].spec, {});
      const absent = await previewObjects({
        workspace,
        config,
        client: portal,
      });
      expect(absent[0]).toMatchObject({
        verdict: 'unchecked',
        message: expect.stringContaining('not found'),
      });
    });

    it('claims nothing of a namespace that would take anything', async () => {
      const open = testNamespace('open');
      await open.create(cluster, {
        'pod-security.kubernetes.io/enforce': 'privileged',
      });
      try {
        const { workspace } = attack(PLACES['a variable'].spec, {});
        const shown = await previewObjects({
          workspace: { ...workspace, namespace: open.name },
          config,
          client: portal,
        });
        expect(shown.find(({ kind }) => kind === 'Pod')).toMatchObject({
          verdict: 'unchecked',
          message: expect.stringContaining('does not enforce Pod Security'),
        });
      } finally {
        await open.remove();
      }
    });
  });

  it('makes a workspace with a sidecar, secrets, parameters and an object of its own, and collects it', async () => {
    const text = `${IMAGE}
  environment: { GREETING: { $parameter: p } }
  secrets: [{ secret: shared, key: token, environment: TOKEN, file: token }]
  sidecars:
    - name: side
      image: '${BASE_IMAGE}'
      command: [/bin/sh, -c, 'test "$0" = "$GREETING" && exec sleep 3600']
      args: [{ $parameter: p }]
      environment: { GREETING: { $parameter: p } }
      resources: { cpu: 10m, memory: 32Mi }
  manifests:
    - { apiVersion: v1, kind: ConfigMap, metadata: { name: extra }, data: { greeting: { $parameter: p } } }`;
    const { resolution } = attack(text, { p: GREETING });
    const check =
      'test "$GREETING" = "$1" && test "$TOKEN" = s3cret && test "$(cat /run/secrets/workspace/token)" = s3cret';
    const id = await bench.create({
      spec: {
        ...testSpec({
          plan: {
            lifecycle: {
              postCreateCommand: [
                {
                  name: '',
                  run: ['/bin/sh', '-c', check, 'check', GREETING],
                },
              ],
            },
          },
        }),
        template: resolution.resolved,
      },
    });

    const refused = await bench.until(id, ({ cause }) => cause !== null);
    expect(refused.cause).toMatchObject({
      reason: 'PortalForbidden',
      cure: expect.stringContaining('"configmaps"'),
    });
    await allowConfigMaps(namespace.name, admin);
    await bench.until(id, ({ cause }) => cause?.reason === 'SecretMissing');
    await admin.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'shared', namespace: namespace.name },
      stringData: { token: 's3cret' },
    } as never);

    const running = await bench.untilPhase(id, 'Running', 100_000);
    const steps = () => bench.steps(id);
    await eventually(
      async () => (await steps()).includes('postCreateCommand succeeded'),
      60_000,
      () => 'postCreateCommand has not succeeded',
    );
    expect(running.conditions).toEqual([]);
    const [pod] = await namespace.list<{
      status: { containerStatuses: Array<{ name: string; ready: boolean }> };
    }>('pods');
    expect(pod.status.containerStatuses).toContainEqual(
      expect.objectContaining({ name: 'side', ready: true, restartCount: 0 }),
    );
    const extras = async () =>
      (
        await namespace.list<{
          metadata: { name: string };
          data: Record<string, string>;
        }>('configmaps')
      ).filter(({ metadata }) => metadata.name.startsWith('cde-'));
    expect(await extras()).toMatchObject([
      {
        metadata: { name: `${objectName(id)}-extra` },
        data: { greeting: GREETING },
      },
    ]);

    await bench.change(id, decideDelete);
    await bench.untilGone(id);
    await eventually(
      async () => (await extras()).length === 0,
      60_000,
      () => 'the ConfigMap is still there',
    );
  }, 240_000);

  it('makes privileged workspaces in a namespace of their own', async () => {
    const { resolution } = attack(`${IMAGE}\n  privileged: true`, {});
    const apart = privilegedNamespace(namespace.name);
    const id = await bench.create({
      namespace: apart,
      spec: { ...testSpec(), template: resolution.resolved },
    });
    try {
      await bench.untilPhase(id, 'Running', 100_000);
      const { transport } = admin;
      const { metadata } = await transport.request<{
        metadata: { labels: Record<string, string> };
      }>({ method: 'GET', path: `/api/v1/namespaces/${apart}` });
      expect(metadata.labels).toMatchObject({
        'pod-security.kubernetes.io/enforce': 'privileged',
      });
      const pod = await transport.request({
        method: 'GET',
        path: `/api/v1/namespaces/${apart}/pods/${objectName(id)}`,
      });
      expect(pod).toMatchObject({
        spec: { containers: [{ securityContext: { privileged: true } }] },
      });
      await bench.change(id, decideDelete);
      await bench.untilGone(id);
    } finally {
      await admin.transport.request({
        method: 'DELETE',
        path: `/api/v1/namespaces/${apart}`,
      });
    }
  }, 240_000);
});
