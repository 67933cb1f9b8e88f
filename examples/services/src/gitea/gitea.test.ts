import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { appIni } from './configuration.ts';
import { createGiteaHost } from './giteaHost.ts';

const options = {
  files: '/home/gitea',
  data: '/state/gitea',
  port: 4711,
  url: 'http://localhost:3002',
  secret: 's3cret',
  user: 'ana',
};

describe('the configuration of Gitea', () => {
  it('is reached by this machine only, and takes no registrations', () => {
    const text = appIni(options);
    for (const line of [
      'HTTP_ADDR = 127.0.0.1',
      'HTTP_PORT = 4711',
      'ROOT_URL = http://localhost:3002/',
      'DISABLE_REGISTRATION = true',
      'ALLOWED_HOST_LIST = loopback',
      'INSTALL_LOCK = true',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).not.toContain('UNSAFE');
  });

  it('has the same keys after each start, others for others, and never the secret itself', () => {
    const keys = (secret: string) =>
      appIni({ ...options, secret })
        .split('\n')
        .filter(line => /KEY|TOKEN|SECRET/.test(line));
    expect(keys('s3cret')).toHaveLength(3);
    expect(keys('s3cret')).toEqual(keys('s3cret'));
    expect(new Set([...keys('s3cret'), ...keys('other')]).size).toBe(6);
    expect(keys('s3cret').join()).not.toContain('s3cret');
  });

  it('runs as root only where it has to', () => {
    expect(appIni({ ...options, user: 'root' })).toContain(
      'I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true',
    );
  });
});

describe('the address of Gitea', () => {
  const servers: http.Server[] = [];
  afterEach(() => servers.splice(0).forEach(server => server.close()));

  const start = async (handler: http.RequestListener) => {
    const server = http.createServer(handler);
    servers.push(server);
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  it('says what it waits for, then passes requests and bodies on', async () => {
    const gitea = await start((request, response) => {
      const sent = [request.method, request.url, request.headers.host];
      response.writeHead(201, { 'x-sent': sent.join(' ') });
      request.pipe(response);
    });
    const host = createGiteaHost();
    const address = await start(host.handler);

    host.says('It is being built <now>.');
    const waiting = await fetch(address);
    expect(waiting.status).toBe(503);
    expect(waiting.headers.get('retry-after')).toBe('15');
    expect(await waiting.text()).toContain('It is being built &lt;now&gt;.');

    host.ready(gitea);
    const passed = await fetch(`${address}/acme/x?y=1`, {
      method: 'POST',
      body: 'pack',
    });
    expect(passed.status).toBe(201);
    expect(passed.headers.get('x-sent')).toBe(
      `POST /acme/x?y=1 ${new URL(address).host}`,
    );
    expect(await passed.text()).toBe('pack');
  });

  it('says that Gitea is gone', async () => {
    const host = createGiteaHost();
    host.ready('http://127.0.0.1:9');
    const answer = await fetch(await start(host.handler));
    expect(answer.status).toBe(502);
    expect(await answer.text()).toMatch(/does not answer/);
  });
});
