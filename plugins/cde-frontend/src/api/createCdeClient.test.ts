import { mockApis, registerMswTestHooks } from '@backstage/frontend-test-utils';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { aChange, aContext, aPreview, aWorkspace } from '../__testUtils__';
import { createCdeClient } from './createCdeClient';

const BASE = 'http://portal.example/api/cde';

describe('createCdeClient', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  const client = createCdeClient({
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

  it('asks what a URL is about, and for the changes of a component', async () => {
    const url = 'https://github.com/acme/payments-api/tree/fix/timeouts?a=b#L3';
    const asked: Array<string | null> = [];
    server.use(
      http.get(`${BASE}/context`, ({ request }) => {
        asked.push(new URL(request.url).searchParams.get('url'));
        return HttpResponse.json(aContext());
      }),
      http.get(`${BASE}/changes`, ({ request }) => {
        asked.push(new URL(request.url).searchParams.get('component'));
        return HttpResponse.json({ supported: true, items: [aChange()] });
      }),
    );
    await expect(client.getContext(url)).resolves.toEqual(aContext());
    await expect(client.listChanges('component:default/a')).resolves.toEqual({
      supported: true,
      items: [aChange()],
    });
    expect(asked).toEqual([url, 'component:default/a']);
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

  describe('sends what the backend expects', () => {
    const id = 'a b/c';
    const one = `/workspaces/${encodeURIComponent(id)}`;
    const template = `/templates/${encodeURIComponent(id)}`;
    const target = { kind: 'everyone', per: 'each' } as const;
    const limits = { running: 2 };
    const list = { items: [] };
    const cases: Array<
      [
        name: string,
        call: () => Promise<unknown>,
        request: string,
        body: unknown,
        answer: unknown,
        result?: unknown,
      ]
    > = [
      [
        'workspaces of a scope',
        () => client.listWorkspaces({ scope: 'shared' }),
        'GET /workspaces?scope=shared',
        undefined,
        list,
        [],
      ],
      [
        'a start with parameters',
        () => client.startWorkspace(id, { parameters: { debug: true } }),
        `POST ${one}/start`,
        { parameters: { debug: true } },
        workspace,
      ],
      [
        'a restart with parameters',
        () => client.restartWorkspace(id, { parameters: { size: 3 } }),
        `POST ${one}/restart`,
        { parameters: { size: 3 } },
        workspace,
      ],
      [
        'templates',
        () => client.listTemplates(),
        'GET /templates',
        undefined,
        list,
        [],
      ],
      [
        'a template',
        () => client.getTemplate(id),
        `GET ${template}`,
        undefined,
        { id },
      ],
      [
        'a new template',
        () => client.createTemplate('kind: X'),
        'POST /templates',
        { yaml: 'kind: X' },
        { id },
      ],
      [
        'a draft',
        () => client.saveDraft(id, 'kind: X', 3),
        `PUT ${template}/draft`,
        { yaml: 'kind: X', version: 3 },
        { version: 4 },
      ],
      [
        'a draft that goes',
        () => client.discardDraft(id, 3),
        `DELETE ${template}/draft?version=3`,
        undefined,
        null,
        undefined,
      ],
      [
        'a text to check',
        () => client.validateTemplate('kind: X'),
        'POST /templates/validate',
        { yaml: 'kind: X' },
        list,
        [],
      ],
      [
        'a preview',
        () =>
          client.previewTemplate({
            yaml: 'kind: X',
            component: 'component:default/a',
          }),
        'POST /templates/preview',
        { yaml: 'kind: X', component: 'component:default/a' },
        { objects: [] },
      ],
      [
        'a publication',
        () => client.publishTemplate(id, { version: 3, note: 'n' }),
        `POST ${template}/publish`,
        { version: 3, note: 'n' },
        { id },
      ],
      [
        'a roll-back',
        () => client.rollBackTemplate(id, { revision: 1, note: 'n' }),
        `POST ${template}/rollback`,
        { revision: 1, note: 'n' },
        { id },
      ],
      [
        'a state',
        () => client.setTemplateState(id, 'retired'),
        `PUT ${template}/state`,
        { state: 'retired' },
        { id },
      ],
      [
        'a template that goes',
        () => client.deleteTemplate(id),
        `DELETE ${template}`,
        undefined,
        null,
        undefined,
      ],
      [
        'revisions',
        () => client.listTemplateRevisions(id),
        `GET ${template}/revisions`,
        undefined,
        list,
        [],
      ],
      [
        'a revision',
        () => client.getTemplateRevision(id, 2),
        `GET ${template}/revisions/2`,
        undefined,
        { revision: 2 },
      ],
      [
        'rights',
        () => client.getRights(),
        'GET /me',
        undefined,
        { allowed: [] },
      ],
      [
        'settings',
        () => client.changeSettings(id, { update: true }),
        `PATCH ${one}/settings`,
        { update: true },
        workspace,
      ],
      [
        'keeping',
        () => client.keepWorkspace(id),
        `POST ${one}/keep`,
        undefined,
        workspace,
      ],
      [
        'shares',
        () => client.listShares(id),
        `GET ${one}/shares`,
        undefined,
        list,
        [],
      ],
      [
        'a share',
        () =>
          client.shareWorkspace(id, { grantee: 'user:default/b', role: 'use' }),
        `PUT ${one}/shares`,
        { grantee: 'user:default/b', role: 'use' },
        list,
        [],
      ],
      [
        'a share that goes',
        () => client.unshareWorkspace(id, 'user:default/b'),
        `DELETE ${one}/shares?grantee=user%3Adefault%2Fb`,
        undefined,
        list,
        [],
      ],
      [
        'a transfer',
        () => client.transferWorkspace(id, 'user:default/b'),
        `POST ${one}/transfer`,
        { owner: 'user:default/b' },
        workspace,
      ],
      [
        'limits of the caller',
        () =>
          client.getQuotaUsage({
            component: 'component:default/a',
            resourceClass: 'small',
          }),
        'GET /quotas/usage?component=component%3Adefault%2Fa&resourceClass=small',
        undefined,
        { items: [], currency: 'EUR' },
      ],
      [
        'all workspaces',
        () =>
          client.listAllWorkspaces({
            phase: 'Running',
            cursor: 'next',
            limit: 20,
          }),
        'GET /workspaces?scope=all&phase=Running&cursor=next&limit=20',
        undefined,
        list,
      ],
      [
        'bulk acts',
        () => client.actInBulk({ ids: [id], act: 'stop', reason: 'r' }),
        'POST /workspaces/bulk',
        { ids: [id], act: 'stop', reason: 'r' },
        list,
      ],
      [
        'usage',
        () => client.getUsage({ by: 'group', from: 'f', to: 't' }),
        'GET /usage?by=group&from=f&to=t',
        undefined,
        { rows: [] },
      ],
      ['quotas', () => client.listQuotas(), 'GET /quotas', undefined, list, []],
      [
        'the effect of a quota',
        () => client.previewQuota({ target, limits }),
        'POST /quotas/preview',
        { target, limits },
        { over: [], owners: 0 },
      ],
      [
        'a quota',
        () => client.setQuota({ target, limits, version: 2 }),
        'PUT /quotas',
        { target, limits, version: 2 },
        list,
        [],
      ],
      [
        'the readiness of components',
        () =>
          client.getReadiness({
            owner: 'group:default/a',
            status: 'none',
            limit: 20,
          }),
        'GET /readiness?owner=group%3Adefault%2Fa&status=none&limit=20',
        undefined,
        list,
      ],
      [
        'the audit',
        () => client.listAudit({ outcome: 'denied', cursor: 'c' }),
        'GET /audit?outcome=denied&cursor=c',
        undefined,
        list,
      ],
    ];

    it.each(cases)('%s', async (_, call, request, body, answer, ...result) => {
      let seen: Request | undefined;
      server.use(
        http.all(`${BASE}/*`, ({ request: asked }) => {
          seen = asked.clone();
          return answer === null
            ? new HttpResponse(null, { status: 204 })
            : HttpResponse.json(answer as {});
        }),
      );
      await expect(call()).resolves.toEqual(result.length ? result[0] : answer);
      expect(`${seen?.method} ${seen?.url.slice(BASE.length)}`).toBe(request);
      const text = await seen?.text();
      expect(text ? JSON.parse(text) : undefined).toEqual(body);
    });

    it('the audit as a file, all of it', async () => {
      let asked = '';
      server.use(
        http.get(`${BASE}/audit/export`, ({ request }) => {
          asked = new URL(request.url).search;
          return new HttpResponse('id,at\n', {
            headers: { 'content-type': 'text/csv' },
          });
        }),
      );
      const file = await client.exportAudit(
        { outcome: 'denied', cursor: 'c' },
        'csv',
      );
      expect(asked).toBe('?outcome=denied&format=csv');
      expect(file.size).toBe(6);
    });
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
