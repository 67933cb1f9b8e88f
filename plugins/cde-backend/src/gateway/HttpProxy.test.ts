import http from 'node:http';
import net from 'node:net';
import { Duplex } from 'node:stream';
import { send, sendRaw, startGateway, until } from './__testUtils__/harness';
import type { RunningGateway } from './__testUtils__/harness';

describe('requests to a pod', () => {
  let running: RunningGateway;
  let host: string;
  let origin: string;
  let cookie: string;
  beforeEach(async () => {
    running = await startGateway();
    ({ host, origin, cookie } = await running.enter());
  });
  afterEach(() => running.close());
  const ask = (request: Partial<Parameters<typeof send>[1]> = {}) =>
    send(running.gateway.port, { host, ...request, headers: { cookie, ...request.headers } });

  it('arrive with method, path, headers and body', async () => {
    await ask({
      method: 'PUT', path: '/a/b?c=%20d&e', body: 'some text',
      headers: { origin, 'content-type': 'text/plain', 'x-two': ['1', '2'] },
    });
    const [request] = running.pod.seen;
    expect(request).toMatchObject({ method: 'PUT', url: '/a/b?c=%20d&e', body: 'some text' });
    expect(request.headers).toMatchObject({ host, 'content-type': 'text/plain', 'x-two': '1, 2', 'content-length': '9' });
  });

  it('arrive without credentials of portal and gateway, but with those of the app', async () => {
    const token = `${Buffer.from('{"typ":"vnd.backstage.user"}').toString('base64url')}.e30.s`;
    await sendRaw(running.gateway.port, [
      'GET /echo HTTP/1.1', `Host: ${host}`, `cOOKIE: ${cookie}; app=1`, 'Cookie: BACKSTAGE-AUTH=x; other=2',
      `AUTHORIZATION: bearer ${token}`, 'Authorization: Basic dTpw', 'X-Forwarded-For: 6.6.6.6', 'Forwarded: for=6.6.6.6',
      'Connection: close, X-Secret-Hop', 'X-Secret-Hop: 1', '', '',
    ].join('\r\n'));
    const [{ rawHeaders, headers }] = running.pod.seen;
    expect(rawHeaders.join('\n')).not.toMatch(/__Host-cde|backstage|vnd|6\.6\.6\.6|secret/i);
    expect(headers).toMatchObject({
      cookie: 'app=1; other=2',
      authorization: 'Basic dTpw',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': host,
      'x-forwarded-proto': 'http',
    });
  });

  it('bring answers back, without power over more than their own host', async () => {
    running.pod.answer = (_request, response) => {
      response.writeHead(201, 'Made', [
        'Content-Type', 'text/plain', 'Set-Cookie', 'a=1; Domain=localhost; Path=/', 'Set-Cookie', '__Host-cde=evil; Path=/; Secure',
        'Connection', 'X-Hop', 'X-Hop', '1', 'Alt-Svc', 'h3=":1"', 'Clear-Site-Data', '"*"', 'Access-Control-Allow-Origin', '*',
      ]);
      response.end('yes');
    };
    const { status, headers, body } = await ask();
    expect([status, body]).toEqual([201, 'yes']);
    expect(headers['set-cookie']).toEqual(['a=1; Path=/']);
    expect(headers).toMatchObject({ 'content-type': 'text/plain', 'access-control-allow-origin': '*' });
    expect(headers).not.toHaveProperty('x-hop');
    expect(headers).not.toHaveProperty('alt-svc');
    expect(headers).not.toHaveProperty('clear-site-data');
  });

  it('share kept connections', async () => {
    for (let count = 0; count < 5; count++) await ask();
    expect(running.dials).toEqual(['ide']);
  });

  it.each(['HEAD', 'OPTIONS', 'DELETE', 'PROPFIND'])('may be %s', async method => {
    expect((await ask({ method, headers: { origin } })).status).toBe(200);
    expect(running.pod.seen[0].method).toBe(method);
  });

  it.each([204, 304, 404, 500])('bring back status %i', async status => {
    running.pod.answer = (_request, response) => response.writeHead(status).end();
    expect((await ask()).status).toBe(status);
  });

  it.each([
    ['//evil.example/x', '//evil.example/x'],
    ['/../../etc/passwd', '/../../etc/passwd'],
    ['/%2f%2fevil.example', '/%2f%2fevil.example'],
    ['/@evil.example:80/', '/@evil.example:80/'],
    ['/http://evil.example/', '/http://evil.example/'],
  ])('of the form %s go to the same pod', async (path, arrived) => {
    await ask({ path });
    expect(running.pod.seen[0].url).toBe(arrived);
  });

  it.each<[string, string, string[]]>([
    ['an absolute form of its own host', '200', ['GET http://HOST/x HTTP/1.1', 'Host: HOST']],
    ['an absolute form of another host', '400', ['GET http://evil.example/ HTTP/1.1', 'Host: HOST']],
    ['two hosts', '404', ['GET / HTTP/1.1', 'Host: HOST', 'Host: evil.example']],
    ['no host', '400', ['GET / HTTP/1.1']],
    ['a request to be a tunnel', '', ['CONNECT evil.example:80 HTTP/1.1', 'Host: HOST']],
    ['TRACE', '400', ['TRACE / HTTP/1.1', 'Host: HOST']],
    ['two kinds of length', '400', ['POST / HTTP/1.1', 'Host: HOST', 'Content-Length: 4', 'Transfer-Encoding: chunked']],
    ['two lengths', '400', ['POST / HTTP/1.1', 'Host: HOST', 'Content-Length: 4', 'Content-Length: 5']],
    ['a hidden chunked', '400', ['POST / HTTP/1.1', 'Host: HOST', 'Transfer-Encoding: xchunked']],
    ['a space before the colon', '400', ['GET / HTTP/1.1', 'Host: HOST', 'Transfer-Encoding : chunked']],
    ['a folded header', '400', ['GET / HTTP/1.1', 'Host: HOST', 'X-A: 1', ' Y: 2']],
    ['a bare line feed', '400', ['GET / HTTP/1.1', 'Host: HOST\nX-A: 1']],
    ['a bare carriage return', '400', ['GET / HTTP/1.1', 'Host: HOST', 'X-A: 1\rX-B: 2']],
    ['a control character', '400', ['GET / HTTP/1.1', 'Host: HOST', 'X-A: \x00']],
    ['headers beyond the limit', '431', ['GET / HTTP/1.1', 'Host: HOST', `X-A: ${'a'.repeat(70_000)}`]],
    ['a path beyond the limit', '414', [`GET /${'a'.repeat(17_000)} HTTP/1.1`, 'Host: HOST']],
  ])('with %s get %s', async (_case, status, lines) => {
    const bytes = [...lines, `Cookie: ${cookie}`, `Origin: ${origin}`, 'Connection: close', '', ''].join('\r\n').replaceAll('HOST', host);
    expect((await sendRaw(running.gateway.port, bytes)).split(' ')[1] ?? '').toBe(status);
    expect(running.pod.seen.length).toBe(status === '200' ? 1 : 0);
  });

  it.each<[string, Record<string, string>]>([
    ['nowhere', {}],
    ['another site', { origin: 'https://evil.example' }],
    ['a sandbox', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['a sibling', { origin: `http://${'b'.repeat(39)}.localhost:3001` }],
    ['the portal', { origin: 'http://localhost:3000' }],
  ])('that change something are refused from %s', async (_case, headers) => {
    expect((await ask({ method: 'POST', headers })).status).toBe(403);
    expect(running.pod.seen).toEqual([]);
  });

  it('stream both ways without being kept', async () => {
    const size = 64 * 1024 * 1024;
    let received = 0;
    running.pod.answer = (request, response) => {
      request.on('data', chunk => (received += chunk.length));
      request.on('end', () => {
        response.writeHead(200);
        const block = Buffer.alloc(256 * 1024);
        let left = size;
        const more = () => {
          let hasRoom = true;
          while (hasRoom && left > 0) {
            left -= block.length;
            hasRoom = response.write(block);
          }
          if (left > 0) response.once('drain', more);
          else response.end();
        };
        more();
      });
    };
    const answered = await new Promise<number>((resolve, reject) => {
      const request = http.request(
        { host: '127.0.0.1', port: running.gateway.port, method: 'POST', headers: { Host: host, Cookie: cookie, Origin: origin } },
        response => {
          let bytes = 0;
          response.on('data', chunk => (bytes += chunk.length));
          response.on('end', () => resolve(bytes));
        },
      );
      request.on('error', reject);
      for (let sent = 0; sent < 8; sent++) request.write(Buffer.alloc(1024 * 1024));
      request.end();
    });
    expect([received, answered]).toEqual([8 * 1024 * 1024, size]);
  });

  it('hold the pod back while the client does not read', async () => {
    let sent = 0;
    running.pod.answer = (_request, response) => {
      const block = Buffer.alloc(256 * 1024);
      const more = () => {
        let hasRoom = true;
        while (hasRoom && sent < 1024 ** 3 && !response.destroyed) {
          sent += block.length;
          hasRoom = response.write(block);
        }
        response.once('drain', more);
      };
      more();
    };
    const client = net.connect(running.gateway.port, '127.0.0.1');
    client.pause();
    client.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\n\r\n`);
    await until(() => sent > 0);
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise(resolve => setTimeout(resolve, 300));
    }
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    const held = [...running.pod.sockets];
    client.destroy();
    await until(() => held.every(socket => socket.destroyed));
  });

  it('deliver the first event of a stream before there is a second', async () => {
    running.pod.answer = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.flushHeaders();
    };
    const response = await new Promise<http.IncomingMessage>(resolve => {
      http.get({ host: '127.0.0.1', port: running.gateway.port, headers: { Host: host, Cookie: cookie } }, resolve);
    });
    expect(response.headers['content-type']).toBe('text/event-stream');
    response.on('error', () => undefined);
    response.destroy();
  });

  it('are given up by the pod when the client goes away, and the other way round', async () => {
    let asked = 0;
    let abandoned = 0;
    running.pod.answer = request => {
      asked += 1;
      request.once('close', () => (abandoned += 1));
    };
    const client = net.connect(running.gateway.port, '127.0.0.1');
    client.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\n\r\n`);
    await until(() => asked === 1);
    client.destroy();
    await until(() => abandoned === 1);

    const pending = ask({ method: 'POST', headers: { origin } });
    await until(() => asked === 2);
    running.pod.sockets.forEach(socket => socket.destroy());
    expect((await pending).status).toBe(502);
  });

  it('are cut off where the pod dies in the middle of its answer', async () => {
    running.pod.answer = (_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    };
    await expect(ask()).rejects.toThrow();
  });

  it('are asked again where a kept connection was closed meanwhile, but only harmless ones', async () => {
    await ask();
    running.pod.answer = request => request.socket.destroy();
    const once = () => {
      running.pod.answer = (request, _response) => {
        running.pod.answer = undefined;
        request.socket.destroy();
      };
    };
    once();
    expect((await ask()).status).toBe(200);
    once();
    expect((await ask({ method: 'POST', headers: { origin }, body: 'x' })).status).toBe(502);
  });

  it('go over a connection that is no socket, too', async () => {
    await running.close();
    const pod = running.pod;
    running = await startGateway({
      openTunnel: async () => {
        const socket = net.connect(running.pod.port, '127.0.0.1');
        return Duplex.from({ readable: socket, writable: socket });
      },
    });
    ({ host, origin, cookie } = await running.enter());
    expect((await ask({ path: '/over-a-duplex' })).body).toBe('from the pod');
    expect((await ask({ method: 'POST', headers: { origin }, body: 'x'.repeat(100_000) })).status).toBe(200);
    expect(pod).not.toBe(running.pod);
  });

  it('leave a pod that was replaced', async () => {
    await ask();
    running.workspace.observed = { podUid: 'pod-2', podIP: '10.0.0.2' };
    running.time.now += 60_000;
    await ask();
    expect(running.dials).toEqual(['ide', 'ide']);
  });
});

describe('limits', () => {
  it.each<['openPerUser' | 'openPerWorkspace']>([['openPerUser'], ['openPerWorkspace']])(
    '%s are kept, and counted down to nothing',
    async limit => {
      const running = await startGateway({ limits: { [limit]: 2 } });
      const { host, cookie } = await running.enter();
      const waiting: http.ServerResponse[] = [];
      running.pod.answer = (_request, response) => waiting.push(response);
      const ask = () => send(running.gateway.port, { host, headers: { cookie } });
      for (let round = 0; round < 3; round++) {
        const pending = [ask(), ask()];
        await until(() => waiting.length === 2);
        expect((await ask()).status).toBe(429);
        waiting.splice(0).forEach(response => response.end());
        await Promise.all(pending);
      }
      await running.close();
    },
  );

  it('idle requests are given up', async () => {
    const running = await startGateway({ limits: { idleMs: 1_200 } });
    const { host, cookie } = await running.enter();
    running.pod.answer = () => undefined;
    const outcome = await send(running.gateway.port, { host, headers: { cookie } }).then(
      ({ status }) => status,
      error => error.code,
    );
    expect([502, 'ECONNRESET']).toContain(outcome);
    await running.close();
  });

  it('a pod that does not answer the dial is not waited for', async () => {
    const running = await startGateway({ limits: { dialTimeoutMs: 100 }, openTunnel: () => new Promise(() => undefined) });
    const { host, cookie } = await running.enter();
    expect((await send(running.gateway.port, { host, headers: { cookie } })).status).toBe(502);
    await running.close();
  });
});
