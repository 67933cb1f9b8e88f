import net from 'node:net';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import cdePlugin from '.';
import { eventually, relay } from './engine/testing/bench';
import { visit } from './testing/browser';
import { describeCluster } from './testing/cluster';
import { testNamespace } from './testing/clusterClient';
import { startGitServer, type GitServer } from './testing/gitServer';
import { component } from './testing/portal';

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

describeCluster('The plugin with a real cluster', cluster => {
  const namespace = testNamespace('plugin');
  let git: GitServer;
  let gitRelay: Awaited<ReturnType<typeof relay>>;
  let portal: Awaited<ReturnType<typeof startTestBackend>>;

  const call = (
    method: 'get' | 'post' | 'delete',
    path: string,
    user = 'user:default/ada',
  ) =>
    request(portal.server)
      [method](`/api/cde${path}`)
      .set('Authorization', mockCredentials.user.header(user));

  beforeAll(async () => {
    await namespace.create(cluster);
    git = await startGitServer();
    await git.commit('acme/api', 'main', {
      'README.md': 'hello',
      '.devcontainer.json': JSON.stringify({
        image: 'cde.local/devcontainers/base:bookworm',
        postCreateCommand: 'echo the answer is 42',
        postAttachCommand: 'echo attached',
      }),
    });
    const gitPort = Number(git.host.split(':')[1]);
    gitRelay = await relay(cluster.hostAddress, gitPort);
    const gatewayPort = await freePort();
    const config = {
      app: { baseUrl: 'http://localhost:3000' },
      backend: { baseUrl: 'http://localhost:7007' },
      cde: {
        instance: namespace.name.slice(-20),
        gateway: {
          listen: { port: gatewayPort },
          baseUrl: `http://localhost:${gatewayPort}`,
        },
        clusters: [
          {
            name: 'local',
            kubeconfig: { path: cluster.portalKubeconfigPath },
            reach: 'direct',
            namespace: namespace.name,
            toolsImage: 'cde.local/workspace-tools:latest',
            egress: [
              { cidr: `${cluster.hostAddress}/32`, ports: [gitRelay.port] },
            ],
          },
        ],
        git: {
          hosts: [
            {
              host: git.host,
              protocol: 'http',
              clusterUrl: `http://${cluster.hostAddress}:${gitRelay.port}`,
            },
          ],
        },
        resourceClasses: [
          {
            name: 'small',
            cpu: { request: '100m', limit: 2 },
            memory: { request: '256Mi', limit: '2Gi' },
            storage: '1Gi',
          },
        ],
        templates: [
          { name: 'default', image: 'cde.local/devcontainers/base:bookworm' },
        ],
      },
    };
    portal = await startTestBackend({
      features: [
        cdePlugin,
        mockServices.rootConfig.factory({ data: config }),
        catalogServiceMock.factory({
          entities: [component('api', git.url('acme/api'))],
        }),
      ],
    });
  });

  afterAll(async () => {
    gitRelay.close();
    await git.close();
    await namespace.remove();
  });

  it('goes from a request to the IDE, and back to nothing', async () => {
    const made = await call('post', '/workspaces').send({ component: 'api' });
    expect(made.body).toMatchObject({ phase: 'Pending', name: 'api-main' });
    const { id } = made.body;
    let seen = made.body;
    const until = (isSo: () => boolean) =>
      eventually(
        async () => {
          seen = (await call('get', `/workspaces/${id}`)).body;
          return isSo();
        },
        90_000,
        () => JSON.stringify(seen),
      );
    await until(() => seen.phase === 'Running');
    expect(seen).toMatchObject({
      podName: `cde-${id}`,
      allowed: [
        'open',
        'stop',
        'restart',
        'delete',
        'configure',
        'share',
        'keep',
      ],
    });
    await until(() => seen.usualStartMs > 0);

    const timeline = await call('get', `/workspaces/${id}/timeline`);
    const steps = timeline.body.items.map(
      (event: { step: string; state: string }) =>
        `${event.step} ${event.state}`,
    );
    expect(steps).toEqual(
      expect.arrayContaining([
        'queued succeeded',
        'clone succeeded',
        'postCreateCommand succeeded',
        'ready succeeded',
      ]),
    );
    const log = await call('get', `/workspaces/${id}/logs/postCreateCommand`);
    expect(log.text).toMatch(/the answer is 42/);

    const stranger = 'user:default/eve';
    const refused = await call('post', `/workspaces/${id}/open`, stranger);
    expect(refused.status).toBe(404);
    const { url } = (await call('post', `/workspaces/${id}/open`)).body;
    expect((await visit(url)).text).toMatch(/workbench/);
    expect((await visit(url)).status).toBeGreaterThanOrEqual(400);

    expect((await call('post', `/workspaces/${id}/stop`)).status).toBe(202);
    await until(() => seen.phase === 'Stopped');
    const kept = await call('get', `/workspaces/${id}/logs/postCreateCommand`);
    expect(kept.text).toMatch(/the answer is 42/);

    expect((await call('delete', `/workspaces/${id}`)).status).toBe(202);
    await until(() => seen.error?.name === 'NotFoundError');
    expect(await namespace.list('persistentvolumeclaims')).toEqual([]);
  });

  it('lets go of everything within ten seconds when the backend stops', async () => {
    const before = Date.now();
    await portal.stop();
    expect(Date.now() - before).toBeLessThan(10_000);
  });
});
