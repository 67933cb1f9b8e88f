import fs from 'fs';
import os from 'os';
import path from 'path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Chromium as the tests use it: nothing of it calls home. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A fresh profile, signed in to the portal through the identity provider's own page. */
export async function signIn(browser: Browser, portalUrl: string, user: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await page.goto(portalUrl);
  const popup = context.waitForEvent('page');
  await page.getByRole('button', { name: /sign in/i }).click();
  const login = await popup;
  await Promise.all([login.waitForEvent('close'), login.getByRole('button', { name: new RegExp(user, 'i') }).click()]);
  await page.getByRole('link', { name: /settings/i }).first().waitFor();
  return { context, page };
}

/** Waits until a tab is at an address. @throws Error with what the tab shows instead */
export async function arrives(tab: Page, address: RegExp, timeout: number): Promise<void> {
  await tab.waitForURL(address, { timeout }).catch(async error => {
    const shown = await tab.locator('body').innerText();
    throw new Error(`${error.message}\nThe tab at ${tab.url()} shows:\n${shown.slice(0, 1000)}`);
  });
}

/** Keeps a picture of a page that a test failed on, and says where. */
export async function pictureOf(page: Page, name: string): Promise<string> {
  const folder = process.env.CDE_PICTURES ?? path.join(os.tmpdir(), 'cde-e2e-pictures');
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name.replace(/\W+/g, '-')}.png`);
  await page.screenshot({ path: file });
  return file;
}
