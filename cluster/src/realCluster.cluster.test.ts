import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api } from './api.ts';
import { readJson } from './files.ts';
import { clusterPaths, dataHome, register } from './index.ts';
import { packageRoot } from './paths.ts';
import type { Settings } from './settings.ts';

const image = 'cde.local/workspace-tools:latest';
const node = '/opt/cde/bin/node';
const namespace = `cde-cluster-test-${process.pid}`;
const paths = clusterPaths(dataHome());

// Which tests there are is decided before they run, and without waiting.
const cli = path.join(packageRoot, 'src', 'cli.ts');
const up = spawnSync(process.execPath, [cli, 'up', '--wait'], {
  env: { ...process.env, NODE_OPTIONS: '' },
  encoding: 'utf8',
});
const unsupported = up.status === 3;
if (unsupported)
  console.warn(`SKIPPED, this machine cannot hold a cluster: ${up.stderr}`);
else if (up.status !== 0) throw new Error(up.stderr);
const onCluster = unsupported ? describe.skip : describe;

interface PodSpec {
  labels?: Record<string, string>;
  /** JavaScript that the pod runs. */
  script: string;
  claim?: string;
}

onCluster('a real cluster', () => {
  let settings: Settings;
  let api: Api;
  let release: () => void;

  const must = async (
    method: string,
    url: string,
    body?: unknown,
    type = 'application/json',
  ) => {
    const response = await api.call(
      method,
      url,
      body === undefined ? undefined : JSON.stringify(body),
      type,
    );
    if (response.status >= 300)
      throw new Error(`${method} ${url}: ${response.status} ${response.body}`);
    return response.body;
  };
  const inNamespace = (resource: string) =>
    `/api/v1/namespaces/${namespace}/${resource}`;
  const get = async (url: string) => JSON.parse(await must('GET', url));

  function startPod(name: string, { labels = {}, script, claim }: PodSpec) {
    return must('POST', inNamespace('pods'), {
      metadata: { name, labels },
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        securityContext: {
          runAsUser: 1000,
          runAsGroup: 1000,
          fsGroup: 1000,
          runAsNonRoot: true,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [
          {
            name: 'main',
            image,
            imagePullPolicy: 'IfNotPresent',
            command: [node, '-e', script],
            ports: [{ name: 'web', containerPort: 8080 }],
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { drop: ['ALL'] },
            },
            volumeMounts: claim ? [{ name: 'data', mountPath: '/data' }] : [],
          },
        ],
        volumes: claim
          ? [{ name: 'data', persistentVolumeClaim: { claimName: claim } }]
          : [],
      },
    });
  }

  async function untilPod(
    name: string,
    wanted: (status: { phase: string; podIP?: string }) => boolean,
  ) {
    for (let round = 0; round < 300; round++) {
      const { status } = await get(inNamespace(`pods/${name}`));
      if (wanted(status)) return status;
      if (status.phase === 'Failed')
        throw new Error(
          `pod ${name} failed: ${await must(
            'GET',
            inNamespace(`pods/${name}/log`),
          )}`,
        );
      await sleep(100);
    }
    throw new Error(
      `pod ${name} did not get there: ${await must(
        'GET',
        inNamespace(`pods/${name}`),
      )}`,
    );
  }

  async function output(name: string, pod: PodSpec): Promise<string> {
    await startPod(name, pod);
    await untilPod(name, ({ phase }) => phase === 'Succeeded');
    return (await must('GET', inNamespace(`pods/${name}/log`))).trim();
  }

  const policy = (name: string, spec: object) =>
    must(
      'POST',
      `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`,
      { metadata: { name }, spec },
    );

  beforeAll(async () => {
    release = register({ purpose: "the cluster's own tests" });
    settings = readJson<Settings>(paths.settings) as Settings;
    api = new Api(paths, settings);
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await must('POST', '/api/v1/namespaces', {
      metadata: { name: namespace, labels },
    });
  });

  afterAll(async () => {
    await must('DELETE', `/api/v1/namespaces/${namespace}`);
    api.close();
    release();
  });

  it('refuses what its namespace does not allow', async () => {
    const pod = {
      metadata: { name: 'root' },
      spec: { containers: [{ name: 'main', image }] },
    };
    const { status, body } = await api.call(
      'POST',
      inNamespace('pods'),
      JSON.stringify(pod),
      'application/json',
    );
    expect(status).toBe(403);
    expect(body).toContain('violates PodSecurity');
  });

  it('keeps a volume from pod to pod, and removes its directory with the claim', async () => {
    const resources = { requests: { storage: '1Gi' } };
    await must('POST', inNamespace('persistentvolumeclaims'), {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources },
    });
    const write = `const fs = require('fs'); fs.writeFileSync('/data/note', 'kept'); console.log(fs.statSync('/data/note').gid)`;
    expect(await output('writer', { script: write, claim: 'data' })).toBe(
      '1000',
    );
    expect(
      await output('reader', {
        script: `console.log(require('fs').readFileSync('/data/note', 'utf8'))`,
        claim: 'data',
      }),
    ).toBe('kept');

    const { spec } = await get(inNamespace('persistentvolumeclaims/data'));
    const directory = path.join(paths.volumes, spec.volumeName);
    expect(readFileSync(path.join(directory, 'note'), 'utf8')).toBe('kept');
    for (const pod of ['writer', 'reader'])
      await must('DELETE', inNamespace(`pods/${pod}`));
    await must('DELETE', inNamespace('persistentvolumeclaims/data'));
    for (let round = 0; existsSync(directory) && round < 100; round++)
      await sleep(100);
    expect(existsSync(directory)).toBe(false);
  });

  describe('with network policies', () => {
    /** Tries each address again and again from the pod's first moment on, and says how each try of two seconds ended. */
    const probe = (addresses: string[]) => `
      const net = require('net'), seen = {};
      const attempt = address => new Promise(done => {
        const [host, port] = address.split(':');
        const socket = net.connect({ host, port: +port, timeout: 700 });
        const end = result => { (seen[address] ??= new Set()).add(result); socket.destroy(); done(); };
        socket.on('connect', () => end('connected')); socket.on('error', e => end('refused')); socket.on('timeout', () => end('silent'));
      });
      const until = Date.now() + 2000;
      const repeat = async address => { do { await attempt(address); await new Promise(r => setTimeout(r, 20)); } while (Date.now() < until); };
      Promise.all(${JSON.stringify(addresses)}.map(repeat)).then(() => {
        console.log(JSON.stringify(Object.fromEntries(Object.entries(seen).map(([k, v]) => [k, [...v]]))));
      });`;
    let server: string;

    beforeAll(async () => {
      await policy('deny-all', {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
      });
      await policy('server', {
        podSelector: { matchLabels: { app: 'server' } },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [{ podSelector: { matchLabels: { app: 'friend' } } }],
            ports: [{ port: 'web' }],
          },
        ],
      });
      await policy('friend', {
        podSelector: { matchLabels: { app: 'friend' } },
        policyTypes: ['Egress'],
        egress: [{ to: [{ podSelector: { matchLabels: { app: 'server' } } }] }],
      });
      await policy('stranger', {
        podSelector: { matchLabels: { app: 'stranger' } },
        policyTypes: ['Egress'],
        egress: [{}],
      });
      const listen = `for (const port of [8080, 9090]) require('net').createServer(s => s.on('error', () => s.destroy()).end('hello')).listen(port, '0.0.0.0')`;
      await startPod('server', { labels: { app: 'server' }, script: listen });
      const { podIP } = await untilPod(
        'server',
        ({ phase, podIP: ip }) => phase === 'Running' && Boolean(ip),
      );
      server = podIP;
    });

    it('lets in and out what they name, from the first moment of a pod', async () => {
      const addresses = [
        `${server}:8080`,
        `${server}:9090`,
        `${settings.gateway}:${settings.ports.api}`,
      ];
      const [friend, stranger, other] = await Promise.all([
        output('friend', {
          labels: { app: 'friend' },
          script: probe(addresses),
        }),
        output('stranger', {
          labels: { app: 'stranger' },
          script: probe(addresses),
        }),
        output('other', { script: probe(addresses) }),
      ]);
      const [web, hidden, host] = addresses;
      expect(JSON.parse(friend)).toEqual({
        [web]: ['connected'],
        [hidden]: ['refused'],
        [host]: ['refused'],
      });
      // May go anywhere, but the server lets only friends in.
      expect(JSON.parse(stranger)).toEqual({
        [web]: ['refused'],
        [hidden]: ['refused'],
        [host]: ['connected'],
      });
      expect(JSON.parse(other)).toEqual({
        [web]: ['refused'],
        [hidden]: ['refused'],
        [host]: ['refused'],
      });
    });

    it('resolves names of services, and the machine itself', async () => {
      const script = `const dns = require('dns').promises;
        Promise.all(['host.cluster.local', 'kubernetes.default.svc.cluster.local'].map(n => dns.lookup(n, 4))).then(a => console.log(JSON.stringify(a.map(x => x.address))))`;
      expect(
        JSON.parse(
          await output('names', { labels: { app: 'stranger' }, script }),
        ),
      ).toEqual([settings.gateway, settings.kubernetesService]);
    });
  });

  describe('the portal', () => {
    /** A request with the certificate of portal.kubeconfig. */
    function asPortal(method: string, url: string): Promise<number> {
      const kubeconfig = JSON.parse(
        readFileSync(paths.portalKubeconfig, 'utf8'),
      );
      const data = (text: string) => Buffer.from(text, 'base64');
      const { user } = kubeconfig.users[0];
      const ca = data(
        kubeconfig.clusters[0].cluster['certificate-authority-data'],
      );
      const agent = new Agent({
        ca,
        cert: data(user['client-certificate-data']),
        key: data(user['client-key-data']),
      });
      return new Promise((resolve, reject) => {
        const options = {
          host: '127.0.0.1',
          port: settings.ports.api,
          path: url,
          method,
          agent,
        };
        request(options, response => resolve(response.resume().statusCode ?? 0))
          .on('error', reject)
          .end();
      });
    }

    it.each([
      ['GET', '/api/v1/pods', 200],
      ['GET', '/api/v1/secrets', 403],
      ['GET', `/api/v1/namespaces/kube-system/secrets/none`, 403],
      ['GET', '/api/v1/nodes', 403],
      ['DELETE', `/api/v1/namespaces/${namespace}`, 403],
      ['GET', `/api/v1/namespaces/${namespace}/pods/server`, 403],
    ])('%s %s is answered with %i', async (method, url, expected) => {
      expect(await asPortal(method, url)).toBe(expected);
    });

    it('is seen in the audit log, the cluster itself is not', async () => {
      await asPortal('GET', '/api/v1/events');
      const entries = readFileSync(paths.auditLog, 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line));
      expect(
        entries.some(
          ({ user, requestURI }) =>
            user.username === 'backstage-cde' &&
            requestURI === '/api/v1/events',
        ),
      ).toBe(true);
      const names = new Set<string>(entries.map(({ user }) => user.username));
      names.delete('backstage-cde');
      names.delete('admin');
      expect([...names]).toEqual([]);
    });
  });
});
