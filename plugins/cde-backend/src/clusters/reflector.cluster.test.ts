import type { KubernetesObject } from '@kubernetes/client-node';
import { FaultProxy } from '../engine/testing/faultProxy';
import { eventually } from '../engine/testing/bench';
import { describeCluster } from '../testing/cluster';
import { testNamespace } from '../testing/clusterClient';
import { loadKubeConfig } from './kubeConfig';
import { type CachedView, Reflector } from './reflector';
import { Transport } from './transport';

const view = ({ metadata }: KubernetesObject): CachedView => ({
  name: metadata?.name ?? '',
  uid: metadata?.uid ?? '',
  resourceVersion: Number(metadata?.resourceVersion),
});

describeCluster(
  'List and watch against a real API server behind a bad line',
  cluster => {
    const namespace = testNamespace('reflector');
    const path = `/api/v1/namespaces/${namespace.name}/configmaps`;
    let proxy: FaultProxy;
    let transport: Transport;
    let running: {
      reflector: Reflector<CachedView>;
      changes: string[];
      errors: unknown[];
      stop(): Promise<void>;
    };

    const names = () =>
      [...running.reflector.values()]
        .map(one => one.name)
        .filter(name => name !== 'kube-root-ca.crt')
        .sort();
    const has = (...expected: string[]) =>
      eventually(
        async () => names().join() === expected.join(),
        20_000,
        () => names().join(),
      );
    const put = (name: string) =>
      namespace.admin().request({
        method: 'POST',
        path,
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } },
      });
    const remove = (name: string) =>
      namespace.admin().request({ method: 'DELETE', path: `${path}/${name}` });
    const watching = () =>
      eventually(
        async () => proxy.watches > 0,
        20_000,
        () => JSON.stringify(proxy.requests),
      );

    function start(silenceMs?: number) {
      const abort = new AbortController();
      const changes: string[] = [];
      const errors: unknown[] = [];
      const reflector = new Reflector<CachedView>({
        path,
        view,
        silenceMs,
        whenConnected: async () => transport,
        onChange: (before, after) => {
          const what = before ? 'changed' : 'new';
          changes.push(`${after ? what : 'gone'} ${(after ?? before)!.name}`);
        },
        onError: error => errors.push(error),
      });
      const done = reflector.run(abort.signal);
      const stop = () => {
        abort.abort();
        return done;
      };
      return { reflector, changes, errors, stop };
    }

    beforeAll(async () => {
      await namespace.create(cluster);
      proxy = await FaultProxy.start(cluster.kubeconfigPath);
      transport = new Transport(
        await loadKubeConfig({
          type: 'kubeconfig',
          path: proxy.kubeconfigPath,
        }),
      );
    });
    beforeEach(async () => {
      proxy.requests.length = 0;
      proxy.rule = () => ({ type: 'pass' });
      await put('a');
      running = start(1500);
      await has('a');
      await watching();
    });
    afterEach(async () => {
      await running.stop();
      for (const name of (await namespace.list('configmaps')).map(
        one => one.metadata.name,
      )) {
        if (name !== 'kube-root-ca.crt') await remove(name);
      }
    });
    afterAll(async () => {
      transport.close();
      await proxy.stop();
      await namespace.remove();
    });

    it('hears of everything by one list and one watch', async () => {
      await put('b');
      await has('a', 'b');
      await remove('a');
      await has('b');
      expect(running.reflector.lists).toBe(1);
      expect(
        running.changes.filter(change => !change.includes('kube-root')),
      ).toEqual(['new a', 'new b', 'gone a']);
    });

    it('goes on where it was when the watch is closed', async () => {
      proxy.closeWatches();
      await remove('a');
      await put('b');
      await has('b');
      expect(running.reflector.lists).toBe(1);
    });

    it('notices a watch that hangs, and goes on where it was', async () => {
      proxy.silenceWatches();
      await remove('a');
      await put('b');
      await has('b');
      expect(running.reflector.lists).toBe(1);
      expect(running.errors.map(String)).toContain(
        'Error: The watch fell silent',
      );
    });

    it('lists once more when it is too far behind, and misses no deletion', async () => {
      proxy.silenceWatches();
      await remove('a');
      await put('b');
      proxy.injectWatchEvent({
        type: 'ERROR',
        object: {
          kind: 'Status',
          code: 410,
          reason: 'Expired',
          message: 'too old resource version',
        },
      });
      await has('b');
      expect(running.reflector.lists).toBe(2);
      expect(running.changes).toContain('gone a');
      await put('c');
      await has('b', 'c');
      expect(running.reflector.lists).toBe(2);
    });

    it('lists once more when the watch is refused as too old', async () => {
      let refused = false;
      proxy.rule = request => {
        if (!request.watch || refused) return { type: 'pass' };
        refused = true;
        return { type: 'answer', status: 410, body: { reason: 'Expired' } };
      };
      proxy.closeWatches();
      await put('b');
      await has('a', 'b');
      expect(running.reflector.lists).toBe(2);
    });

    it('survives errors and waits as long as it is told, without a storm', async () => {
      const until = Date.now() + 2500;
      proxy.rule = request =>
        request.watch && Date.now() < until
          ? { type: 'answer', status: 429, headers: { 'retry-after': '1' } }
          : { type: 'pass' };
      proxy.requests.length = 0;
      proxy.closeWatches();
      await put('b');
      await has('a', 'b');
      expect(running.reflector.lists).toBe(1);
      expect(proxy.requests.length).toBeLessThan(8);
    });

    it('comes back by itself after the API server was away', async () => {
      await proxy.down();
      await remove('a');
      await put('b');
      await new Promise(resolve => setTimeout(resolve, 1000));
      await proxy.up();
      await has('b');
      expect(running.reflector.lists).toBe(1);
    });

    it('takes over what was just written, but not what the watch has overtaken', async () => {
      const written = await put('b');
      running.reflector.offer(written as KubernetesObject);
      await has('a', 'b');
      await remove('b');
      await has('a');
      running.reflector.offer(written as KubernetesObject);
      expect(names()).toEqual(['a']);
    });
  },
);
