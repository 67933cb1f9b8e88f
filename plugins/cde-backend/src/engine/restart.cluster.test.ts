import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describeCluster } from '../testing/cluster';
import { testNamespace } from '../testing/clusterClient';
import { decideDelete } from '../workspaces';
import { Bench, eventually } from './testing/bench';
import { type Fault, FaultProxy } from './testing/faultProxy';
import type { HarnessOptions } from './testing/harness';

const PASS: Fault = { type: 'pass' };

describeCluster(
  'Engines that are killed, and engines side by side',
  cluster => {
    const namespace = testNamespace('restart');
    const bench = new Bench(namespace.name);
    const children = new Set<ChildProcess>();
    let proxy: FaultProxy;

    /** A process of its own that runs an engine on the same database. */
    async function engine(
      kubeconfigPath = proxy.kubeconfigPath,
    ): Promise<ChildProcess> {
      const options: HarnessOptions = {
        database: bench.database,
        kubeconfigPath,
        instance: bench.instance,
        namespace: namespace.name,
      };
      const { NODE_OPTIONS: _, ...env } = process.env;
      const args = [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        path.join(__dirname, 'testing/harness.ts'),
        JSON.stringify(options),
      ];
      const child = spawn(process.execPath, args, {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.add(child);
      child.once('exit', () => children.delete(child));
      await once(child.stdout!, 'data');
      return child;
    }

    async function end(
      child: ChildProcess,
      signal: NodeJS.Signals,
    ): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }

    const uids = async (plural: string) =>
      (await namespace.list(plural)).map(one => one.metadata.uid);
    const remove = async (...ids: string[]) => {
      for (const id of ids) await bench.change(id, decideDelete);
      for (const id of ids) await bench.untilGone(id, 90_000);
      for (const plural of ['pods', 'persistentvolumeclaims', 'secrets']) {
        await eventually(
          async () => (await uids(plural)).length === 0,
          30_000,
          () => `${plural} are left`,
        );
      }
    };

    beforeAll(async () => {
      await namespace.create(cluster);
      proxy = await FaultProxy.start(cluster.portalKubeconfigPath);
      await bench.open();
    });
    afterEach(async () => {
      proxy.rule = () => PASS;
      for (const child of children) await end(child, 'SIGKILL');
    });
    afterAll(async () => {
      await bench.close();
      await proxy.stop();
      await namespace.remove();
    });

    it('killed after the row, before anything else: made exactly once', async () => {
      const id = await bench.create();
      await engine();
      await bench.untilPhase(id, 'Running', 90_000);
      expect([
        (await uids('pods')).length,
        (await uids('persistentvolumeclaims')).length,
      ]).toEqual([1, 1]);
      await remove(id);
    });

    it.each([
      ['volume', 'POST', /\/persistentvolumeclaims\?/],
      ['secret', 'PATCH', /\/secrets\//],
      ['pod', 'POST', /\/pods\?/],
    ])(
      'killed right after the %s was made: goes on with what is there',
      async (_, method, url) => {
        const first = await engine();
        const killed = once(first, 'exit');
        proxy.rule = request =>
          request.method === method && url.test(request.url)
            ? { type: 'lose', then: () => first.kill('SIGKILL') }
            : PASS;
        const id = await bench.create();
        await killed;
        const before = {
          pods: await uids('pods'),
          volumes: await uids('persistentvolumeclaims'),
        };
        expect((await bench.get(id))!.observed).toEqual({});

        proxy.rule = () => PASS;
        proxy.requests.length = 0;
        await engine();
        const row = await bench.untilPhase(id, 'Running', 90_000);
        const after = {
          pods: await uids('pods'),
          volumes: await uids('persistentvolumeclaims'),
        };
        expect(after.volumes).toEqual(before.volumes);
        expect(after.pods).toEqual(expect.arrayContaining(before.pods));
        expect(row.observed).toMatchObject({
          podUid: after.pods[0],
          pvcUid: after.volumes[0],
        });
        expect(after.pods).toHaveLength(1);
        expect(
          (await bench.steps(id)).filter(step => step === 'ready succeeded'),
        ).toHaveLength(1);
        await remove(id);
      },
    );

    it.each([
      ['pod', /\/pods\//],
      ['volume', /\/persistentvolumeclaims\//],
    ])(
      'killed in the middle of a deletion, after the %s: ends it, and nothing is left',
      async (_, url) => {
        const first = await engine();
        const id = await bench.create();
        await bench.untilPhase(id, 'Running', 90_000);
        const killed = once(first, 'exit');
        proxy.rule = request =>
          request.method === 'DELETE' && url.test(request.url)
            ? { type: 'lose', then: () => first.kill('SIGKILL') }
            : PASS;
        await bench.change(id, decideDelete);
        await killed;
        expect(await bench.get(id)).toBeDefined();

        proxy.rule = () => PASS;
        await engine();
        await remove(id);
      },
    );

    it('started again over workspaces that run: reads once, writes nothing', async () => {
      const first = await engine();
      const id = await bench.create();
      const { version } = await bench.until(
        id,
        row =>
          row.phase === 'Running' &&
          (row.observed as { agent?: { settled?: boolean } }).agent?.settled,
        90_000,
      );
      await end(first, 'SIGTERM');
      proxy.requests.length = 0;
      await engine();
      await eventually(
        async () => proxy.watches === 3,
        30_000,
        () => JSON.stringify(proxy.requests),
      );
      await new Promise(resolve => setTimeout(resolve, 1500));
      expect((await bench.get(id))!.version).toBe(version);
      expect(
        proxy.requests.filter(request => request.method !== 'GET'),
      ).toEqual([]);
      await remove(id);
    });

    it('two replicas: one pod each, and one that was frozen writes nothing any more', async () => {
      const [one, other] = [await engine(), await engine()];
      const ids = await Promise.all([1, 2, 3].map(() => bench.create()));
      for (const id of ids) await bench.untilPhase(id, 'Running', 90_000);
      expect([
        (await uids('pods')).length,
        (await uids('persistentvolumeclaims')).length,
      ]).toEqual([3, 3]);
      expect(proxy.count('POST', /\/pods\?/)).toBeLessThanOrEqual(
        proxy.requests.length,
      );

      const { holder } = await bench.stores
        .knex('cde_leases')
        .where({ name: 'engine:local' })
        .first('holder');
      const [frozen, next] = holder.includes(`:${one.pid}:`)
        ? [one, other]
        : [other, one];
      frozen.kill('SIGSTOP');
      for (const id of ids.slice(0, 2)) await bench.change(id, decideDelete);
      for (const id of ids.slice(0, 2)) await bench.untilGone(id, 90_000);
      frozen.kill('SIGCONT');
      await new Promise(resolve => setTimeout(resolve, 3000));
      expect(
        (
          await bench.stores
            .knex('cde_leases')
            .where({ name: 'engine:local' })
            .first('holder')
        ).holder,
      ).toContain(`:${next.pid}:`);
      expect((await bench.get(ids[2]))!.phase).toBe('Running');
      expect(await uids('pods')).toHaveLength(1);
      await remove(ids[2]);
    });

    it('ends within seconds when it is told to, with streams open', async () => {
      const child = await engine();
      const id = await bench.create();
      await bench.untilPhase(id, 'Running', 90_000);
      const started = Date.now();
      await end(child, 'SIGTERM');
      expect(Date.now() - started).toBeLessThan(10_000);
      await engine();
      await remove(id);
    });
  },
);
