import { startGitServer, type GitServer } from '../testing/gitServer';
import { describeCluster } from '../testing/cluster';
import { testNamespace } from '../testing/clusterClient';
import {
  decideDelete,
  decideRestart,
  decideStart,
  decideStop,
} from '../workspaces';
import { agentStatus } from './agentClient';
import { Bench, eventually, relay } from './testing/bench';
import { FaultProxy } from './testing/faultProxy';
import { testSpec } from './testing/settings';

interface PodSpecOf {
  metadata: { name: string; uid: string; deletionTimestamp?: string };
  spec: { initContainers: Array<{ name: string }> };
}

describeCluster('The engine with real pods', cluster => {
  const namespace = testNamespace('engine');
  const bench = new Bench(namespace.name);
  let proxy: FaultProxy;
  let git: GitServer;
  let gitRelay: Awaited<ReturnType<typeof relay>>;

  const path = (plural: string, name: string) =>
    `/api/v1/namespaces/${namespace.name}/${plural}/${name}`;
  const pods = async () =>
    (await namespace.list<PodSpecOf>('pods')).filter(
      pod => !pod.metadata.deletionTimestamp,
    );
  const removeAll = async (...ids: string[]) => {
    for (const id of ids) await bench.change(id, decideDelete);
    for (const id of ids) await bench.untilGone(id);
  };

  beforeAll(async () => {
    await namespace.create(cluster);
    proxy = await FaultProxy.start(cluster.portalKubeconfigPath);
    git = await startGitServer();
    await git.commit('acme/api', 'main', { 'README.md': 'hello' });
    gitRelay = await relay(cluster.hostAddress, Number(git.host.split(':')[1]));
    await bench.open();
    await bench.start({
      kubeconfigPath: proxy.kubeconfigPath,
      openTo: [cluster.hostAddress],
    });
    await eventually(
      async () => proxy.watches === 3,
      30_000,
      () => JSON.stringify(bench.engine?.clusters.statuses()),
    );
  });

  afterAll(async () => {
    await bench.close();
    await proxy.stop();
    gitRelay.close();
    await git.close();
    await namespace.remove();
  });

  const repository = (name = 'acme/api') =>
    `http://${cluster.hostAddress}:${gitRelay.port}/${name}.git`;

  it('creates, stops, starts, restarts and deletes with one write per object and no read', async () => {
    const before = proxy.requests.length;
    const id = await bench.create({
      repositoryUrl: repository(),
      ref: { type: 'branch', name: 'main' },
    });
    const running = await bench.untilPhase(id, 'Running');
    expect(running.observed).toMatchObject({
      podName: `cde-${id}`,
      node: 'node1',
      homeSeeded: true,
    });
    expect(running.conditions).toEqual([]);

    const status = await agentStatus(
      await bench.engine!.openTunnel(running, 'agent'),
    );
    expect(status.ideReady).toBe(true);

    await bench.change(id, decideStop);
    await bench.untilPhase(id, 'Stopped');
    expect(await pods()).toEqual([]);
    expect(await namespace.list('persistentvolumeclaims')).toHaveLength(1);

    await bench.change(id, decideStart);
    await bench.untilPhase(id, 'Running');
    const [second] = await pods();
    expect(second.spec.initContainers.map(container => container.name)).toEqual(
      ['prepare'],
    );

    await bench.change(id, decideRestart);
    await bench.until(
      id,
      row => row.phase === 'Running' && row.observed.podRun === 3,
    );
    const [third] = await pods();
    expect(third.metadata.uid).not.toBe(second.metadata.uid);

    await bench.change(id, decideDelete);
    await bench.untilGone(id);
    const left = async () =>
      (
        await Promise.all(
          ['pods', 'persistentvolumeclaims', 'secrets', 'networkpolicies'].map(
            kind => namespace.list(kind),
          ),
        )
      ).map(list => list.map(object => object.metadata.name));
    let objects = await left();
    await eventually(
      async () =>
        (objects = await left())[2].length === 0 && objects[3].length === 1,
      15_000,
      () => JSON.stringify(objects),
    );
    expect(objects).toEqual([[], [], [], ['cde-default-deny']]);

    const calls = proxy.requests
      .slice(before)
      .filter(request => !request.watch)
      .map(
        ({ method, url }) =>
          `${method} ${url
            .split('?')[0]
            .split('/')
            .slice(-2)
            .join('/')
            .replace(`cde-${id}`, 'ID')
            .replace(namespace.name, 'NAMESPACE')}`,
      );
    expect(calls.sort()).toEqual(
      [
        'PATCH namespaces/NAMESPACE',
        'PATCH networkpolicies/cde-default-deny',
        'POST NAMESPACE/persistentvolumeclaims',
        'PATCH secrets/ID',
        'PATCH networkpolicies/ID',
        'POST NAMESPACE/pods',
        'DELETE pods/ID',
        'POST NAMESPACE/pods',
        'DELETE pods/ID',
        'POST NAMESPACE/pods',
        'DELETE pods/ID',
        'DELETE persistentvolumeclaims/ID',
      ].sort(),
    );
  });

  it('tells every step of a start, with times', async () => {
    const id = await bench.create({
      repositoryUrl: repository(),
      ref: { type: 'branch', name: 'main' },
    });
    await bench.untilPhase(id, 'Running');
    const timeline = await bench.stores.store.timeline(id, { limit: 100 });
    const told = timeline
      .filter(event => event.state === 'succeeded')
      .map(event => event.step);
    for (const step of [
      'queued',
      'volume',
      'scheduled',
      'tools',
      'clone',
      'image',
      'seed',
      'agent',
      'ide',
      'ready',
    ])
      expect(told).toContain(step);
    const succeeded = (step: string) =>
      timeline.find(
        event => event.step === step && event.state === 'succeeded',
      )!;
    expect(succeeded('clone').detail).toMatch(/^main at [0-9a-f]{8}$/);
    expect(succeeded('clone').durationMs).toBeGreaterThan(0);
    expect(succeeded('ready').durationMs).toBeGreaterThan(500);
    expect(
      new Set(timeline.map(event => `${event.step} ${event.state}`)).size,
    ).toBe(timeline.length);
    await removeAll(id);
  });

  it('names the cause of a clone that fails, gives up, and starts when it is mended', async () => {
    const id = await bench.create({
      repositoryUrl: repository(),
      ref: { type: 'branch', name: 'later' },
    });
    const failed = await bench.untilPhase(id, 'Failed');
    expect(failed.cause).toMatchObject({
      reason: 'BranchNotFound',
      message: expect.stringContaining('later'),
      cure: expect.any(String),
    });
    await eventually(
      async () => (await pods()).length === 0,
      30_000,
      () => 'the pod is still there',
    );
    expect(await bench.steps(id)).toEqual(
      expect.arrayContaining(['clone failed', 'failure failed']),
    );

    await git.commit('acme/api', 'later', { 'README.md': 'later' });
    await bench.change(id, decideStart);
    await bench.untilPhase(id, 'Running');
    await removeAll(id);
  });

  it('says within seconds that there is no room', async () => {
    const spec = testSpec({ resources: { cpu: { request: 900, limit: 900 } } });
    const id = await bench.create({ spec });
    const waiting = await bench.until(id, row => row.cause, 5_000);
    expect(waiting).toMatchObject({
      phase: 'Pending',
      cause: {
        reason: 'Unschedulable',
        message: expect.stringContaining('900 cores'),
      },
    });
    await removeAll(id);
  });

  it('says that an image cannot be pulled, or is not one', async () => {
    const away = await bench.create({
      spec: testSpec({ plan: { image: 'registry.invalid/none:1' } }),
    });
    const odd = await bench.create({
      spec: testSpec({ plan: { image: 'Not/An/Image' } }),
    });
    expect((await bench.untilPhase(odd, 'Failed')).cause).toMatchObject({
      reason: 'InvalidImageName',
    });
    expect((await bench.until(away, row => row.cause)).cause).toMatchObject({
      reason: 'ImagePullBackOff',
      message: expect.stringContaining('registry.invalid/none:1'),
    });
    await removeAll(away, odd);
  });

  it('waits for a full quota and starts by itself when there is room', async () => {
    const body = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'full' },
      spec: { hard: { pods: '0' } },
    };
    await namespace.admin().request({
      method: 'POST',
      path: path('resourcequotas', '').slice(0, -1),
      body,
    });
    await eventually(
      async () =>
        (
          await namespace.list<{ status?: { hard?: object } }>('resourcequotas')
        )[0]?.status?.hard !== undefined,
      20_000,
      () => 'no quota status',
    );
    const id = await bench.create();
    const waiting = await bench.until(id, row => row.cause, 5_000);
    expect(waiting).toMatchObject({
      phase: 'Pending',
      cause: {
        reason: 'QuotaExceeded',
        message: expect.stringContaining('pods=0'),
      },
    });
    await namespace
      .admin()
      .request({ method: 'DELETE', path: path('resourcequotas', 'full') });
    await bench.untilPhase(id, 'Running');
    await removeAll(id);
  });

  it('makes a pod again that somebody deleted, and says so', async () => {
    const id = await bench.create();
    const { observed } = await bench.untilPhase(id, 'Running');
    await namespace
      .admin()
      .request({ method: 'DELETE', path: path('pods', `cde-${id}`) });
    const again = await bench.until(
      id,
      row => row.phase === 'Running' && row.observed.podUid !== observed.podUid,
    );
    expect(again.run).toBe(1);
    expect(again.conditions).toContainEqual(
      expect.objectContaining({ reason: 'PodReplaced' }),
    );
    expect(await bench.steps(id)).toContain('failure info');
    await removeAll(id);
  });

  it('does not start on an empty disk when the volume was deleted', async () => {
    const id = await bench.create();
    await bench.untilPhase(id, 'Running');
    await bench.change(id, decideStop);
    await bench.untilPhase(id, 'Stopped');
    await namespace.admin().request({
      method: 'DELETE',
      path: path('persistentvolumeclaims', `cde-${id}`),
    });
    await eventually(
      async () => (await namespace.list('persistentvolumeclaims')).length === 0,
      30_000,
      () => 'the claim is still there',
    );
    await bench.change(id, decideStart);
    expect((await bench.untilPhase(id, 'Failed')).cause).toMatchObject({
      // The last of it may not have been seen yet.
      reason: expect.stringMatching(/^Volume(Lost|Terminating)$/),
    });
    expect([
      await pods(),
      await namespace.list('persistentvolumeclaims'),
    ]).toEqual([[], []]);
    await removeAll(id);
  });

  it("leaves somebody else's object of the same name alone", async () => {
    const { randomUUID } = await import('node:crypto');
    const id = randomUUID();
    const spec = {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Mi' } },
    };
    const body = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: `cde-${id}` },
      spec,
    };
    await namespace.admin().request({
      method: 'POST',
      path: path('persistentvolumeclaims', '').slice(0, -1),
      body,
    });
    await bench.create({ id });
    expect((await bench.untilPhase(id, 'Failed')).cause).toMatchObject({
      reason: 'NameTaken',
    });
    await removeAll(id);
    const [claim] = await namespace.list('persistentvolumeclaims');
    expect(claim.metadata).toMatchObject({ name: `cde-${id}` });
    expect(claim.metadata.labels).toBeUndefined();
    await namespace.admin().request({
      method: 'DELETE',
      path: path('persistentvolumeclaims', `cde-${id}`),
    });
  });

  it('a workspace that cannot be worked on fails, and the others go on', async () => {
    const spec = {
      ...testSpec(),
      plan: {
        ...testSpec().plan,
        repositoryFolder: undefined as unknown as string,
      },
    };
    const poison = await bench.create({ spec });
    const good = await bench.create();
    expect((await bench.untilPhase(poison, 'Failed')).cause).toMatchObject({
      reason: 'Internal',
    });
    await bench.untilPhase(good, 'Running');
    await removeAll(poison, good);
  });
});
