import { execFileSync } from 'child_process';
import type { Browser } from 'playwright-core';
import { Api } from './api';
import { launchBrowser, signIn } from './browser';
import { ClusterEyes } from './cluster';
import { Portal } from './portal';
import { describeWithCluster } from './requirements';
import { Scaffolder } from './scaffolder';
import type { Task, TaskEvent } from './scaffolder';

const minutes = (count: number) => count * 60_000;
jest.setTimeout(minutes(8));

describeWithCluster('kill -9 of the backend in the middle of the golden path', () => {
  let portal: Portal;
  let browser: Browser;
  let eyes: ClusterEyes;
  let api: Api;
  let scaffolder: Scaffolder;

  beforeAll(async () => {
    portal = await Portal.start(4410);
    browser = await launchBrowser();
    eyes = new ClusterEyes();
    const { page } = await signIn(browser, portal.url, 'Ana');
    api = await Api.of(page, portal.url);
    scaffolder = await Scaffolder.of(page, portal.url);
  }, minutes(10));

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    await eyes?.removeNamespace(portal.namespace);
    eyes?.close();
    portal?.removeState();
  }, minutes(3));

  const begins = (step: string) => (event: TaskEvent) => event.body.stepId === step && event.body.status === 'processing';

  it('in each of its steps ends in one repository, one component and one workspace', async () => {
    const task: Task = await scaffolder.run('node-service', { name: 'tea-shop', owner: 'group:default/payments', resourceClass: 'small' });
    const steps = ['fetch', 'devcontainer', 'publish', 'register', 'workspace', 'wait'];
    for (const step of steps) {
      await task.sees(begins(step));
      await portal.crash();
      await portal.start();
    }
    const { links, text } = await task.output(minutes(5));
    expect(text).toEqual([]);
    const id = links[0].url.split('/').at(-2);
    await api.reaches(id, 'Running');

    const events = await task.events();
    expect(events.filter(({ type }) => type === 'recovered').length).toBe(steps.length);
    const interrupted = steps.filter(step => events.filter(begins(step)).length > 1);
    expect(interrupted).toEqual(steps);

    const heads = execFileSync('git', ['ls-remote', '--heads', `${portal.gitUrl}/acme/tea-shop.git`], { encoding: 'utf8' });
    expect(heads.trim().split('\n')).toEqual([expect.stringMatching(/refs\/heads\/main$/)]);
    const target = `${portal.gitUrl}/acme/tea-shop/raw/main/catalog-info.yaml`;
    expect((await scaffolder.locations()).filter(location => location.includes('tea-shop'))).toEqual([target]);
    expect((await scaffolder.component('tea-shop')).metadata.annotations['backstage.io/managed-by-location']).toBe(`url:${target}`);
    const { items } = (await api.call('GET', '/workspaces')).body;
    expect(items.map((workspace: any) => [workspace.id, workspace.component])).toEqual([[id, 'component:default/tea-shop']]);
    expect(await eyes.objects(portal.namespace)).toEqual(
      ['networkpolicy', 'pod', 'secret', 'volumeclaim'].map(kind => `${kind}/cde-${id}`),
    );
  });
});
