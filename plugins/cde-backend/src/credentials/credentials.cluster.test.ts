import { generateKeyPairSync } from 'node:crypto';
import {
  coreServices,
  createServiceFactory,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import knexFactory, { type Knex } from 'knex';
import request from 'supertest';
import cdePlugin from '..';
import { eventually, relay } from '../engine/testing/bench';
import { describeCluster } from '../testing/cluster';
import { testNamespace } from '../testing/clusterClient';
import { startGitServer, type GitServer } from '../testing/gitServer';
import { component } from '../testing/portal';

const FIRST = 'canary-first-0c1b7e';
const SECOND = 'canary-second-93d2aa';
const PEM = generateKeyPairSync('ed25519')
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const [, KEY_LINE] = PEM.split('\n');

/** Pushes as whoever git says, and looks for what it was given in everything that stays. */
const PUSH = `
git commit -q --allow-empty -m "from the workspace" &&
git push -q origin HEAD:refs/heads/from-workspace && echo pushed
secret=$(sed -n 's,.*:\\(.*\\)@.*,\\1,p' /run/cde/git-credentials | head -n 1)
[ -n "$secret" ] && echo given
key=$(sed -n 3p /run/cde/signing-key)
[ -n "$key" ] && grep -qF "$key" /run/cde/signing-key && echo signing
grep -rlF -e "$secret" -e "$key" /workspaces "$HOME" /var/lib/cde && echo LEFT BEHIND
env | grep -F -e "$secret" -e "$key" && echo IN THE ENVIRONMENT
grep -F "$secret" .git/config && echo IN THE URL
ls /run/cde-keys | grep . && echo KEYS STAY
echo searched
`;

describeCluster('Git as the user, with real pods', cluster => {
  const namespace = testNamespace('git');
  const logged: string[] = [];
  const answered: string[] = [];
  let git: GitServer;
  let gitRelay: Awaited<ReturnType<typeof relay>>;
  let portal: Awaited<ReturnType<typeof startTestBackend>>;
  let knex: Knex;
  let id: string;

  const auditor = mockServices.auditor.mock({
    createEvent: jest.fn(async () => ({ success: jest.fn(), fail: jest.fn() })),
  });

  const call = async (
    method: 'get' | 'post' | 'put',
    path: string,
    body?: object,
    user = 'ana',
  ) => {
    const answer = await request(portal.server)
      [method](`/api/cde${path}`)
      .set('Authorization', mockCredentials.user.header(`user:default/${user}`))
      .send(body);
    answered.push(answer.text);
    return answer;
  };
  const giveToken = (token: string, more = {}) =>
    call('put', '/me/git-tokens', { host: git.host, token, ...more });
  const until = async (isSo: (workspace: any) => boolean, ms = 120_000) => {
    let seen: any;
    await eventually(
      async () => isSo((seen = (await call('get', `/workspaces/${id}`)).body)),
      ms,
      () => JSON.stringify(seen),
    );
  };
  const read = async (plural: string): Promise<any> =>
    namespace.admin().request({
      method: 'GET',
      path: `/api/v1/namespaces/${namespace.name}/${plural}/cde-${id}`,
    });
  /** The Secret's files. */
  const secret = async (): Promise<Record<string, string>> => {
    const { data } = await read('secrets');
    return Object.fromEntries(
      Object.entries<string>(data).map(([name, text]) => [
        name,
        Buffer.from(text, 'base64').toString(),
      ]),
    );
  };
  const untilSecret = async (
    isSo: (files: Record<string, string>) => boolean,
    ms: number,
  ) => {
    let files: Record<string, string> = {};
    await eventually(
      async () => isSo((files = await secret())),
      ms,
      () => Object.keys(files).join(),
    );
    return files;
  };

  beforeAll(async () => {
    await namespace.create(cluster);
    git = await startGitServer();
    await git.commit('acme/private', 'main', {
      'push.sh': PUSH,
      '.devcontainer.json': JSON.stringify({
        image: 'cde.local/devcontainers/base:bookworm',
        postCreateCommand: 'sh push.sh',
        postAttachCommand: 'sh push.sh',
      }),
    });
    git.tokens = { portal: 'portal', [FIRST]: 'ana' };
    git.hidden = ['portal acme/private'];
    gitRelay = await relay(cluster.hostAddress, Number(git.host.split(':')[1]));
    knex = knexFactory({
      client: 'better-sqlite3',
      connection: ':memory:',
      useNullAsDefault: true,
    });
    portal = await startPortal();
  });

  afterAll(async () => {
    await portal?.stop();
    gitRelay?.close();
    await git?.close();
    await namespace.remove();
  });

  async function startPortal() {
    const note = (...parts: unknown[]) =>
      void logged.push(parts.map(part => JSON.stringify(part) ?? '').join(' '));
    const logger: LoggerService = {
      error: note,
      warn: note,
      info: note,
      debug: note,
      child: () => logger,
    };
    const config = {
      app: { baseUrl: 'http://localhost:3000' },
      backend: { baseUrl: 'http://localhost:7007' },
      cde: {
        instance: namespace.name.slice(-20),
        gateway: { listen: { port: 0 }, baseUrl: 'http://localhost:3001' },
        clusters: [
          {
            name: 'local',
            kubeconfig: { path: cluster.portalKubeconfigPath },
            reach: 'direct',
            namespace: namespace.name,
            toolsImage: cluster.toolsImage,
            egress: [
              { cidr: `${cluster.hostAddress}/32`, ports: [gitRelay.port] },
            ],
          },
        ],
        git: {
          sealingKey: 'a sealing key of this test, long enough',
          hosts: [
            {
              host: git.host,
              protocol: 'http',
              clusterUrl: `http://${cluster.hostAddress}:${gitRelay.port}`,
              token: 'portal',
            },
          ],
        },
        admins: ['user:default/root'],
        resourceClasses: [
          {
            name: 'small',
            cpu: { request: '50m', limit: 2 },
            memory: { request: '128Mi', limit: '1Gi' },
            storage: '1Gi',
          },
        ],
        templates: [
          {
            name: 'default',
            image: 'cde.local/devcontainers/base:bookworm',
            ides: ['none'],
          },
        ],
      },
    };
    return startTestBackend({
      features: [
        cdePlugin,
        auditor.factory,
        mockServices.rootConfig.factory({ data: config }),
        mockServices.database.factory({ knex }),
        createServiceFactory({
          service: coreServices.logger,
          deps: {},
          factory: () => logger,
        }),
        catalogServiceMock.factory({
          entities: [
            component('private', git.url('acme/private')),
            ...['ana', 'ben', 'root'].map(name => ({
              apiVersion: 'backstage.io/v1alpha1',
              kind: 'User',
              metadata: { name, namespace: 'default' },
              spec: { memberOf: [] },
            })),
          ],
        }),
      ],
    });
  }

  it('clones a private repository, pushes to it and signs, as its user', async () => {
    expect(
      (await call('post', '/workspaces', { component: 'private' })).status,
    ).toBe(403);
    expect((await giveToken(FIRST, { username: 'ana' })).status).toBe(200);
    const privateKey = PEM;
    for (const kind of ['signing', 'ssh']) {
      expect(
        (await call('put', '/me/git-secrets', { kind, privateKey })).status,
      ).toBe(200);
    }
    git.visits.length = 0;
    const made = await call('post', '/workspaces', { component: 'private' });
    expect(made.status).toBe(201);
    ({ id } = made.body);
    await until(({ phase }) => phase === 'Running');
    await eventually(
      async () => git.visits.includes('ana git-receive-pack'),
      60_000,
      () => git.visits.join(),
    );
    expect(git.visits).toContain('ana git-upload-pack');
    expect(git.visits.join()).not.toMatch(/portal/);
    const commit = await git.git(
      'acme/private',
      'cat-file',
      'commit',
      'from-workspace',
    );
    expect(commit).toMatch(/BEGIN SSH SIGNATURE/);
  });

  it('leaves the token and the key nowhere but in the Secret', async () => {
    const files = await secret();
    expect(files['git-credentials']).toContain(`ana:${FIRST}@`);
    expect(files['git-credentials']).not.toContain('portal');
    expect(files['signing-key']).toMatch(/OPENSSH/);

    let log = '';
    await eventually(
      async () =>
        (log = (
          await call('get', `/workspaces/${id}/logs/postCreateCommand`)
        ).text).includes('searched'),
      30_000,
      () => log,
    );
    const said = log.split('\n').filter(line => line && !line.startsWith('$'));
    expect(said).toEqual(['pushed', 'given', 'signing', 'searched']);

    for (const path of ['', '/timeline', '/logs/clone']) {
      await call('get', `/workspaces/${id}${path}`);
    }
    await call('get', '/me/git-tokens');
    await call('get', '/me/git-secrets');
    await call('get', '/audit', undefined, 'root');
    const tables: string[] = await knex('sqlite_master')
      .where({ type: 'table' })
      .pluck('name');
    const rows = await Promise.all(tables.map(name => knex(name)));
    const objects = await Promise.all(
      ['pods', 'events', 'persistentvolumeclaims', 'networkpolicies'].map(
        plural => namespace.list(plural),
      ),
    );
    const audited = auditor.createEvent.mock.calls.map(([event]) => event.meta);
    expect(rows.flat().length).toBeGreaterThan(10);
    expect(audited.length).toBeGreaterThan(3);
    const all = { answered, logged, rows, objects, audited };
    for (const [where, what] of Object.entries(all)) {
      const text = JSON.stringify(what);
      expect([where, text.includes(FIRST)]).toEqual([where, false]);
      expect([where, text.includes(KEY_LINE)]).toEqual([where, false]);
      expect([
        where,
        text.includes(files['signing-key'].split('\n')[3]),
      ]).toEqual([where, false]);
    }
  });

  it('takes a renewed token into what runs, with one write', async () => {
    const before = (await read('secrets')).metadata.resourceVersion;
    git.tokens = { portal: 'portal', [SECOND]: 'ana' };
    git.visits.length = 0;
    await giveToken(SECOND, { username: 'ana' });
    const files = await untilSecret(
      ({ 'git-credentials': lines }) => lines.includes(SECOND),
      10_000,
    );
    expect(files['git-credentials']).not.toContain(FIRST);
    const after = (await read('secrets')).metadata;
    expect(after.resourceVersion).not.toBe(before);
    expect((await read('pods')).status.containerStatuses[0].restartCount).toBe(
      0,
    );
    // The same again changes nothing in the cluster.
    await giveToken(SECOND, { username: 'ana' });
    // The kubelet brings it into the pod, where git asks for it at each call.
    await eventually(
      async () => {
        await call('post', `/workspaces/${id}/open`);
        await new Promise(resolve => setTimeout(resolve, 3000));
        return git.visits.includes('ana git-receive-pack');
      },
      150_000,
      () => git.visits.join(),
    );
    const { metadata } = await read('secrets');
    expect(metadata.resourceVersion).toBe(after.resourceVersion);
  }, 200_000);

  it('takes a token out when it ends', async () => {
    const expiresAt = new Date(Date.now() + 62_000).toISOString();
    expect((await giveToken(SECOND, { expiresAt })).status).toBe(200);
    const files = await untilSecret(
      ({ 'git-credentials': lines }) => !lines.includes(SECOND),
      90_000,
    );
    expect(Date.now()).toBeGreaterThan(Date.parse(expiresAt) - 1000);
    expect(files['git-credentials']).toContain('portal');
  }, 120_000);

  it('takes everything personal out when it stops, and when it is handed over', async () => {
    await giveToken(SECOND, { username: 'ana' });
    await untilSecret(
      ({ 'git-credentials': lines }) => lines.includes(SECOND),
      10_000,
    );
    const isClean = (files: Record<string, string>) =>
      Object.keys(files).sort().join() === 'spec.json,token';
    await call('post', `/workspaces/${id}/stop`);
    await until(({ phase }) => phase === 'Stopped');
    await untilSecret(isClean, 5_000);

    await call('post', `/workspaces/${id}/start`, {});
    await until(({ phase }) => phase === 'Running');
    expect((await secret())['git-credentials']).toContain(SECOND);
    const owner = 'user:default/ben';
    const handed = await call(
      'post',
      `/workspaces/${id}/transfer`,
      { owner },
      'root',
    );
    expect(handed.status).toBe(200);
    await untilSecret(isClean, 20_000);
    expect(JSON.stringify(await knex('cde_workspaces'))).not.toMatch(/canary/);
  }, 200_000);
});
