import type { Browser, BrowserContext, Page } from 'playwright-core';
import { arrives, launchBrowser, pictureOf, signIn } from './browser';
import { ClusterEyes } from './cluster';
import { Ide } from './ide';
import { Portal } from './portal';
import { describeWithCluster } from './requirements';

const minutes = (count: number) => count * 60_000;

jest.setTimeout(minutes(5));

describeWithCluster('several repositories in one workspace', () => {
  let portal: Portal;
  let browser: Browser;
  let eyes: ClusterEyes;
  let context: BrowserContext;
  let page: Page;
  let ide: Ide;

  beforeAll(async () => {
    portal = await Portal.start(4420);
    browser = await launchBrowser();
    eyes = new ClusterEyes();
    ({ context, page } = await signIn(browser, portal.url, 'Ana'));
  }, minutes(10));

  afterAll(async () => {
    if (expect.getState().numPassingAsserts === 0 && page) console.info(`last picture: ${await pictureOf(ide?.page ?? page, 'multi-root')}`);
    await browser?.close();
    await portal?.stop();
    await eyes?.removeNamespace(portal.namespace);
    eyes?.close();
    portal?.removeState();
  }, minutes(3));

  it('offers the components of the same system, and shows what will be created', async () => {
    await page.goto(`${portal.url}/catalog/default/component/payments-api/workspaces`);
    await page.getByText(/Creates and opens payments-api/).waitFor();
    await page.getByRole('button', { name: 'More ways to open' }).click();
    await page.getByRole('menuitem', { name: 'New with options…' }).click();
    const dialog = page.getByRole('dialog', { name: 'New workspace' });
    const offered = dialog.getByRole('group', { name: 'Of the same system' }).getByRole('button');
    await offered.first().waitFor();
    expect(await offered.allTextContents()).toEqual(['fraud-rules', 'price-feed']);
    await dialog.getByRole('button', { name: 'Add fraud-rules' }).click();
    await dialog.getByText('/workspaces/fraud-rules').waitFor();
    expect(await dialog.getByText(/main @ [0-9a-f]{7}/).count()).toBe(2);
  });

  it('opens VS Code with both side by side', async () => {
    const opened = context.waitForEvent('page');
    await page.getByRole('dialog').getByRole('button', { name: /^Create and open/ }).click();
    const tab = await opened;
    await arrives(tab, new RegExp(`^http://[a-z0-9-]+\\.localhost:${portal.gatewayPort}/\\?workspace=`), minutes(2));
    expect(new URL(tab.url()).searchParams.get('workspace')).toBe('/workspaces/payments-api.code-workspace');
    ide = new Ide(tab);
    await ide.ready();
    const roots = tab.locator('.explorer-folders-view .monaco-list-row[aria-level="1"]');
    await roots.nth(1).waitFor();
    expect((await roots.allTextContents()).map(text => text.trim())).toEqual(['payments-api', 'fraud-rules']);
  });

  it('has a clone of each, that git trusts and can push to', async () => {
    await ide.command('Terminal: Create New Terminal');
    // With several roots, VS Code asks where it shall begin.
    await ide.page.locator('.quick-input-list .monaco-list-row', { hasText: 'fraud-rules' }).click();
    await ide.page.locator('.terminal-wrapper.active .xterm-helper-textarea').waitFor({ timeout: 30_000 });
    const output = await ide.run(
      'pwd; for r in payments-api fraud-rules; do cd /workspaces/$r; git config remote.origin.url; git branch --show-current; git push --dry-run 2>&1; done; ls /workspaces',
    );
    expect(output).toContain('/workspaces/fraud-rules');
    for (const name of ['payments-api', 'fraud-rules']) expect(output).toContain(`${portal.gitUrl}/acme/${name}`);
    expect(output.match(/^main$/gm)).toHaveLength(2);
    expect(output.match(/Everything up-to-date/g)).toHaveLength(2);
    expect(output).toContain('payments-api.code-workspace');
    expect((await eyes.objects(portal.namespace)).filter(name => name.startsWith('pod/'))).toHaveLength(1);
  });

  it('lists them on its page, each with its clone', async () => {
    await page.bringToFront();
    await page.goto(`${portal.url}/workspaces`);
    await page.getByRole('link', { name: 'payments-api-main' }).first().click();
    await page.getByText(/^fraud-rules: main at [0-9a-f]{8}$/).waitFor();
    expect(await page.getByText(/^main at [0-9a-f]{8}$/).count()).toBe(1);
    expect(await page.getByText('/workspaces/fraud-rules').count()).toBe(1);
  });
});
