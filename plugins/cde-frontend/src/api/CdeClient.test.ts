import { mockApis, registerMswTestHooks } from '@backstage/frontend-test-utils';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { aPreview, aWorkspace } from '../__testUtils__';
import { CdeClient } from './CdeClient';

const BASE = 'http://portal.example/api/cde';

describe('CdeClient', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  const client = new CdeClient({
    discoveryApi: mockApis.discovery({ baseUrl: 'http://portal.example' }),
    fetchApi: mockApis.fetch({ injectIdentityAuth: { token: 'portal-token' } }),
  });
  const workspace = aWorkspace();

  it('reads all pages of a list, for one component', async () => {
    const asked: string[] = [];
    server.use(
      http.get(`${BASE}/workspaces`, ({ request }) => {
        const { search, searchParams } = new URL(request.url);
        asked.push(search);
        return searchParams.has('cursor')
          ? HttpResponse.json({ items: [{ ...workspace, id: 'second' }] })
          : HttpResponse.json({ items: [workspace], nextCursor: 'next' });
      }),
    );
    const list = await client.listWorkspaces({
      component: 'component:default/a',
    });
    expect(list.map(({ id }) => id)).toEqual([workspace.id, 'second']);
    expect(asked).toEqual([
      '?component=component%3Adefault%2Fa',
      '?component=component%3Adefault%2Fa&cursor=next',
    ]);
  });

  it('creates with a key that makes it once, as the signed-in user', async () => {
    let seen: Request | undefined;
    server.use(
      http.post(`${BASE}/workspaces`, async ({ request }) => {
        seen = request.clone();
        return HttpResponse.json(workspace, { status: 201 });
      }),
    );
    await expect(
      client.createWorkspace({ component: 'component:default/a' }, 'key-1'),
    ).resolves.toEqual(workspace);
    expect(seen?.headers.get('idempotency-key')).toBe('key-1');
    expect(seen?.headers.get('authorization')).toBe('Bearer portal-token');
    await expect(seen?.json()).resolves.toEqual({
      component: 'component:default/a',
    });
  });

  it.each([
    ['start', () => client.startWorkspace(workspace.id)],
    ['stop', () => client.stopWorkspace(workspace.id)],
    ['restart', () => client.restartWorkspace(workspace.id)],
  ] as const)('posts to %s', async (verb, call) => {
    server.use(
      http.post(`${BASE}/workspaces/${workspace.id}/${verb}`, () =>
        HttpResponse.json(workspace, { status: 202 }),
      ),
    );
    await expect(call()).resolves.toEqual(workspace);
  });

  it('deletes', async () => {
    server.use(
      http.delete(`${BASE}/workspaces/${workspace.id}`, () =>
        HttpResponse.json(workspace, { status: 202 }),
      ),
    );
    await expect(client.deleteWorkspace(workspace.id)).resolves.toEqual(
      workspace,
    );
  });

  it('asks for a way into the IDE, or to a port', async () => {
    const bodies: unknown[] = [];
    server.use(
      http.post(`${BASE}/workspaces/:id/open`, async ({ request }) => {
        bodies.push(await request.json());
        return HttpResponse.json({
          url: 'http://x.localhost:3001/',
          expiresAt: '2026-11-02T09:30:00Z',
        });
      }),
    );
    await client.openWorkspace(workspace.id);
    await client.openWorkspace(workspace.id, { port: 8080 });
    expect(bodies).toEqual([{}, { port: 8080 }]);
  });

  it('reads what pages need', async () => {
    const after: Array<string | null> = [];
    server.use(
      http.get(`${BASE}/workspaces/:id`, () => HttpResponse.json(workspace)),
      http.get(`${BASE}/workspaces/:id/timeline`, ({ request }) => {
        after.push(new URL(request.url).searchParams.get('after'));
        return HttpResponse.json({ items: [] });
      }),
      http.post(`${BASE}/workspaces/preview`, () =>
        HttpResponse.json(aPreview()),
      ),
      http.get(`${BASE}/options`, () => HttpResponse.json({ templates: [] })),
      http.get(`${BASE}/branches`, () => HttpResponse.json({ branches: [] })),
      http.get(`${BASE}/clusters`, () => HttpResponse.json({ items: [] })),
    );
    await expect(client.getWorkspace('a b/c')).resolves.toEqual(workspace);
    await expect(client.getTimeline(workspace.id)).resolves.toEqual([]);
    await expect(client.getTimeline(workspace.id, 7)).resolves.toEqual([]);
    await expect(client.previewWorkspace({})).resolves.toEqual(aPreview());
    await expect(client.getOptions()).resolves.toEqual({ templates: [] });
    await expect(client.getBranches('component:default/a')).resolves.toEqual({
      branches: [],
    });
    await expect(client.getClusters()).resolves.toEqual([]);
    expect(after).toEqual([null, '7']);
  });

  it('hands out a log piece by piece, without breaking characters', async () => {
    const bytes = new TextEncoder().encode('żółw\n');
    server.use(
      http.get(
        `${BASE}/workspaces/${workspace.id}/logs/postCreateCommand`,
        ({ request }) => {
          expect(new URL(request.url).searchParams.get('follow')).toBe('true');
          const stream = new ReadableStream({
            start(controller) {
              controller.enqueue(bytes.slice(0, 3));
              controller.enqueue(bytes.slice(3));
              controller.close();
            },
          });
          return new HttpResponse(stream, {
            headers: { 'content-type': 'text/plain' },
          });
        },
      ),
    );
    let text = '';
    await client.readLog(
      workspace.id,
      'postCreateCommand',
      piece => (text += piece),
      { follow: true },
    );
    expect(text).toBe('żółw\n');
  });

  it('rejects with what the backend said', async () => {
    server.use(
      http.get(`${BASE}/workspaces/:id`, () =>
        HttpResponse.json(
          {
            error: {
              name: 'NotFoundError',
              message: "There is no workspace 'x'",
            },
            response: { statusCode: 404 },
          },
          { status: 404 },
        ),
      ),
    );
    await expect(client.getWorkspace('x')).rejects.toMatchObject({
      name: 'ResponseError',
      statusCode: 404,
      body: { error: { message: "There is no workspace 'x'" } },
    });
  });
});
