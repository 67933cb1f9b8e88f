import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import request from 'supertest';
import { startGitServer, type GitServer } from '../testing/gitServer';
import { component, startPortal, type Policy } from '../testing/portal';
import { operationsOf, readApiDocument } from '../schema';

type Portal = Awaited<ReturnType<typeof startPortal>>;
let ADA = 'user:default/ada';
const BOB = 'user:default/bob';
const PAYMENTS = 'component:default/payments';

// Real processes on a machine that may be busy.
jest.setTimeout(60_000);

describe('the API', () => {
  let git: GitServer;
  let mainCommit: string;
  let portal: Portal;

  beforeAll(async () => {
    git = await startGitServer();
    mainCommit = await git.commit('acme/payments', 'main', {
      '.devcontainer/devcontainer.json': JSON.stringify({
        image: 'node:24',
        postCreateCommand: 'npm ci',
        forwardPorts: [3000],
      }),
      '.devcontainer/large/devcontainer.json': JSON.stringify({
        hostRequirements: { memory: '8gb' },
      }),
      '.devcontainer/huge/devcontainer.json': JSON.stringify({
        hostRequirements: { memory: '64gb' },
      }),
    });
    await git.commit('acme/payments', 'feature/login', {});
    await git.commit('acme/broken', 'main', {
      '.devcontainer.json': '{ "image" \n "x" ',
    });
  });
  afterAll(() => git.close());

  async function start(policy?: Policy) {
    portal = await startPortal({
      gitHost: git.host,
      policy,
      entities: [
        component('payments', `${git.url('acme/payments')}/tree/main/`),
        component('broken', git.url('acme/broken')),
        component('elsewhere', 'https://evil.example/acme/x'),
        component('nowhere'),
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'User',
          metadata: { name: 'ada', namespace: 'default' },
          spec: {
            profile: { displayName: 'Ada Lovelace', email: 'ada@example.com' },
            memberOf: [],
          },
        },
      ],
    });
  }

  const as = (user: string) => mockCredentials.user.header(user);
  const get = (path: string, user = ADA) =>
    request(portal.server)
      .get(`/api/cde${path}`)
      .set('Authorization', as(user));
  const post = (path: string, body?: object, user = ADA) =>
    request(portal.server)
      .post(`/api/cde${path}`)
      .set('Authorization', as(user))
      .send(body);
  const remove = (path: string, user = ADA) =>
    request(portal.server)
      .delete(`/api/cde${path}`)
      .set('Authorization', as(user));
  const create = async (body: object = { component: PAYMENTS }, user = ADA) => {
    const answer = await post('/workspaces', body, user);
    expect(answer).toMatchObject({ status: 201 });
    return answer.body;
  };
  const audited = () =>
    portal.auditor.createEvent.mock.calls.map(([{ eventId }]) => eventId);

  describe('with no permission policy', () => {
    let users = 0;
    beforeAll(() => start());
    afterAll(() => portal.stop());
    beforeEach(() => {
      // Each test begins with a user who has nothing.
      ADA = `user:default/ada${users++ || ''}`;
      portal.auditor.createEvent.mockClear();
    });

    it('creates with defaults, wakes the engine, and tells audit and owner', async () => {
      const workspace = await create();
      expect(workspace).toMatchObject({
        name: 'payments-main',
        owner: ADA,
        component: PAYMENTS,
        repository: {
          url: git.url('acme/payments'),
          ref: { type: 'branch', name: 'main' },
          commit: mainCommit,
        },
        template: 'default',
        resourceClass: 'small',
        ide: 'vscode-web',
        cluster: 'local',
        desired: 'running',
        phase: 'Pending',
        run: 1,
        ports: [{ port: 3000 }],
        allowed: expect.arrayContaining(['stop', 'restart', 'delete']),
      });
      expect(workspace.allowed).not.toContain('transfer');
      expect(portal.runtime.calls).toContain(`wake ${workspace.id}`);
      expect(audited()).toEqual(['workspace-create']);
      const record = await portal.runtime.parts!.store.get(workspace.id);
      expect(record!.spec).toMatchObject({
        plan: { image: 'node:24' },
        user: { name: 'Ada Lovelace', email: 'ada@example.com' },
        insteadOf: [
          {
            from: `http://${git.host}/`,
            to: 'http://host.cluster.local:3002/',
          },
        ],
        portal: {
          url: 'http://localhost:3000/catalog/default/component/payments',
          title: 'payments',
        },
      });
      const details = await get(`/workspaces/${workspace.id}`);
      expect(details.body).toMatchObject({
        image: 'node:24',
        workspaceFolder: '/workspaces/payments',
        devcontainer: {
          source: 'file',
          path: '.devcontainer/devcontainer.json',
        },
      });
      const timeline = await get(`/workspaces/${workspace.id}/timeline`);
      expect(timeline.body.items).toEqual([
        expect.objectContaining({ id: 1, step: 'queued', actor: ADA }),
      ]);
      expect((await create()).name).toBe('payments-main-2');
    });

    it('creates what was asked for', async () => {
      const workspace = await create({
        component: 'payments',
        ref: { type: 'branch', name: 'feature/login' },
        resourceClass: 'large',
        ide: 'none',
        name: 'Größe ✓ 1',
      });
      expect(workspace).toMatchObject({
        name: 'Größe ✓ 1',
        resourceClass: 'large',
        ide: 'none',
      });
      expect(workspace.repository.ref).toEqual({
        type: 'branch',
        name: 'feature/login',
      });
      const byCommit = await create({
        repositoryUrl: git.url('acme/payments'),
        ref: { type: 'commit', name: mainCommit },
      });
      expect(byCommit).toMatchObject({
        name: `payments-${mainCommit.slice(0, 8)}`,
        repository: { commit: mainCommit },
      });
      expect(byCommit.component).toBeUndefined();
      const large = await create({
        component: PAYMENTS,
        devcontainerPath: '.devcontainer/large/devcontainer.json',
      });
      expect(large.resourceClass).toBe('large');
      const fallback = await create({
        component: 'broken',
        devcontainerPath: 'default',
      });
      expect((await get(`/workspaces/${fallback.id}`)).body.image).toBe(
        'base:1',
      );
    });

    it.each([
      [{}, 400, /a component, or a repositoryUrl/],
      [
        { component: PAYMENTS, colour: 'red', size: 1 },
        400,
        /'colour' is not known in the body.*'size' is not known/,
      ],
      [
        { component: PAYMENTS, ref: { type: 'branch', name: 'main', x: 1 } },
        400,
        /not valid/,
      ],
      [{ component: PAYMENTS, name: '' }, 400, /'name' in the body/],
      [
        { component: PAYMENTS, name: 'x'.repeat(64) },
        400,
        /'name' in the body must NOT have more than 63/,
      ],
      [{ component: PAYMENTS, name: 'a\nb' }, 400, /'name' in the body/],
      [{ component: PAYMENTS, name: ' a' }, 400, /'name' in the body/],
      [
        { component: PAYMENTS, name: 7 },
        400,
        /'name' in the body must be string/,
      ],
      [
        { component: PAYMENTS, template: 'gold' },
        404,
        /no workspace template 'gold'/,
      ],
      [
        { component: PAYMENTS, resourceClass: 'mega' },
        400,
        /no resourceClass 'mega'.*small, large/,
      ],
      [{ component: PAYMENTS, ide: 'emacs' }, 400, /no ide 'emacs'/],
      [{ component: PAYMENTS, cluster: 'moon' }, 400, /no cluster 'moon'/],
      [
        { component: PAYMENTS, ref: { type: 'branch', name: 'feature/logn' } },
        400,
        /no branch 'feature\/logn'.*Did you mean 'feature\/login'\?/,
      ],
      [
        { component: PAYMENTS, ref: { type: 'tag', name: 'v9' } },
        400,
        /no tag 'v9'/,
      ],
      [
        { component: PAYMENTS, ref: { type: 'commit', name: 'abc' } },
        400,
        /not valid/,
      ],
      [
        { component: PAYMENTS, ref: { type: 'commit', name: 'f'.repeat(40) } },
        400,
        /The commit is not in/,
      ],
      [
        { component: PAYMENTS, repositoryUrl: 'http://HOST/acme/broken.git' },
        400,
        /leave repositoryUrl out/,
      ],
      [
        { component: PAYMENTS, devcontainerPath: 'x.json' },
        400,
        /no devcontainer\.json at 'x\.json'.*there is \.devcontainer\/devcontainer\.json/,
      ],
      [
        {
          component: PAYMENTS,
          devcontainerPath: '.devcontainer/large/devcontainer.json',
          resourceClass: 'small',
        },
        400,
        /asks for .*memory, which the resource class 'small' does not have/,
      ],
      [
        {
          component: PAYMENTS,
          devcontainerPath: '.devcontainer/huge/devcontainer.json',
        },
        400,
        /fit in no resource class.*'large' does not have 64 GiB/,
      ],
      [
        { component: 'unknown' },
        400,
        /no 'component:default\/unknown' in the catalog/,
      ],
      [{ component: 'a:' }, 400, /is not a reference/],
      [{ component: 'nowhere' }, 400, /does not say where its repository is/],
      [
        { component: 'broken' },
        400,
        /The devcontainer\.json cannot be used.*\.devcontainer\.json:\d+:\d+.*devcontainerPath 'default'/,
      ],
      [
        { component: 'elsewhere' },
        403,
        /evil\.example are not allowed here.*cde\.git\.hosts/,
      ],
      [{ repositoryUrl: 'file:///etc/passwd' }, 403, /not allowed here/],
      [{ repositoryUrl: 'ext::sh -c id' }, 403, /not allowed here/],
      [{ repositoryUrl: '--upload-pack=id' }, 403, /not allowed here/],
      [
        { repositoryUrl: 'http://HOST/acme/none.git' },
        400,
        /no git repository/,
      ],
    ])('refuses %j with %d', async (body, status, message) => {
      const text = JSON.stringify(body).replace('HOST', git.host);
      const answer = await post('/workspaces', JSON.parse(text));
      expect(answer.body.error.message).toMatch(message);
      expect(answer.status).toBe(status);
      expect((await get('/workspaces')).body.items).toEqual([]);
    });

    it('refuses what is no JSON, no user, or no route', async () => {
      const broken = await request(portal.server)
        .post('/api/cde/workspaces')
        .set('Authorization', as(ADA))
        .set('Content-Type', 'application/json')
        .send('{');
      expect(broken.status).toBe(400);
      const service = await request(portal.server)
        .get('/api/cde/workspaces')
        .set('Authorization', mockCredentials.service.header());
      expect(service.body.error).toMatchObject({ name: 'NotAllowedError' });
      expect(
        (
          await request(portal.server)
            .get('/api/cde/workspaces')
            .set('Authorization', mockCredentials.none.header())
        ).status,
      ).toBe(401);
      expect((await get('/workspaces?colour=red')).status).toBe(400);
      expect((await get('/workspaces?limit=0')).status).toBe(400);
      expect((await get('/workspaces?cursor=x')).status).toBe(400);
      expect((await get('/nothing')).status).toBe(404);
      expect((await get('/workspaces/nonsense')).status).toBe(404);
      expect((await get('/workspaces/..%2f..')).status).toBe(404);
    });

    it('makes one workspace per idempotency key, also of parallel requests', async () => {
      const send = (body: object = { component: PAYMENTS }) =>
        post('/workspaces', body).set('Idempotency-Key', 'key-1');
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => send()),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(
        new Set([201]),
      );
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      expect((await send({ component: 'broken' })).status).toBe(409);
      expect((await get('/workspaces')).body.items).toHaveLength(1);
      expect(
        (
          await post('/workspaces', { component: PAYMENTS }).set(
            'Idempotency-Key',
            'a b',
          )
        ).status,
      ).toBe(400);
    });

    it('stops, starts, restarts and deletes, and repeats harmlessly', async () => {
      const { id } = await create();
      const path = `/workspaces/${id}`;
      const stopped = await post(`${path}/stop`);
      expect(stopped).toMatchObject({
        status: 202,
        body: {
          desired: 'stopped',
          phase: 'Stopping',
          allowed: expect.arrayContaining(['start', 'delete']),
        },
      });
      expect(portal.runtime.calls).toContain(`close ${id}`);
      expect((await post(`${path}/stop`)).body.run).toBe(1);
      expect((await post(`${path}/start`)).body).toMatchObject({
        desired: 'running',
        phase: 'Pending',
        run: 2,
      });
      expect((await post(`${path}/start`)).body.run).toBe(2);
      expect((await post(`${path}/restart`)).body.run).toBe(3);
      expect((await remove(path)).body).toMatchObject({
        desired: 'deleted',
        phase: 'Deleting',
        allowed: [],
      });
      expect((await remove(path)).status).toBe(202);
      const refused = await post(`${path}/start`);
      expect(refused.status).toBe(409);
      expect(refused.body.error.message).toMatch(/is being deleted/);
      const steps = (await get(`${path}/timeline?after=1`)).body.items.map(
        (event: { step: string; run: number }) => `${event.run} ${event.step}`,
      );
      expect(steps).toEqual(['1 stop', '2 queued', '3 queued', '3 delete']);
      expect(audited()).toEqual(
        expect.arrayContaining([
          'workspace-stop',
          'workspace-start',
          'workspace-restart',
          'workspace-delete',
        ]),
      );
    });

    it('opens what runs, and only that', async () => {
      const { id } = await create();
      const early = await post(`/workspaces/${id}/open`);
      expect(early.status).toBe(409);
      expect(early.body.error.message).toMatch(
        /is pending, so it cannot be opened/,
      );
      const { store, leases } = portal.runtime.parts!;
      const fence = await leases.acquire('engine:local', 'test', 60_000);
      await store.saveProjection(
        (await store.get(id))!,
        { phase: 'Running', dueInMs: null },
        [],
        fence!,
      );
      expect((await get(`/workspaces/${id}`)).body.allowed).toContain('open');
      expect((await post(`/workspaces/${id}/open`)).body).toEqual({
        url: expect.stringMatching(/code=/),
        expiresAt: expect.any(String),
      });
      expect(
        (await post(`/workspaces/${id}/open`, { port: 3000 })).status,
      ).toBe(200);
      expect((await post(`/workspaces/${id}/open`, { port: 0 })).status).toBe(
        400,
      );
      expect((await post(`/workspaces/${id}/open`, { host: 'x' })).status).toBe(
        400,
      );
      expect(portal.runtime.calls).toEqual(
        expect.arrayContaining([`ticket ${id} ide`, `ticket ${id} 3000`]),
      );
      expect(
        audited().filter(event => event === 'workspace-open'),
      ).toHaveLength(3);
      expect(
        portal.runtime.calls.filter(call => call === `attach ${id}`),
      ).toHaveLength(1);

      const message = 'The cluster does not answer';
      portal.runtime.cluster = {
        state: 'unreachable',
        cause: { reason: 'ClusterUnreachable', message },
      };
      const seen = await get(`/workspaces/${id}`);
      expect(seen.body).toMatchObject({
        phase: 'Unknown',
        cause: { message },
        allowed: expect.arrayContaining(['stop', 'restart', 'delete']),
      });
      const refused = await post(`/workspaces/${id}/open`);
      expect(refused.status).toBe(409);
      expect(refused.body.error.message).toMatch(
        /is unknown \(The cluster does not answer\)/,
      );
      expect(await create()).toMatchObject({
        phase: 'Pending',
        cause: { message },
      });
      portal.runtime.cluster = { state: 'connected' };
    });

    it('gives the live log, the kept end of it, or says that there is none', async () => {
      const { id } = await create();
      const { store, leases } = portal.runtime.parts!;
      const fence = await leases.acquire('engine:local', 'test', 60_000);
      await store.appendEvents(
        id,
        [{ key: 'c', step: 'clone', state: 'failed', tail: 'fatal: no\n' }],
        fence!,
      );
      const log = await get(`/workspaces/${id}/logs/clone`);
      expect(log.text).toBe('fatal: no\n');
      expect(log.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect((await get(`/workspaces/${id}/logs/ide`)).status).toBe(404);
      await store.saveProjection(
        (await store.get(id))!,
        { observed: { podIP: '10.0.0.1' }, dueInMs: null },
        [],
        fence!,
      );
      portal.runtime.log = 'npm ci\nadded 3 packages\n';
      const live = await get(
        `/workspaces/${id}/logs/postCreateCommand?follow=true`,
      );
      expect(live.text).toBe(portal.runtime.log);
      expect(live.headers['cache-control']).toMatch(/no-transform/);
      expect((await get(`/workspaces/${id}/logs/nonsense`)).status).toBe(400);
    });

    it('hides the workspaces of others behind every route', async () => {
      const { id } = await create();
      const paths = operationsOf(readApiDocument()).filter(({ path }) =>
        path.startsWith('/workspaces/{id}'),
      );
      const bodies: Record<string, object> = {
        shareWorkspace: { grantee: BOB, role: 'use' },
        transferWorkspace: { owner: BOB },
        changeSettings: { name: 'mine' },
      };
      expect(paths.length).toBeGreaterThanOrEqual(8);
      for (const { method, path, operationId } of paths) {
        const query =
          operationId === 'unshareWorkspace' ? `?grantee=${BOB}` : '';
        const url = `${path
          .replace('{id}', id)
          .replace('{step}', 'clone')}${query}`;
        const ask = (at: string) =>
          request(portal.server)
            [method](`/api/cde${at}`)
            .set('Authorization', as(BOB))
            .send(bodies[operationId]);
        const answer = await ask(url);
        const unknown = await ask(url.replace(id, 'f'.repeat(36)));
        expect([url, answer.status, answer.body.error.name]).toEqual([
          url,
          404,
          'NotFoundError',
        ]);
        expect(answer.body.error.message.replace(id, '')).toBe(
          unknown.body.error.message.replace('f'.repeat(36), ''),
        );
      }
      expect((await get('/workspaces', BOB)).body.items).toEqual([]);
      expect((await get(`/workspaces/${id}`)).body).toMatchObject({
        desired: 'running',
        run: 1,
      });
      expect(portal.auditor.createEvent).toHaveBeenCalledWith(
        expect.objectContaining({
          eventId: 'workspace-delete',
          meta: expect.objectContaining({ actor: BOB, workspaceId: id }),
        }),
      );
    });

    it('previews without making anything', async () => {
      const { body } = await post('/workspaces/preview', {
        component: PAYMENTS,
      });
      expect(body).toMatchObject({
        name: 'payments-main',
        image: 'node:24',
        resourceClass: 'small',
        lifecycle: [{ phase: 'postCreateCommand', commands: ['npm ci'] }],
        ports: [{ port: 3000 }],
        classesTooSmall: [],
        devcontainer: {
          alternatives: [
            '.devcontainer/huge/devcontainer.json',
            '.devcontainer/large/devcontainer.json',
          ],
        },
      });
      const broken = await post('/workspaces/preview', { component: 'broken' });
      expect(broken.status).toBe(200);
      expect(broken.body.devcontainer.problems[0]).toMatchObject({
        severity: 'error',
        line: expect.any(Number),
        column: expect.any(Number),
      });
      const huge = await post('/workspaces/preview', {
        component: PAYMENTS,
        devcontainerPath: '.devcontainer/huge/devcontainer.json',
      });
      expect(huge.body.classesTooSmall).toEqual(['small', 'large']);
      expect((await get('/workspaces')).body.items).toEqual([]);
    });

    it('offers options, branches and clusters', async () => {
      const { body } = await get(`/options?component=${PAYMENTS}`);
      expect(body).toMatchObject({
        repository: { url: git.url('acme/payments'), defaultBranch: 'main' },
        templates: [{ name: 'default' }],
        ides: [
          { name: 'vscode-web', title: 'VS Code in the browser' },
          { name: 'none' },
        ],
        clusters: [{ name: 'local', state: 'connected' }],
      });
      expect(body.unavailable).toBeUndefined();
      expect(
        (await get('/options?component=elsewhere')).body.unavailable,
      ).toMatchObject({ reason: 'NotAllowed' });
      expect((await get('/branches?component=payments')).body).toMatchObject({
        defaultBranch: 'main',
        branches: [
          { name: 'main', commit: mainCommit },
          { name: 'feature/login' },
        ],
      });
      expect((await get('/clusters')).body.items).toHaveLength(1);
      expect((await get('/openapi.json')).body.info.title).toBe('cde');
    });
  });

  describe('with a permission policy', () => {
    const allow: ReturnType<Policy> = { result: AuthorizeResult.ALLOW };
    afterEach(() => portal.stop());
    const deny: ReturnType<Policy> = { result: AuthorizeResult.DENY };
    const ownedBy = (...owners: string[]): ReturnType<Policy> => ({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'cde',
      resourceType: 'cde-workspace',
      conditions: {
        anyOf: [
          {
            rule: 'isOwner',
            resourceType: 'cde-workspace',
            params: { owners },
          },
        ],
      },
    });

    const isAboutOthers = (permission: string) =>
      permission === 'cde.workspace.create' ||
      !permission.startsWith('cde.workspace.');

    it('refuses creation', async () => {
      await start(permission =>
        permission === 'cde.workspace.create' ? deny : allow,
      );
      const answer = await post('/workspaces', { component: PAYMENTS });
      expect(answer.status).toBe(403);
      expect(answer.body.error.message).toMatch(/cde\.workspace\.create/);
      expect(audited()).toEqual(['workspace-create']);
      expect((await get('/options')).body.unavailable).toMatchObject({
        reason: 'NotAllowed',
      });
    });

    it('shows others what its conditions say, in lists too', async () => {
      await start((permission, user) => {
        if (isAboutOthers(permission)) return allow;
        return permission === 'cde.workspace.read' && user === BOB
          ? ownedBy(ADA, BOB)
          : ownedBy(user);
      });
      const { id } = await create();
      const list = await get('/workspaces?scope=all', BOB);
      expect(list.body.items).toEqual([
        expect.objectContaining({ id, allowed: [] }),
      ]);
      expect((await get(`/workspaces/${id}`, BOB)).status).toBe(200);
      for (const act of ['start', 'stop', 'restart', 'open']) {
        expect(
          (await post(`/workspaces/${id}/${act}`, undefined, BOB)).status,
        ).toBe(403);
      }
      expect((await remove(`/workspaces/${id}`, BOB)).status).toBe(403);
      expect(
        (await get('/workspaces', 'user:default/carl')).body.items,
      ).toEqual([]);
    });

    it("hides even one's own where it denies", async () => {
      await start(permission => (isAboutOthers(permission) ? allow : deny));
      const { id } = await create();
      expect((await get('/workspaces')).body.items).toEqual([]);
      expect((await get(`/workspaces/${id}`)).status).toBe(404);
    });
  });

  it('answers 503 with Retry-After while the database is down, and makes nothing', async () => {
    await start();
    const { id } = await create();
    const { database } = portal.runtime.parts!;
    await database.read(knex => knex.destroy());
    for (const answer of [
      await post('/workspaces', { component: PAYMENTS }),
      await get('/workspaces'),
      await post(`/workspaces/${id}/stop`),
    ]) {
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBe('5');
      expect(answer.body.error.message).toMatch(/nothing was changed/);
    }
    expect(
      portal.runtime.calls.filter(call => call.startsWith('wake')),
    ).toHaveLength(1);
    await portal.stop();
  });

  it('starts and stops engine and gateway with the backend', async () => {
    await start();
    expect(portal.runtime.calls).toEqual(['listen', 'start']);
    await portal.stop();
    expect(portal.runtime.calls).toEqual(['listen', 'start', 'stop']);
  });
});
