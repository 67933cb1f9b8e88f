import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import cdePlugin from '@backstage-cde/plugin-cde-backend';
import type { TimelineEvent, Workspace } from '@backstage-cde/plugin-cde-common';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { ClusterPlace } from './cluster';

const ROOT = path.resolve(__dirname, '..', '..', '..');

/** The plugin in a backend of its own, with the example's git host beside it. */
export interface Portal {
  namespace: string;
  gatewayPort: number;
  call<T>(method: string, url: string, body?: object): Promise<T>;
  get(id: string): Promise<Workspace | undefined>;
  timeline(id: string): Promise<TimelineEvent[]>;
  stop(): Promise<void>;
}

/** The component that workspaces are made for. */
export const COMPONENT = 'component:default/payments-api';

export async function startPortal(cluster: ClusterPlace): Promise<Portal> {
  const state = fs.mkdtempSync(path.join(os.tmpdir(), 'cde-bench-'));
  const [gatewayPort, gitPort, identityPort] = await freePorts(3);
  const services = await startServices(state, cluster, { gitPort, identityPort });
  const namespace = `cde-bench-${randomBytes(3).toString('hex')}`;
  const config = portalConfig(cluster, { namespace, gatewayPort, gitPort });
  const backend = await startTestBackend({
    features: [
      cdePlugin,
      mockServices.rootConfig.factory({ data: config }),
      mockServices.rootLogger.factory({ level: 'warn' }),
      catalogServiceMock.factory({ entities: [component(gitPort)] }),
    ],
  });
  const base = `http://127.0.0.1:${backend.server.port()}/api/cde`;
  const call = async <T>(method: string, url: string, body?: object): Promise<T> => {
    const response = await fetch(base + url, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw Object.assign(new Error(`${method} ${url}: ${response.status} ${await response.text()}`), { status: response.status });
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  return {
    namespace,
    gatewayPort,
    call,
    get: id =>
      call<Workspace>('GET', `/workspaces/${id}`).catch(error => {
        if (error.status === 404) return undefined;
        throw error;
      }),
    timeline: async id => (await call<{ items: TimelineEvent[] }>('GET', `/workspaces/${id}/timeline`)).items,
    async stop() {
      await backend.stop();
      services.kill();
      await once(services, 'exit');
      fs.rmSync(state, { recursive: true, force: true });
    },
  };
}

function component(gitPort: number): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'payments-api',
      namespace: 'default',
      annotations: { 'backstage.io/source-location': `url:http://localhost:${gitPort}/acme/payments-api` },
    },
    spec: { type: 'service', owner: 'group:default/payments', lifecycle: 'production' },
  };
}

function portalConfig(cluster: ClusterPlace, options: { namespace: string; gatewayPort: number; gitPort: number }) {
  const { namespace, gatewayPort, gitPort } = options;
  return {
    app: { baseUrl: 'http://localhost:3000' },
    backend: { baseUrl: 'http://localhost:7007' },
    cde: {
      instance: namespace,
      gateway: { listen: { host: '127.0.0.1', port: gatewayPort }, baseUrl: `http://localhost:${gatewayPort}` },
      clusters: [
        {
          name: 'local',
          kubeconfig: { path: cluster.portalKubeconfig },
          reach: process.env.BENCH_REACH ?? 'direct',
          namespace,
          toolsImage: 'cde.local/workspace-tools:latest',
          egress: [{ cidr: `${cluster.hostAddress}/32`, ports: [gitPort] }],
        },
      ],
      git: {
        hosts: [{ host: `localhost:${gitPort}`, protocol: 'http', clusterUrl: `http://host.cluster.local:${gitPort}` }],
      },
      templates: [{ name: 'default', image: 'cde.local/devcontainers/base:bookworm' }],
      resourceClasses: [
        { name: 'small', cpu: { request: '50m', limit: '2' }, memory: { request: '256Mi', limit: '2Gi' }, storage: '1Gi' },
      ],
    },
  };
}

/** The example's git host, which also pods can reach. */
async function startServices(state: string, cluster: ClusterPlace, ports: { gitPort: number; identityPort: number }) {
  const child = spawn(process.execPath, [path.join(ROOT, 'examples', 'services', 'src', 'main.ts')], {
    env: {
      ...process.env,
      CDE_STATE: state,
      CDE_HOST_ADDRESS: cluster.hostAddress,
      CDE_GIT_PORT: String(ports.gitPort),
      CDE_IDENTITY_PORT: String(ports.identityPort),
      CDE_GIT_TOKEN: randomBytes(16).toString('hex'),
      CDE_OIDC_SECRET: randomBytes(16).toString('hex'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill());
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('git host: reachable from pods')) return child;
  }
  throw new Error('The git host did not start');
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = net.createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map(server => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return ports;
}
