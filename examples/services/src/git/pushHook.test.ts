import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { tellOfPush } from './pushHook';

const REPOSITORY = 'http://localhost:3002/acme/pay.git';

describe('tellOfPush', () => {
  const seen: Array<{ body: string; signature: unknown }> = [];
  let status = 202;
  const server = http.createServer(async (request, response) => {
    seen.push({
      body: await text(request),
      signature: request.headers['x-cde-signature'],
    });
    response.writeHead(status).end();
  });
  let url = '';

  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  it('signs what it tells', async () => {
    await tellOfPush({ url, secret: 'a secret' }, REPOSITORY);
    const body = JSON.stringify({ url: REPOSITORY });
    expect(seen).toEqual([
      {
        body,
        signature: createHmac('sha256', 'a secret').update(body).digest('hex'),
      },
    ]);
  });

  it('says in its log that nobody listens', async () => {
    const { error } = console;
    const lines: string[] = [];
    console.error = (line: string) => lines.push(line);
    try {
      status = 503;
      await tellOfPush({ url, secret: 'x' }, REPOSITORY);
      await tellOfPush({ url: 'http://127.0.0.1:1/', secret: 'x' }, REPOSITORY);
    } finally {
      console.error = error;
    }
    expect(lines).toEqual([
      expect.stringContaining(`a push to ${REPOSITORY}: Error: it answered`),
      expect.stringContaining(`a push to ${REPOSITORY}: TypeError`),
    ]);
  });
});
