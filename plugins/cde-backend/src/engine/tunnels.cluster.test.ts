import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTunnel } from '../clusters';
import { describeCluster } from '../testing/cluster';
import { testNamespace } from '../testing/clusterClient';
import { agentStatus } from './agentClient';
import { Bench, eventually } from './testing/bench';
import { testSpec } from './testing/settings';

/** Serves: a line back for a line, or endless data. */
const SERVER = `
  const net = require('node:net');
  net.createServer(socket => socket.once('data', data => {
    if (!data.toString().startsWith('flood')) return void socket.end('you said ' + data);
    const chunk = Buffer.alloc(65536, 'x');
    const write = () => { while (socket.write(chunk)); };
    socket.on('drain', write).on('error', () => {});
    write();
  })).listen(9000, '127.0.0.1');`;

describeCluster('Tunnels into a real pod', cluster => {
  const namespace = testNamespace('tunnels');
  const bench = new Bench(namespace.name);
  let id: string;

  const record = async () => (await bench.get(id))!;
  const reach = async (way: 'direct' | 'apiserver') => {
    await bench.stop();
    await bench.start({
      kubeconfigPath: cluster.portalKubeconfigPath,
      reach: way,
    });
    const status = () => bench.engine!.clusters.status('local');
    await eventually(
      async () => status()?.state === 'connected',
      30_000,
      () => JSON.stringify(status()),
    );
    return bench.engine!;
  };
  const text = async (socket: Duplex) => {
    let all = '';
    for await (const chunk of socket) all += chunk;
    return all;
  };

  beforeAll(async () => {
    await namespace.create(cluster);
    await bench.open();
    await bench.start({ kubeconfigPath: cluster.portalKubeconfigPath });
    const run = ['/opt/cde/bin/node', '-e', `${SERVER}`];
    const lifecycle = { postStartCommand: [{ name: 'server', run }] };
    id = await bench.create({ spec: testSpec({ plan: { lifecycle } }) });
    await bench.untilPhase(id, 'Running', 90_000);
  });
  afterAll(async () => {
    await bench.close();
    await namespace.remove();
  });

  describe.each(['direct', 'apiserver'] as const)('%s', way => {
    beforeAll(async () => {
      const engine = await reach(way);
      // The server may still be starting.
      await eventually(
        async () => {
          const tunnel = engine.openTunnel(await record(), 'port/9000');
          return tunnel.then(
            socket => Boolean(socket.destroy()),
            () => false,
          );
        },
        30_000,
        () => 'port 9000 does not open',
      );
    });

    it('lead to the agent', async () => {
      const tunnel = await bench.engine!.openTunnel(await record(), 'agent');
      expect(await agentStatus(tunnel)).toMatchObject({ ideReady: true });
    });

    it('lead to a port', async () => {
      const tunnel = await bench.engine!.openTunnel(
        await record(),
        'port/9000',
      );
      tunnel.write('hello');
      expect(await text(tunnel)).toBe('you said hello');
    });

    it('are refused where nothing listens, and without the right token', async () => {
      const row = await record();
      const { openTunnel: open, clusters } = bench.engine!;
      await expect(open(row, 'port/9001')).rejects.toMatchObject({
        name: 'TunnelRefusedError',
        code: 'refused',
      });
      const { podName = '', podIP = '' } = row.observed;
      const pod = { clusterName: 'local', namespace: row.namespace };
      const dial = (port: number) =>
        clusters.dial({ ...pod, podName, podIP }, port);
      await expect(
        openTunnel(dial, 'agent', 'x'.repeat(43)),
      ).rejects.toMatchObject({ code: 'unauthorized' });
      await expect(
        clusters.dial({ ...pod, podName: 'cde-none', podIP: '127.0.0.1' }, 1),
      ).rejects.toMatchObject({ name: 'UnreachableError' });
    });

    it('hold a fast sender back while their reader is slow', async () => {
      const tunnel = await bench.engine!.openTunnel(
        await record(),
        'port/9000',
      );
      tunnel.write('flood');
      await new Promise(resolve => tunnel.once('readable', resolve));
      const before = process.memoryUsage().rss;
      await sleep(3000);
      expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
      expect(tunnel.readableLength).toBeLessThan(2 ** 20);
      let received = 0;
      tunnel.on('data', chunk => {
        received += chunk.length;
      });
      await eventually(
        async () => received > 16 * 2 ** 20,
        30_000,
        () => `${received} bytes came`,
      );
      tunnel.destroy();
    });
  });
});
