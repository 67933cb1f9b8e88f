import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeCluster } from '../testing/cluster';
import { testNamespace } from '../testing/clusterClient';
import { decideDelete } from '../workspaces';
import { Bench } from './testing/bench';

describeCluster('The engine while its cluster is being prepared', cluster => {
  const namespace = testNamespace('preparing');
  const bench = new Bench(namespace.name);
  const kubeconfigPath = path.join(bench.folder, 'kubeconfig');
  const preparationFile = path.join(bench.folder, 'status.json');

  const tell = (step: number, secondsLeft: number, more = {}) =>
    writeFile(
      preparationFile,
      JSON.stringify({
        phase: 'preparing',
        step,
        steps: 6,
        title: 'Building Kubernetes',
        secondsLeft,
        updatedAt: new Date().toISOString(),
        ...more,
      }),
    );
  const says = (id: string, text: string) =>
    bench.until(id, row => row.cause?.message.includes(text), 10_000);

  beforeAll(async () => {
    await namespace.create(cluster);
    await bench.open();
  });
  afterAll(async () => {
    await bench.close();
    await namespace.remove();
  });

  it('says how far it is, and starts by itself what was asked for', async () => {
    await tell(3, 180);
    await bench.start({ kubeconfigPath, preparationFile });
    const id = await bench.create();
    const other = await bench.create();
    const waiting = await says(id, 'step 3 of 6, about 3 minutes left');
    expect(waiting).toMatchObject({
      phase: 'Pending',
      cause: { reason: 'ClusterPreparing', cure: expect.any(String) },
    });
    expect(bench.engine!.clusters.status('local')).toMatchObject({
      state: 'preparing',
      preparation: { step: 3, steps: 6, secondsLeft: 180 },
    });
    await tell(5, 40);
    await says(id, 'step 5 of 6, about 40 seconds left');

    // What was never begun is gone at once.
    await bench.change(other, decideDelete);
    await bench.untilGone(other, 5_000);

    const error = { message: 'The disk is full', cure: 'Make room' };
    await tell(5, 0, { phase: 'failed', error });
    expect((await says(id, 'The disk is full')).cause).toMatchObject({
      reason: 'ClusterNotPrepared',
      cure: 'Make room.',
    });

    await tell(6, 0, { phase: 'ready' });
    await copyFile(cluster.portalKubeconfigPath, kubeconfigPath);
    const running = await bench.untilPhase(id, 'Running', 90_000);
    expect(running.cause).toBeNull();
    const steps = await bench.steps(id);
    const told = steps.filter(step => step.startsWith('cluster'));
    expect(told).toEqual(['cluster started', 'cluster succeeded']);
    await bench.change(id, decideDelete);
    await bench.untilGone(id);
  });
});
