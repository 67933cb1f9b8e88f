import { execFileSync } from 'child_process';
import { generateKeyPairSync } from 'crypto';
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

jest.setTimeout(minutes(5));

const KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describeWithCluster('git access', () => {
  let portal: Portal;
  let browser: Browser;
  let eyes: ClusterEyes;
  let context: BrowserContext;
  let page: Page;
  let tab: Page | undefined;
  let done = 0;

  beforeAll(async () => {
    portal = await Portal.start(4430);
    browser = await launchBrowser();
    eyes = new ClusterEyes();
    ({ context, page } = await signIn(browser, portal.url, 'Ana'));
  }, minutes(10));

  afterAll(async () => {
    if (done < 3 && page) console.info(`last picture: ${await pictureOf(tab ?? page, 'git-access')}`);
    await browser?.close();
    await portal?.stop();
    await eyes?.removeNamespace(portal.namespace);
    eyes?.close();
    portal?.removeState();
  }, minutes(3));

  it('takes a token and a key on the page of workspaces, and shows neither again', async () => {
    const host = new URL(portal.gitUrl).host;
    const { CDE_GIT_TOKEN: token } = portal.secrets;
    await page.goto(`${portal.url}/workspaces`);
    await page.getByText('No workspaces yet').waitFor();
    await page.waitForLoadState('networkidle');
    await page.getByRole('button', { name: /Git access/ }).click();
    await page.getByRole('button', { name: `Enter a token for ${host}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Token', { exact: true }).fill(token);
    await dialog.getByLabel('User name').fill('ana');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/Reached as you, until/).waitFor();

    await page.getByRole('button', { name: 'Set: Signing key' }).click();
    await dialog.getByLabel('Private key').fill('ssh-ed25519 AAAA ana');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText(/public half/).waitFor();
    await dialog.getByLabel('Private key').fill(KEY);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/ssh-ed25519 SHA256:\S+, set/).waitFor();
    await pictureOf(page, 'git-access-wide');

    await page.reload();
    await page.getByRole('button', { name: /Git access/ }).click();
    await page.getByText(/ssh-ed25519 SHA256:/).waitFor();
    const shown = await page.content();
    expect([shown.includes(token), shown.includes(KEY.split('\n')[1])]).toEqual([false, false]);
    await page.setViewportSize({ width: 390, height: 844 });
    // The portal takes its phone layout a moment after the width has changed.
    await page.waitForFunction('document.documentElement.scrollWidth === document.documentElement.clientWidth');
    await pictureOf(page, 'git-access-narrow');
    await page.setViewportSize({ width: 1440, height: 900 });
    done += 1;
  });

  it('signs what is committed in the IDE, and pushes it as its owner', async () => {
    await page.goto(`${portal.url}/catalog/default/component/payments-api/workspaces`);
    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Open dev environment' }).click();
    tab = await opened;
    await arrives(tab, new RegExp(`localhost:${portal.gatewayPort}/`), minutes(3));
    const ide = new Ide(tab);
    await ide.ready();
    await ide.openTerminal();
    // What is typed before the shell's first prompt may be lost; not every start of the IDE marks where it is.
    const prompt = tab.locator('.terminal-wrapper.active .terminal-command-decoration');
    for (let tries = 0; tries < 75 && (await prompt.count()) === 0; tries++) await tab.waitForTimeout(200);
    const output = await ide.run('git commit -q --allow-empty -m signed && git push -q origin HEAD:refs/heads/signed && echo pushed; ls -A /run/cde-keys; git config remote.origin.url');
    expect(output.trim().split('\n')).toEqual(['pushed', `${portal.gitUrl}/acme/payments-api.git`]);

    const clone = fs.mkdtempSync(path.join(os.tmpdir(), 'cde-signed-'));
    const git = (...args: string[]) => execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8' });
    try {
      git('clone', '-q', '--bare', '--single-branch', '--branch', 'signed', `${portal.gitUrl}/acme/payments-api.git`, '.');
      const commit = git('cat-file', 'commit', 'signed');
      expect(commit).toMatch(/^author Ana/m);
      expect(commit).toContain('BEGIN SSH SIGNATURE');
    } finally {
      fs.rmSync(clone, { recursive: true });
    }
    done += 1;
  });

  it('leaves neither of them in the log', () => {
    const log = portal.backendLog();
    expect([log.includes(portal.secrets.CDE_GIT_TOKEN), log.includes(KEY.split('\n')[1])]).toEqual([false, false]);
    done += 1;
  });
});
