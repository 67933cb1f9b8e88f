import http from 'http';
import type { Browser } from 'playwright-core';
import WebSocket from 'ws';
import { Api } from './api';
import { launchBrowser, signIn } from './browser';
import { ClusterEyes } from './cluster';
import { Portal } from './portal';
import { describeWithCluster } from './requirements';
import { addressOf, routesOf } from './routes';

const minutes = (count: number) => count * 60_000;
jest.setTimeout(minutes(4));

/** What answers everybody, each with what is theirs; any other route outside of a workspace is for those who govern. */
const OPEN_TO_ALL = [
  'listWorkspaces',
  'createWorkspace',
  'previewWorkspace',
  'actInBulk',
  'getOptions',
  'getBranches',
  'getContext',
  'listChanges',
  'listClusters',
  'listTemplates',
  'getTemplate',
  'listTemplateRevisions',
  'getTemplateRevision',
  'validateTemplate',
  'getQuotaUsage',
  'getUsage',
  'getReadiness',
  'getRights',
  'listGitTokens',
  'setGitToken',
  'removeGitToken',
  'listGitSecrets',
  'setGitSecret',
  'removeGitSecret',
];

/** Status of a websocket handshake: 101 when it was let in. */
function handshake(url: URL, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${url.port}/`, { headers: { host: url.host, ...headers } });
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

describeWithCluster('a workspace does not exist for anybody but its owner', () => {
  let portal: Portal;
  let browser: Browser;
  let eyes: ClusterEyes;
  let ana: Api;
  let ben: Api;
  let otto: Api;
  let petra: Api;
  let id: string;
  let ideUrl: URL;
  let cookie: string;

  beforeAll(async () => {
    portal = await Portal.start(4310);
    browser = await launchBrowser();
    eyes = new ClusterEyes();
    const anaPage = (await signIn(browser, portal.url, 'Ana')).page;
    ana = await Api.of(anaPage, portal.url);
    ben = await Api.of((await signIn(browser, portal.url, 'Ben')).page, portal.url);

    otto = await Api.of((await signIn(browser, portal.url, 'Otto')).page, portal.url);
    petra = await Api.of((await signIn(browser, portal.url, 'Petra')).page, portal.url);

    // Of her own team: who owns a component may see its workspaces.
    const created = await ana.call('POST', '/workspaces', { component: 'component:default/payments-api' });
    expect(created.status).toBe(201);
    id = created.body.id;
    await ana.reaches(id, 'Running');
    const ticket = await ana.call('POST', `/workspaces/${id}/open`, {});
    await anaPage.goto(ticket.body.url);
    ideUrl = new URL(anaPage.url());
    const [session] = await anaPage.context().cookies(ideUrl.origin);
    cookie = `${session.name}=${session.value}`;
  }, minutes(12));

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    await eyes?.removeNamespace(portal.namespace);
    eyes?.close();
    portal?.removeState();
  }, minutes(3));

  it('by the API, on every verb and sub-resource', async () => {
    const routes = (await routesOf(ana)).filter(({ path }) => path.startsWith('/workspaces/{id}'));
    expect(routes.length).toBeGreaterThan(12);
    for (const [name, stranger] of Object.entries({ ben, otto })) {
      for (const route of routes) {
        const { status } = await stranger.call(route.method, addressOf(route, { id, step: 'postCreateCommand' }), route.body);
        expect([name, route.operationId, status]).toEqual([name, route.operationId, 404]);
      }
      expect((await stranger.call('GET', '/workspaces?scope=all')).body.items).toEqual([]);
    }
    expect((await ana.call('GET', `/workspaces/${id}`)).body.phase).toBe('Running');
  });

  it('and governing is for those who govern', async () => {
    const open = new Set(OPEN_TO_ALL);
    const routes = (await routesOf(ana)).filter(({ path, operationId }) => !path.startsWith('/workspaces/{id}') && !open.has(operationId));
    expect(routes.length).toBeGreaterThan(8);
    for (const [name, developer] of Object.entries({ ana, ben, otto })) {
      for (const route of routes) {
        const { status } = await developer.call(route.method, addressOf(route, { id: 'default' }), route.body);
        expect([name, route.operationId, [403, 404].includes(status) || status]).toEqual([name, route.operationId, true]);
      }
    }
    const bulk = await ben.call('POST', '/workspaces/bulk', { ids: [id], act: 'delete', reason: 'none of mine' });
    expect(bulk.body.items).toMatchObject([{ id, outcome: 'refused' }]);
    expect((await ana.call('GET', `/workspaces/${id}`)).body.phase).toBe('Running');
    expect((await petra.call('GET', '/audit')).status).toBe(200);
  });

  it('by the page', async () => {
    const { page } = await signIn(browser, portal.url, 'Ben');
    await page.goto(`${portal.url}/workspaces/${id}`);
    await page.getByText('It does not exist, or it belongs to somebody else.').waitFor();
  });

  it('by the address of the IDE', async () => {
    const { context } = await signIn(browser, portal.url, 'Ben');
    const page = await context.newPage();
    const answer = await page.goto(ideUrl.href);
    expect(answer?.status()).toBeGreaterThanOrEqual(400);
    expect(await page.locator('.monaco-workbench').count()).toBe(0);
  });

  it('by a websocket without the session, or from another origin with it', async () => {
    const origin = ideUrl.origin;
    expect(await handshake(ideUrl, { origin })).toBe(401);
    for (const foreign of ['http://evil.example', portal.url, 'null', `http://sibling.localhost:${portal.gatewayPort}`]) {
      expect([foreign, await handshake(ideUrl, { origin: foreign, cookie })]).toEqual([foreign, 403]);
    }
  });

  it('by the pod network, without the token of the workspace', async () => {
    const [pod] = await eyes.list(`/api/v1/namespaces/${portal.namespace}/pods`);
    const address = (pod as unknown as { status: { podIP: string } }).status.podIP;
    const answer = await new Promise<string>((resolve, reject) => {
      http
        .get({ host: address, port: 7700, path: '/', timeout: 8000 }, response => resolve(`HTTP ${response.statusCode}`))
        .on('error', error => resolve(error.message))
        .on('timeout', () => reject(new Error('the agent neither answered nor hung up')));
    });
    expect(answer).not.toMatch(/^HTTP/);
  });

  it('closes what is open when it stops', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${ideUrl.port}/?reconnectionToken=e2e&type=Management`, {
      headers: { host: ideUrl.host, origin: ideUrl.origin, cookie },
    });
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    const closed = new Promise(resolve => socket.on('close', resolve));
    expect((await ana.call('POST', `/workspaces/${id}/stop`, {})).status).toBe(202);
    await closed;
    await ana.reaches(id, 'Stopped');
  });
});
