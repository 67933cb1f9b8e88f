import { execFileSync } from 'child_process';
import fs from 'fs';
import os from 'os';
import path from 'path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { arrives, launchBrowser, pictureOf, signIn } from './browser';
import { ClusterEyes } from './cluster';
import { Ide } from './ide';
import { Portal } from './portal';
import { describeWithCluster } from './requirements';

const minutes = (count: number) => count * 60_000;
const origins = (port: number) => new RegExp(`^http://[a-z0-9-]+\\.localhost:${port}/`);

jest.setTimeout(minutes(5));

describeWithCluster('from a component page to an IDE in a real pod', () => {
  let portal: Portal;
  let browser: Browser;
  let eyes: ClusterEyes;
  let context: BrowserContext;
  let page: Page;
  let ide: Ide;

  const onTab = () => page.goto(`${portal.url}/catalog/default/component/payments-api/workspaces`);
  const row = () => page.getByRole('row').filter({ hasText: 'payments-api' }).first();

  /** Clicks the button and follows the tab that the click opened until the IDE is there. */
  async function openByButton(): Promise<Ide> {
    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Open dev environment' }).click();
    const tab = await opened;
    await arrives(tab, origins(portal.gatewayPort), minutes(2));
    const inTab = new Ide(tab);
    await inTab.ready();
    return inTab;
  }

  async function chooseAction(action: string, confirm: string) {
    await page.getByRole('button', { name: /^More actions for/ }).first().click();
    await page.getByRole('menuitem', { name: action }).click();
    await page.getByRole('dialog').or(page.getByRole('alertdialog')).getByRole('button', { name: confirm, exact: true }).click();
  }

  beforeAll(async () => {
    portal = await Portal.start(4300);
    browser = await launchBrowser();
    eyes = new ClusterEyes();
  }, minutes(10));

  afterAll(async () => {
    if (expect.getState().numPassingAsserts === 0 && page) console.info(`last picture: ${await pictureOf(page, 'lifecycle')}`);
    await browser?.close();
    await portal?.stop();
    await eyes?.removeNamespace(portal.namespace);
    eyes?.close();
    portal?.removeState();
  }, minutes(3));

  it('signs in and shows what one click would do', async () => {
    ({ context, page } = await signIn(browser, portal.url, 'Ana'));
    await onTab();
    await page.getByText(/Creates and opens payments-api/).waitFor();
    await page.getByText(/propert(y|ies) applied/).waitFor();
    expect(await eyes.objects(portal.namespace)).toEqual([]);
  });

  it('opens VS Code with the repository by one click', async () => {
    ide = await openByButton();
    expect(await ide.page.evaluate('window.opener')).toBeNull();
    await ide.page.locator('.explorer-folders-view').getByText('README.md').waitFor();
    expect(await eyes.objects(portal.namespace)).toEqual(
      ['networkpolicy', 'pod', 'secret', 'volumeclaim'].map(kind => expect.stringMatching(`^${kind}/cde-`)),
    );
  });

  it('has a terminal with the devcontainer environment and my git identity', async () => {
    await ide.openTerminal();
    const output = await ide.run('echo mode=$PAYMENTS_MODE; node --version; git config user.email; git branch --show-current');
    expect(output).toContain('mode=sandbox');
    expect(output).toContain('v24.');
    expect(output).toContain('ana@acme.example');
    expect(output).toContain('main');
  });

  it('pushes to the git host', async () => {
    await ide.openFile('README.md');
    await ide.appendLine('Written in a workspace.');
    const output = await ide.run(
      'until ! git diff --quiet; do sleep 0.1; done; git commit -qam "Say where this was written" && git push; git log -1 --format=%an',
    );
    expect(output).toContain('main -> main');
    expect(output).toContain('Ana');
    const clone = fs.mkdtempSync(path.join(os.tmpdir(), 'cde-e2e-clone-'));
    execFileSync('git', ['clone', '-q', `${portal.gitUrl}/acme/payments-api.git`, clone]);
    expect(execFileSync('git', ['log', '-1', '--format=%s %ae'], { cwd: clone, encoding: 'utf8' })).toBe(
      'Say where this was written ana@acme.example\n',
    );
    fs.rmSync(clone, { recursive: true });
  });

  it('keeps files and home folder over stop and start', async () => {
    await ide.run('echo kept > kept.txt; echo home > ~/kept-home.txt');
    await page.bringToFront();
    await onTab();
    await chooseAction('Stop…', 'Stop');
    await row().getByText(/Stopped/).waitFor({ timeout: 60_000 });
    expect(await eyes.objects(portal.namespace)).not.toContainEqual(expect.stringMatching(/^pod\//));

    await page.getByText(/Starts and opens payments-api/).waitFor();
    ide = await openByButton();
    await ide.openTerminal();
    const output = await ide.run('cat kept.txt ~/kept-home.txt');
    expect(output).toContain('kept');
    expect(output).toContain('home');
  });

  it('deletes it, and nothing of it is left in the cluster', async () => {
    await page.bringToFront();
    await onTab();
    await chooseAction('Delete…', 'Delete');
    await page.getByText(/Creates and opens payments-api/).waitFor({ timeout: 60_000 });
    const deadline = Date.now() + 60_000;
    while ((await eyes.objects(portal.namespace)).length > 0 && Date.now() < deadline) await new Promise(resolve => setTimeout(resolve, 200));
    expect(await eyes.objects(portal.namespace)).toEqual([]);
  });
});
