import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import { Transport } from '../clusters';
import { UsageMeter } from './usageMeter';

// Loading the Kubernetes library takes a while on a busy machine.
jest.setTimeout(60_000);

/** An API server that answers with what it is told. */
async function startApiServer(
  answer: (path: string) => { status: number; body: object },
) {
  const asked: string[] = [];
  const server = http.createServer((req, res) => {
    asked.push(decodeURIComponent(req.url!));
    const { status, body } = answer(req.url!);
    res.writeHead(status, { 'content-type': 'application/json' });
    res.end(JSON.stringify(body));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { KubeConfig } = await import('@kubernetes/client-node');
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name: 'c', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
    { name: 'u' },
  );
  const transport = new Transport(kubeConfig);
  return {
    asked,
    transport,
    async close() {
      transport.close();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

const pod = (...usages: Array<{ cpu: string; memory: string }>) => ({
  containers: usages.map(usage => ({ name: 'dev', usage })),
});

describe('what pods use now', () => {
  const meterOf = (transports: Array<Transport | undefined>, now = () => 0) =>
    new UsageMeter({
      clusters: transports.map((transport, index) => ({
        name: `c${index}`,
        namespaces: ['workspaces'],
        transport: () => transport,
      })),
      instance: 'test',
      logger: mockServices.logger.mock(),
      now,
    });

  it('is added up over pods and clusters, and remembered for half a minute', async () => {
    const server = await startApiServer(() => ({
      status: 200,
      body: {
        items: [
          pod({ cpu: '250m', memory: '512Mi' }, { cpu: '1', memory: '1Gi' }),
          pod({ cpu: '500000000n', memory: '100' }),
          pod({ cpu: '250000u', memory: 'nonsense' }),
          {},
        ],
      },
    }));
    let time = 0;
    const meter = meterOf([server.transport, server.transport], () => time);
    const expected = { cpu: 4, memory: 2 * (3 * 2 ** 29 + 100) };
    expect(await meter.read()).toEqual(expected);
    time = 29_000;
    await meter.read();
    expect(server.asked).toHaveLength(2);
    expect(server.asked[0]).toBe(
      '/apis/metrics.k8s.io/v1beta1/namespaces/workspaces/pods?labelSelector=app.kubernetes.io/managed-by=backstage-cde,cde.backstage.io/instance=test',
    );
    time = 30_000;
    await meter.read();
    expect(server.asked).toHaveLength(4);
    await server.close();
  });

  it.each([403, 404, 500, 503])(
    'is not known of a cluster that answers %d, and does not hide the others',
    async status => {
      const without = await startApiServer(() => ({
        status,
        body: { kind: 'Status', message: 'no' },
      }));
      const measuring = await startApiServer(() => ({
        status: 200,
        body: { items: [pod({ cpu: '1', memory: '1' })] },
      }));
      expect(await meterOf([without.transport, undefined]).read()).toBe(
        undefined,
      );
      expect(
        await meterOf([without.transport, measuring.transport]).read(),
      ).toEqual({ cpu: 1, memory: 1 });
      await without.close();
      await measuring.close();
    },
  );
});
