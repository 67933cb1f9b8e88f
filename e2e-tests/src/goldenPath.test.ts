import { execFileSync } from 'child_process';
import fs from 'fs';
import os from 'os';
import path from 'path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { Api } from './api';
import { arrives, launchBrowser, pictureOf, signIn } from './browser';
import { ClusterEyes } from './cluster';
import { Ide } from './ide';
import { Portal } from './portal';
import { describeWithCluster } from './requirements';
import { Scaffolder } from './scaffolder';

const minutes = (count: number) => count * 60_000;

jest.setTimeout(minutes(3));

describeWithCluster('the golden path', () => {
  let portal: Portal;
  let browser: Browser;
  let eyes: ClusterEyes;
  let context: BrowserContext;
  let page: Page;
  let api: Api;
  let scaffolder: Scaffolder;

  /** Pictures for the README, where somebody asks for them. */
  async function picture(name: string, of = page) {
    if (process.env.CDE_PICTURES) await pictureOf(of, `golden-path-${name}`);
  }

  const history = (name: string) => {
    const clone = fs.mkdtempSync(path.join(os.tmpdir(), 'cde-e2e-clone-'));
    execFileSync('git', ['clone', '-q', `${portal.gitUrl}/acme/${name}.git`, clone]);
    const log = execFileSync('git', ['log', '--format=%an: %s'], { cwd: clone, encoding: 'utf8' });
    fs.rmSync(clone, { recursive: true });
    return log.trim().split('\n');
  };

  /** Chooses a template on the Create page, fills in its form, and starts it. */
  async function create(template: string, fill: () => Promise<void>) {
    await page.bringToFront();
    await page.goto(`${portal.url}/create`);
    const card = page.locator('.MuiCard-root', { hasText: template });
    await card.waitFor();
    await picture('create');
    await card.getByRole('button', { name: 'Choose' }).click();
    await fill();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.waitForURL(/\/create\/tasks\//);
  }

  const service = (template: string, name: string) =>
    create(template, async () => {
      await page.getByLabel('Name').fill(name);
      await page.getByLabel('What it does').fill('Greets people');
      // The only team of whoever fills it in, once it is known.
      await page.locator('input[value="Payments"]').waitFor();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('button', { name: /Size/ }).waitFor();
      await picture('form');
      await page.getByRole('button', { name: 'Review' }).click();
    });

  const link = (name: string) => page.getByRole('link', { name: new RegExp(name) });

  async function ideOf(click: () => Promise<void>): Promise<Ide> {
    const opened = context.waitForEvent('page');
    await click();
    const ide = new Ide(await opened);
    await arrives(ide.page, new RegExp(`^http://[a-z0-9-]+\\.localhost:${portal.gatewayPort}/`), minutes(1));
    await ide.ready();
    return ide;
  }

  /** Deletes a workspace, and waits until no limit counts it any more. */
  async function remove(id: string) {
    expect((await api.call('DELETE', `/workspaces/${id}`)).status).toBe(202);
    const deadline = Date.now() + minutes(1);
    while ((await api.call('GET', `/workspaces/${id}`)).status !== 404) {
      if (Date.now() > deadline) throw new Error(`workspace ${id} is still there after a minute`);
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }

  beforeAll(async () => {
    portal = await Portal.start(4400);
    browser = await launchBrowser();
    eyes = new ClusterEyes();
    ({ context, page } = await signIn(browser, portal.url, 'Ana'));
    api = await Api.of(page, portal.url);
    scaffolder = await Scaffolder.of(page, portal.url);
  }, minutes(10));

  afterAll(async () => {
    if (expect.getState().numPassingAsserts === 0 && page) console.info(`last picture: ${await pictureOf(page, 'golden-path')}`);
    await browser?.close();
    await portal?.stop();
    await eyes?.removeNamespace(portal.namespace);
    eyes?.close();
    portal?.removeState();
  }, minutes(3));

  it('leads from the Create page to a commit that was made in the IDE', async () => {
    await service('Node service', 'tea-shop');
    await page.getByRole('button', { name: 'Show Logs' }).click();
    await page.getByText(/Pushed [0-9a-f]{40} to main/).waitFor({ timeout: minutes(1) });
    await link('Open the IDE').waitFor({ timeout: minutes(1) });
    await page.getByText(/✓ postCreateCommand: node --test/).waitFor();
    await picture('task');
    const ide = await ideOf(() => page.getByRole('button', { name: 'Open the IDE' }).click());
    await ide.openFile('README.md');
    await ide.appendLine('Written in a workspace.');
    await ide.openTerminal();
    const output = await ide.run(
      'until ! git diff --quiet; do sleep 0.1; done; node --test | grep "^. pass"; git commit -qam "Say where this was written" && git push',
    );
    await picture('ide', ide.page);
    expect(output).toContain('pass 3');
    expect(output).toContain('main -> main');
    expect(history('tea-shop')).toEqual(['Ana Souza: Say where this was written', 'Ana Souza: First version, from the template node-service']);
    expect((await scaffolder.component('tea-shop')).metadata.annotations['backstage.io/source-location']).toBe(
      `url:${portal.gitUrl}/acme/tea-shop.git`,
    );
    await ide.page.close();
  });

  it('stands without its workspace where the quota is full, and the component page does the rest', async () => {
    const petra = await signIn(browser, portal.url, 'Petra');
    const limit = { target: { kind: 'user', ref: 'user:default/ana', per: 'total' }, limits: { workspaces: 1 } };
    expect((await (await Api.of(petra.page, portal.url)).call('PUT', '/quotas', limit)).status).toBe(200);
    await petra.context.close();

    await service('Python service', 'coffee-shop');
    await page.getByRole('heading', { name: 'There is no dev environment yet' }).waitFor({ timeout: minutes(2) });
    await page.getByText(/1 of 1 workspaces of Ana Souza are used/).first().waitFor();
    await picture('quota');
    expect(await link('Open the IDE').count()).toBe(0);
    expect(history('coffee-shop')).toEqual(['Ana Souza: First version, from the template python-service']);
    const { items } = (await api.call('GET', '/workspaces')).body;
    expect(items).toHaveLength(1);

    await remove(items[0].id);
    await page.getByRole('button', { name: 'The component' }).click();
    await page.waitForURL(/component\/coffee-shop/);
    await page.locator('a[href$="/component/coffee-shop/workspaces"]').click();
    const ide = await ideOf(() => page.getByRole('button', { name: 'Open dev environment' }).click());
    await ide.page.locator('.explorer-folders-view').getByText('pyproject.toml').waitFor();
    await ide.page.close();
    const made = (await api.call('GET', '/workspaces?component=component:default/coffee-shop')).body.items;
    expect(made.map(({ phase }: { phase: string }) => phase)).toEqual(['Running']);
    await remove(made[0].id);
  });

  it.each([
    ['go-service', { name: 'cake-shop', owner: 'group:default/payments', resourceClass: 'small' }, ['Next'], 'go.mod'],
    ['add-dev-environment', { component: 'component:default/gift-cards', stack: 'base', check: './test.sh' }, ['Next'], '.devcontainer'],
    ['try-branch', { component: 'component:default/payments-api', branch: 'feature/refunds' }, [], 'package.json'],
  ])('leads from the form of %s, as a link has filled it in, to an IDE', async (template, values, pages, file) => {
    await page.bringToFront();
    await page.goto(`${portal.url}/create/templates/default/${template}?formData=${encodeURIComponent(JSON.stringify(values))}`);
    for (const next of pages) await page.getByRole('button', { name: next }).click();
    await page.getByRole('button', { name: /Size/ }).waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.waitForURL(/\/create\/tasks\//);
    await link('Open the IDE').waitFor({ timeout: minutes(2) });
    expect(await page.getByRole('heading', { name: 'There is no' }).count()).toBe(0);
    const ide = await ideOf(() => page.getByRole('button', { name: 'Open the IDE' }).click());
    await ide.page.locator('.explorer-folders-view').getByText(file).waitFor();
    await ide.page.close();
    const [{ id }] = (await api.call('GET', '/workspaces')).body.items;
    await remove(id);
  });

  it('says what to do to those who may not have workspaces', async () => {
    const otto = await signIn(browser, portal.url, 'Otto');
    const task = await (await Scaffolder.of(otto.page, portal.url)).run('node-service', { name: 'milk-bar', owner: 'group:default/payments' });
    const { text } = await task.output();
    await otto.context.close();
    expect(text[0].content).toContain('You may not make workspaces here; ask the platform team');
    expect(history('milk-bar')).toHaveLength(1);
  });
});
