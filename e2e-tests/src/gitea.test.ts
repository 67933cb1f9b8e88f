import type { Browser, Page } from 'playwright-core';
import { Api } from './api';
import { launchBrowser, signIn } from './browser';
import { ClusterEyes } from './cluster';
import { Portal } from './portal';
import { describeWithGitea } from './requirements';
import { Scaffolder } from './scaffolder';

const minutes = (count: number) => count * 60_000;
jest.setTimeout(minutes(4));

const DETECTED = 'cde.backstage.io/devcontainer';
const STATUS = 'cde.backstage.io/devcontainer-status';

describeWithGitea('on a real Gitea', () => {
  let portal: Portal;
  let browser: Browser;
  let eyes: ClusterEyes;
  let page: Page;
  let api: Api;
  let scaffolder: Scaffolder;

  /** Gitea's own API, as the portal's account. */
  async function forge(method: string, path: string, body?: object): Promise<any> {
    const response = await fetch(`${portal.gitUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`portal:${portal.secrets.CDE_GIT_TOKEN}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  /** The component, once it is as it should be. */
  async function component(name: string, isRight: (annotations: Record<string, string>) => boolean): Promise<Record<string, string>> {
    const deadline = Date.now() + minutes(2);
    let annotations: Record<string, string> = {};
    while (Date.now() < deadline) {
      annotations = (await scaffolder.component(name))?.metadata.annotations ?? {};
      if (isRight(annotations)) return annotations;
      await new Promise(resolve => setTimeout(resolve, 500));
    }
    throw new Error(`component ${name} stayed as ${JSON.stringify(annotations)}`);
  }

  beforeAll(async () => {
    portal = await Portal.start(4450, ['--git-host', 'gitea']);
    await portal.says('Gitea has 6 repositories', minutes(15));
    browser = await launchBrowser();
    eyes = new ClusterEyes();
    ({ page } = await signIn(browser, portal.url, 'Ana'));
    api = await Api.of(page, portal.url);
    scaffolder = await Scaffolder.of(page, portal.url);
  }, minutes(20));

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    await eyes?.removeNamespace(portal.namespace);
    eyes?.close();
    portal?.removeState();
  }, minutes(3));

  it("components come from Backstage's own provider, and their devcontainer.json is read", async () => {
    const annotations = await component('payments-api', each => each[STATUS] === 'valid');
    expect(annotations['backstage.io/source-location']).toBe(`url:${portal.gitUrl}/acme/payments-api/src/branch/main/`);
    expect(annotations[DETECTED]).toBe('.devcontainer/devcontainer.json');
    expect(await component('gift-cards', each => STATUS in each)).toMatchObject({ [STATUS]: 'none', [DETECTED]: 'none' });
  });

  it('branches are listed with who changed them last', async () => {
    const { status, body } = await api.call('GET', '/branches?component=component:default/payments-api');
    expect(status).toBe(200);
    expect(body.defaultBranch).toBe('main');
    expect(body.branches.map(({ name }: { name: string }) => name)).toEqual(['main', 'feature/refunds']);
  });

  it('a template publishes there, and its author has a workspace', async () => {
    const task = await scaffolder.run('node-service', { name: 'tea-shop', owner: 'group:default/payments', resourceClass: 'small' });
    await task.output(minutes(3));
    const [commit] = await forge('GET', '/repos/acme/tea-shop/commits');
    expect(commit.commit.message).toContain('First version, from the template node-service');
    const { items } = (await api.call('GET', '/workspaces?component=component:default/tea-shop')).body;
    expect(items).toMatchObject([{ phase: 'Running', repository: { url: `${portal.gitUrl}/acme/tea-shop.git` } }]);
    expect((await api.call('DELETE', `/workspaces/${items[0].id}`)).status).toBe(202);
  });

  it('a devcontainer.json is proposed as a pull request, which is one click from a workspace', async () => {
    const task = await scaffolder.run('add-dev-environment', {
      component: 'component:default/gift-cards',
      stack: 'base',
      check: './test.sh',
      resourceClass: 'small',
    });
    await task.output(minutes(3));
    const { body: changes } = await api.call('GET', '/changes?component=component:default/gift-cards');
    expect(changes).toMatchObject({ supported: true, items: [{ id: '1', fork: false, targetBranch: 'main' }] });
    const [change] = changes.items;
    const { status, body: context } = await api.call('GET', `/context?url=${encodeURIComponent(change.url)}`);
    expect(status).toBe(200);
    expect(context).toMatchObject({
      subject: 'change',
      change: { id: '1' },
      ref: { type: 'branch', name: change.sourceBranch },
      components: [{ ref: 'component:default/gift-cards' }],
      workspaces: [{ component: 'component:default/gift-cards' }],
    });
    expect((await api.call('DELETE', `/workspaces/${context.workspaces[0].id}`)).status).toBe(202);
  });

  it('a merge is told to the catalog at once', async () => {
    await forge('POST', '/repos/acme/gift-cards/pulls/1/merge', { Do: 'merge' });
    const annotations = await component('gift-cards', each => each[STATUS] !== 'none');
    expect(annotations).toMatchObject({ [STATUS]: 'valid', [DETECTED]: '.devcontainer/devcontainer.json' });
  });
});
