import { existsSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startGateway } from './__testUtils__/harness';
import type { RunningGateway } from './__testUtils__/harness';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const hasChromium = existsSync(executablePath);
const title = hasChromium ? 'in a real browser' : `in a real browser — SKIPPED: no Chromium at ${executablePath}`;

/** A page with a script of the workspace, or of the portal. */
function servePage(name: string, cookies: string[]): http.RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html', 'Set-Cookie': cookies });
    response.end(`<!doctype html><title>${name}</title><p>${name}</p>`);
  };
}

(hasChromium ? describe : describe.skip)(title, () => {
  jest.setTimeout(60_000);
  let browser: Browser;
  let context: BrowserContext;
  let portal: http.Server;
  let portalUrl: string;
  let running: RunningGateway;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    });
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    portal = http.createServer(servePage('portal', ['backstage-auth=secret; Path=/; HttpOnly']));
    await new Promise<void>(resolve => portal.listen(0, '127.0.0.1', resolve));
    portalUrl = `http://localhost:${(portal.address() as AddressInfo).port}`;
    const spare = http.createServer();
    await new Promise<void>(resolve => spare.listen(0, '127.0.0.1', resolve));
    const { port } = spare.address() as AddressInfo;
    await new Promise(resolve => spare.close(resolve));
    running = await startGateway({
      config: { listen: { host: '127.0.0.1', port }, baseUrl: `http://localhost:${port}` },
      portalUrl,
    });
    running.pod.answer = servePage('pod', ['app=1; Path=/', 'evil=1; Domain=localhost; Path=/']);
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(portalUrl);
  });
  afterEach(async () => {
    await context.close();
    await running.close();
    portal.closeAllConnections();
    await new Promise(resolve => portal.close(resolve));
  });

  /** As the portal does it: a tab of its own goes to the link. */
  async function open(): Promise<Page> {
    const url = String(await running.ticket());
    const [tab] = await Promise.all([
      context.waitForEvent('page'),
      page.evaluate(target => {
        Object.assign(window, { opened: window.open(target) });
      }, url),
    ]);
    await tab.waitForURL('**/?folder=*');
    return tab;
  }

  it('lets somebody in and keeps them in, with nothing of it to be seen by scripts', async () => {
    const tab = await open();
    await tab.reload();
    expect(await tab.title()).toBe('pod');
    const seen = await tab.evaluate(() => [document.cookie, document.referrer, window.location.search]);
    expect(seen).toEqual(['app=1; evil=1', '', '?folder=%2Fworkspaces%2Fpayments-api']);
    const echo = await tab.evaluate(
      () =>
        new Promise(resolve => {
          const socket = new WebSocket(`ws://${window.location.host}/socket`);
          socket.onopen = () => socket.send('hello');
          socket.onmessage = event => resolve(event.data);
          socket.onerror = () => resolve('refused');
        }),
    );
    expect(echo).toBe('hello');
    expect(await tab.evaluate(() => fetch('/', { method: 'POST' }).then(({ status }) => status))).toBe(200);
  });

  it('gives the workspace no cookie for the portal, nor the portal’s own', async () => {
    let cookies: string | undefined = '';
    running.pod.answer = (request, response) => {
      ({ cookie: cookies } = request.headers);
      servePage('pod', ['portal=1; Domain=localhost; Path=/'])(request, response);
    };
    const tab = await open();
    await tab.reload();
    expect(cookies).toBe('portal=1');
    const ofPortal = await context.cookies(portalUrl);
    expect(ofPortal.map(({ name }) => name)).toEqual(['backstage-auth']);
  });

  it('keeps scripts of the workspace off the portal', async () => {
    const tab = await open();
    expect(await tab.evaluate(() => window.opener)).toBeNull();
    const read = await tab.evaluate(
      url => fetch(url, { credentials: 'include' }).then(response => response.text(), () => 'refused'),
      portalUrl,
    );
    expect(read).toBe('refused');
    const framed = await tab.evaluate(
      url =>
        new Promise(resolve => {
          const frame = document.createElement('iframe');
          frame.onload = () => {
            try {
              resolve(frame.contentWindow?.document.title);
            } catch {
              resolve('refused');
            }
          };
          frame.src = url;
          document.body.append(frame);
        }),
      portalUrl,
    );
    expect(framed).toBe('refused');
    const worker = await tab.evaluate(
      url => navigator.serviceWorker.register(`${url}/worker.js`).then(() => 'registered', () => 'refused'),
      portalUrl,
    );
    expect(worker).toBe('refused');
  });

  it('keeps the portal and other sites off the workspace', async () => {
    const tab = await open();
    // The browser severs the two once the page has arrived, and tells the opener a moment later.
    await page.waitForFunction(() => (window as unknown as { opened: Window }).opened.closed, undefined, { polling: 100 });
    const origin = new URL(tab.url()).origin;
    const attempts = await page.evaluate(
      target =>
        Promise.all([
          fetch(target, { credentials: 'include' }).then(() => 'read', () => 'refused'),
          new Promise(resolve => {
            const socket = new WebSocket(`${target.replace('http', 'ws')}/socket`);
            socket.onopen = () => resolve('open');
            socket.onerror = () => resolve('refused');
          }),
          fetch(target, { method: 'POST', mode: 'no-cors', credentials: 'include' }).then(() => 'sent'),
        ]),
      origin,
    );
    expect(attempts.slice(0, 2)).toEqual(['refused', 'refused']);
    expect(running.pod.upgrades).toEqual([]);
    expect(running.pod.seen.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('lets a link lead in, and shows others the way to the portal', async () => {
    const tab = await open();
    const { origin } = new URL(tab.url());
    await page.evaluate(target => window.location.assign(`${target}/deep/link`), origin);
    await page.waitForURL('**/deep/link');
    expect(await page.title()).toBe('pod');

    const other = await browser.newContext();
    const outsider = await other.newPage();
    await outsider.goto(origin);
    expect(await outsider.title()).toBe('Open this workspace from the portal');
    expect(await outsider.getByRole('link').getAttribute('href')).toBe(`${portalUrl}/workspaces/${running.workspace.id}`);
    await other.close();
  });
});
