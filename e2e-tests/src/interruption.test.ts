import type { Browser } from 'playwright-core';
import { Api } from './api';
import { launchBrowser, signIn } from './browser';
import { ClusterEyes } from './cluster';
import { Portal } from './portal';
import { describeWithCluster } from './requirements';

const minutes = (count: number) => count * 60_000;
jest.setTimeout(minutes(6));

describeWithCluster('kill -9 of the backend', () => {
  let portal: Portal;
  let browser: Browser;
  let eyes: ClusterEyes;
  let api: Api;
  let id: string;

  async function anaAgain() {
    return Api.of((await signIn(browser, portal.url, 'Ana')).page, portal.url);
  }

  beforeAll(async () => {
    portal = await Portal.start(4320);
    browser = await launchBrowser();
    eyes = new ClusterEyes();
    api = await anaAgain();
  }, minutes(10));

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    await eyes?.removeNamespace(portal.namespace);
    eyes?.close();
    portal?.removeState();
  }, minutes(3));

  it('in the middle of a creation ends in one pod, one volume and one row', async () => {
    const created = await api.call('POST', '/workspaces', { component: 'component:default/payments-api' });
    expect(created.status).toBe(201);
    id = created.body.id;
    await portal.crash();
    await portal.start();
    api = await anaAgain();
    await api.reaches(id, 'Running');
    const list = await api.call('GET', '/workspaces');
    expect(list.body.items.map((item: { id: string }) => item.id)).toEqual([id]);
    expect(await eyes.objects(portal.namespace)).toEqual(['networkpolicy', 'pod', 'secret', 'volumeclaim'].map(kind => `${kind}/cde-${id}`));
  });

  it('in the middle of a deletion ends with nothing left', async () => {
    expect((await api.call('DELETE', `/workspaces/${id}`)).status).toBe(202);
    await portal.crash();
    await portal.start();
    api = await anaAgain();
    const deadline = Date.now() + minutes(1);
    const isGone = async () => (await api.call('GET', `/workspaces/${id}`)).status === 404 && (await eyes.objects(portal.namespace)).length === 0;
    while (!(await isGone()) && Date.now() < deadline) await new Promise(resolve => setTimeout(resolve, 200));
    expect(await eyes.objects(portal.namespace)).toEqual([]);
    expect((await api.call('GET', '/workspaces')).body.items).toEqual([]);
  });
});
