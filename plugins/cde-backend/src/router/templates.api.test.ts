import { mockCredentials } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { WorkspaceTemplateDocument } from '@backstage-cde/plugin-cde-common';
import request from 'supertest';
import { stringify } from 'yaml';
import { startGitServer, type GitServer } from '../testing/gitServer';
import { component, startPortal, type Policy } from '../testing/portal';
import { templateDocument } from '../testing/templates';

type Portal = Awaited<ReturnType<typeof startPortal>>;
const ROOT = 'user:default/root';
const OLGA = 'user:default/olga';
const ADA = 'user:default/ada';
const PAYMENTS = 'component:default/payments';
const HOSTILE = [
  '"\nprivileged: true\n',
  '{"privileged": true}',
  '{{ .Values.x }}',
  '$(PATH) $$(id) `id`',
  '- a\n- b',
  "'; --\u2028",
];

jest.setTimeout(120_000);

/** A document with two parameters that may become others. */
const document = (
  name: string,
  {
    environment = {},
    ...overrides
  }: Partial<WorkspaceTemplateDocument['spec']> = {},
) =>
  templateDocument(
    name,
    {
      owner: 'group:default/web',
      resourceClasses: ['small', 'large'],
      parameters: {
        properties: {
          greeting: { type: 'string', mutable: true, default: 'hello' },
          size: { type: 'integer', minimum: 1, maximum: 5 },
          debug: { type: 'boolean', ephemeral: true, default: false },
        },
        required: ['size'],
      },
      environment: {
        GREETING: { $parameter: 'greeting' },
        SIZE: { $parameter: 'size' },
        DEBUG: { $parameter: 'debug' },
        ...environment,
      },
      appliesTo: { 'spec.type': 'service' },
      ...overrides,
    },
    { title: `Title of ${name}`, tags: ['web'] },
  );

describe('the API of templates', () => {
  let git: GitServer;
  let portal: Portal;
  let entities: Entity[];
  let names = 0;

  beforeAll(async () => {
    git = await startGitServer();
    await git.commit('acme/payments', 'main', { 'README.md': 'x' });
    await git.commit('acme/site', 'main', {
      '.devcontainer.json': JSON.stringify({ image: 'node:24' }),
    });
    const site = component('site', git.url('acme/site'));
    entities = [
      {
        ...component('payments', git.url('acme/payments')),
        relations: [
          { type: 'ownedBy', targetRef: 'group:default/payments' },
          { type: 'partOf', targetRef: 'system:default/checkout' },
        ],
      },
      { ...site, spec: { ...site.spec, type: 'website' } },
      {
        ...templateDocument('from-git', { owner: 'group:default/web' }),
        metadata: {
          name: 'from-git',
          namespace: 'default',
          annotations: {
            'backstage.io/managed-by-location': 'url:https://git.example/t',
          },
        },
      } as unknown as Entity,
    ];
  });
  afterAll(() => git.close());

  const start = async (policy?: Policy) => {
    portal = await startPortal({
      gitHost: git.host,
      policy,
      entities,
      groups: {
        [ROOT]: ['group:default/platform'],
        [OLGA]: ['group:default/web'],
      },
      cde: { admins: ['group:default/platform'] },
    });
  };
  const call = (
    method: 'get' | 'post' | 'put' | 'delete' | 'patch',
    path: string,
    user: string,
    body?: object,
  ) =>
    request(portal.server)
      [method](`/api/cde${path}`)
      .set('Authorization', mockCredentials.user.header(user))
      .send(body);
  const audited = () =>
    portal.auditor.createEvent.mock.calls.map(([{ eventId }]) => eventId);

  /** Made and published by an administrator. */
  async function published(
    overrides: Partial<WorkspaceTemplateDocument['spec']> = {},
    name = `t${names++}`,
  ) {
    const yaml = stringify(document(name, overrides));
    expect(await call('post', '/templates', ROOT, { yaml })).toMatchObject({
      status: 201,
    });
    const answer = await call('post', `/templates/${name}/publish`, ROOT, {
      version: 1,
      note: 'first',
    });
    expect(answer).toMatchObject({ status: 200 });
    return name;
  }

  /** Its next revision. */
  async function publishNext(
    name: string,
    overrides: Partial<WorkspaceTemplateDocument['spec']>,
    options: object = {},
  ) {
    const saved = await call('put', `/templates/${name}/draft`, OLGA, {
      yaml: stringify(document(name, overrides)),
      version: 0,
    });
    expect(saved.body).toMatchObject({ problems: [] });
    const answer = await call('post', `/templates/${name}/publish`, OLGA, {
      version: saved.body.version,
      note: 'next',
      ...options,
    });
    expect(answer).toMatchObject({ status: 200 });
  }

  const make = (template: string, more: object = {}, user = ADA) =>
    call('post', '/workspaces', user, {
      component: PAYMENTS,
      template,
      parameters: { size: 2 },
      ...more,
    });
  const row = (id: string) => portal.runtime.parts!.store.get(id);

  describe('without a policy', () => {
    beforeAll(() => start());
    afterAll(() => portal.stop());

    it('goes from a draft to revisions, a roll-back and retirement', async () => {
      const yaml = stringify(document('life'));
      const made = await call('post', '/templates', ROOT, { yaml });
      expect(made).toMatchObject({
        status: 201,
        body: {
          id: 'life',
          title: 'Title of life',
          owner: 'group:default/web',
          source: 'portal',
          hasDraft: true,
          draft: { version: 1, changedBy: ROOT, problems: [] },
          allowed: ['update', 'publish', 'delete'],
        },
      });
      // Not published: nobody else knows of it, but its owners do.
      expect((await call('get', '/templates/life', ADA)).status).toBe(404);
      expect((await call('get', '/templates/life', OLGA)).status).toBe(200);
      expect((await call('post', '/templates', ROOT, { yaml })).status).toBe(
        409,
      );

      const saved = await call('put', '/templates/life/draft', OLGA, {
        yaml: `${yaml}\nnonsense: 1`,
        version: 1,
      });
      expect(saved.body).toMatchObject({
        version: 2,
        changedBy: OLGA,
        problems: [{ severity: 'error', line: expect.any(Number) }],
      });
      const late = await call('put', '/templates/life/draft', ROOT, {
        yaml,
        version: 1,
      });
      expect(late.status).toBe(409);
      expect(late.body.error.message).toMatch(/user:default\/olga changed it/);
      const broken = await call('post', '/templates/life/publish', OLGA, {
        version: 2,
        note: 'x',
      });
      expect(broken.status).toBe(400);
      expect(broken.body.error.message).toMatch(/nonsense/);
      await call('put', '/templates/life/draft', OLGA, { yaml, version: 2 });
      expect(
        await call('post', '/templates/life/publish', OLGA, {
          version: 3,
          note: 'first',
        }),
      ).toMatchObject({
        status: 200,
        body: {
          revision: 1,
          hasDraft: false,
          yaml,
          entityRef: 'workspacetemplate:default/life',
        },
      });
      expect((await call('get', '/templates/life', ADA)).body).toMatchObject({
        allowed: ['use'],
        hasDraft: false,
      });
      await publishNext('life', { environment: { A: 'b' } });
      expect(
        (
          await call('post', '/templates/life/rollback', OLGA, {
            revision: 1,
            note: 'back',
          })
        ).body,
      ).toMatchObject({ revision: 3, yaml });
      expect(
        (await call('get', '/templates/life/revisions', ADA)).body.items,
      ).toMatchObject([
        { revision: 3, rolledBackFrom: 1, note: 'back' },
        { revision: 2 },
        { revision: 1 },
      ]);
      expect(
        (await call('get', '/templates/life/revisions/2', ADA)).body.yaml,
      ).toMatch(/A: b/);
      expect(
        (await call('get', '/templates/life/revisions/9', ADA)).status,
      ).toBe(404);

      const { body } = await make('life');
      expect((await call('delete', '/templates/life', OLGA)).status).toBe(409);
      await call('put', '/templates/life/state', OLGA, { state: 'deprecated' });
      expect((await make('life')).body.error.message).toMatch(/deprecated/);
      await call('post', `/workspaces/${body.id}/stop`, ADA);
      expect(
        (await call('post', `/workspaces/${body.id}/start`, ADA)).status,
      ).toBe(202);
      await call('put', '/templates/life/state', OLGA, { state: 'retired' });
      await call('post', `/workspaces/${body.id}/stop`, ADA);
      const refused = await call('post', `/workspaces/${body.id}/start`, ADA);
      expect(refused.status).toBe(409);
      expect(refused.body.error.message).toMatch(/retired/);
      expect((await call('delete', `/workspaces/${body.id}`, ADA)).status).toBe(
        202,
      );
      expect(audited()).toEqual(
        expect.arrayContaining([
          'template-create',
          'template-save-draft',
          'template-publish',
          'template-rollback',
          'template-state',
          'template-delete',
        ]),
      );
    });

    it('keeps others from what is not theirs', async () => {
      const name = await published();
      const yaml = stringify(document('mine'));
      for (const [method, path, body] of [
        ['put', `/templates/${name}/draft`, { yaml, version: 0 }],
        ['delete', `/templates/${name}/draft?version=1`, undefined],
        ['post', `/templates/${name}/publish`, { version: 1, note: 'x' }],
        ['post', `/templates/${name}/rollback`, { revision: 1, note: 'x' }],
        ['put', `/templates/${name}/state`, { state: 'retired' }],
        ['delete', `/templates/${name}`, undefined],
        ['post', '/templates', { yaml }],
        ['post', '/templates/preview', { yaml, component: PAYMENTS }],
      ] as const) {
        const answer = await call(method, path, ADA, body);
        expect(`${method} ${path} ${answer.status}`).toBe(
          `${method} ${path} 403`,
        );
      }
      expect((await call('post', '/templates', OLGA, { yaml })).status).toBe(
        403,
      );
      expect((await call('delete', '/templates/none', ADA)).status).toBe(404);
    });

    it('publishes privileged ones by right alone', async () => {
      const name = await published();
      const saved = await call('put', `/templates/${name}/draft`, OLGA, {
        yaml: stringify(document(name, { privileged: true })),
        version: 0,
      });
      const version = saved.body.version;
      const body = { version, note: 'privileged' };
      const path = `/templates/${name}/publish`;
      const refused = await call('post', path, OLGA, body);
      expect(refused.status).toBe(403);
      expect(refused.body.error.message).toMatch(/cde\.template\.privilege/);
      expect((await call('post', path, ROOT, body)).body).toMatchObject({
        privileged: true,
      });
      const { body: workspace } = await make(name);
      expect(workspace).toMatchObject({
        privileged: true,
        namespace: expect.stringMatching(/-privileged$/),
      });
    });

    it('leaves templates of Git and the configuration to where they are', async () => {
      const list = await call('get', '/templates', OLGA);
      expect(list.body.items).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ id: 'default', source: 'config' }),
          expect.objectContaining({
            id: 'from-git',
            source: 'git',
            allowed: ['use'],
          }),
        ]),
      );
      const details = await call('get', '/templates/from-git', OLGA);
      expect(details.body.location).toBe('https://git.example/t');
      const answer = await call('put', '/templates/from-git/draft', OLGA, {
        yaml: details.body.yaml,
        version: 0,
      });
      expect(answer.status).toBe(409);
      expect(answer.body.error.message).toMatch(/Git: https:\/\/git\.example/);
      expect(
        (await call('post', '/templates', ROOT, { yaml: details.body.yaml }))
          .body.error.message,
      ).toMatch(/already, from Git/);
    });

    it('validates, takes texts of 64 KiB, and no larger', async () => {
      const yaml = stringify(document('v'));
      const long = `${yaml}${'# "quoted"\n'.repeat(5_000)}`;
      expect(
        (await call('post', '/templates/validate', ADA, { yaml: long })).body,
      ).toEqual({ items: [] });
      expect(
        (
          await call('post', '/templates/validate', ADA, {
            yaml: yaml.replace('small', 'tiny'),
          })
        ).body.items,
      ).toMatchObject([{ path: 'spec.resourceClasses[0]', severity: 'error' }]);
      expect(
        (
          await call('post', '/templates/validate', ADA, {
            yaml: '#'.repeat(70_000),
          })
        ).status,
      ).toBe(400);
      // Other routes take no more than before.
      expect(
        (await call('post', '/workspaces', ADA, { name: 'x'.repeat(70_000) }))
          .status,
      ).toBe(413);
    });

    it('offers the best first, with parameters', async () => {
      const name = await published({
        appliesTo: { 'spec.type': 'service', 'spec.owner': 'team' },
      });
      const options = await call('get', '/options?component=payments', ADA);
      const offered = options.body.templates;
      expect(offered[0]).toMatchObject({
        name,
        revision: 1,
        match: 'predicate',
        privileged: false,
        parameters: { required: ['size'] },
        resourceClasses: ['small', 'large'],
      });
      expect(offered.at(-1)).toMatchObject({ match: 'default' });
      const site = await call('get', '/options?component=site', ADA);
      expect(
        site.body.templates.map((one: { name: string }) => one.name),
      ).not.toContain(name);
      const refused = await make(name, {
        component: 'component:default/site',
      });
      expect(refused.status).toBe(400);
      expect(refused.body.error.message).toMatch(/is not for 'site'/);
      expect((await make('none')).status).toBe(404);
    });

    it('makes workspaces of a pinned revision with its parameters', async () => {
      const name = await published();
      const { status, body } = await make(name, {
        parameters: { size: 3, debug: true },
      });
      expect(status).toBe(201);
      expect(body).toMatchObject({
        template: name,
        templateRevision: 1,
        system: 'system:default/checkout',
      });
      expect(await row(body.id)).toMatchObject({
        componentOwnerRef: 'group:default/payments',
        systemRef: 'system:default/checkout',
        parameters: { size: 3 },
        spec: {
          plan: { image: 'base:1' },
          template: {
            environment: { GREETING: 'hello', SIZE: '3', DEBUG: 'true' },
          },
        },
      });
      const details = await call('get', `/workspaces/${body.id}`, ADA);
      expect(details.body).toMatchObject({
        parameters: { size: 3 },
        devcontainer: { source: 'default' },
      });
    });

    it.each<[object, RegExp]>([
      [{}, /'size': a value is needed/],
      [{ size: 6 }, /at most 5/],
      [{ size: 0 }, /at least 1/],
      [{ size: 1.5 }, /integer/],
      [{ size: '3' }, /integer/],
      [{ size: true }, /integer/],
      [{ size: 2, greeting: 7 }, /string is expected/],
      [{ size: 2, debug: 'true' }, /boolean is expected/],
      [{ size: 2, greeeting: 'x' }, /did you mean 'greeting'/],
      [{ size: 2, __proto__x: 'x' }, /no such parameter/],
      [{ size: 2, greeting: { $parameter: 'size' } }, /not valid/],
      [{ size: 2, greeting: ['a'] }, /not valid/],
      [{ size: 2, greeting: null }, /not valid/],
      [{ size: 2, greeting: 'x'.repeat(5_000) }, /4096/],
    ])('refuses the parameters of case %#', async (parameters, message) => {
      const name = await published();
      const answer = await make(name, { parameters });
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toMatch(message);
    });

    it.each(HOSTILE)('takes %j as that very text', async greeting => {
      const name = await published();
      const [hostile, benign] = await Promise.all(
        [greeting, 'benign'].map(async value => {
          const { body } = await make(name, {
            parameters: { size: 1, greeting: value },
          });
          return (await row(body.id))!.spec.template!;
        }),
      );
      expect(hostile.environment.GREETING).toBe(greeting);
      expect({
        ...hostile,
        environment: { ...hostile.environment, GREETING: 'benign' },
      }).toEqual(benign);
    });

    it('offers updates, and applies them by choice at the next start', async () => {
      const name = await published();
      const { body } = await make(name);
      await publishNext(name, { environment: { NEXT: 'yes' } });
      const path = `/workspaces/${body.id}`;
      expect((await call('get', path, ADA)).body.update).toEqual({
        revision: 2,
        note: 'next',
        chosen: false,
      });
      await call('post', `${path}/restart`, ADA);
      expect((await row(body.id))?.templateRevision).toBe(1);
      const list = await call('get', '/workspaces', ADA);
      expect(
        list.body.items.find((one: { id: string }) => one.id === body.id)
          .update,
      ).toMatchObject({ revision: 2 });
      expect(
        (await call('patch', `${path}/settings`, ADA, { update: true })).body
          .update,
      ).toMatchObject({ chosen: true });
      expect((await row(body.id))?.templateRevision).toBe(1);
      await call('post', `${path}/restart`, ADA);
      expect(await row(body.id)).toMatchObject({
        templateRevision: 2,
        pendingRevision: null,
        spec: { template: { environment: { NEXT: 'yes' } } },
      });
      expect((await call('get', path, ADA)).body.update).toBeUndefined();
      expect(
        (await call('get', `/templates/${name}`, OLGA)).body.usage,
      ).toEqual([{ revision: 2, running: 1, stopped: 0 }]);
    });

    it('applies an update by its date', async () => {
      const name = await published();
      const { body } = await make(name);
      await publishNext(
        name,
        { environment: { NEXT: 'yes' } },
        { deadline: '2020-01-01T00:00:00Z' },
      );
      await call('post', `/workspaces/${body.id}/restart`, ADA);
      expect((await row(body.id))?.templateRevision).toBe(2);
    });

    it('takes values for one start, and mutable ones in the settings', async () => {
      const name = await published();
      const { body } = await make(name);
      const path = `/workspaces/${body.id}`;
      const environment = async () =>
        (await row(body.id))?.spec.template?.environment;
      await call('post', `${path}/restart`, ADA, {
        parameters: { debug: true },
      });
      expect(await environment()).toMatchObject({ DEBUG: 'true' });
      const refused = await call('post', `${path}/restart`, ADA, {
        parameters: { size: 4 },
      });
      expect(refused.status).toBe(400);
      expect(
        (
          await call('patch', `${path}/settings`, ADA, {
            parameters: { size: 4 },
          })
        ).status,
      ).toBe(400);
      await call('patch', `${path}/settings`, ADA, {
        parameters: { greeting: 'bye' },
        resourceClass: 'large',
      });
      await call('post', `${path}/restart`, ADA);
      expect(await environment()).toMatchObject({
        DEBUG: 'false',
        GREETING: 'bye',
      });
      expect(await row(body.id)).toMatchObject({
        resourceClassName: 'large',
        footprint: { cpuMillis: 8000 },
      });
    });

    it('takes requests with the same key but other parameters as different', async () => {
      const name = await published();
      const send = (size: number) =>
        make(name, { parameters: { size } }).set('Idempotency-Key', name);
      expect((await send(1)).status).toBe(201);
      expect((await send(2)).status).toBe(409);
    });

    it('previews a text with its objects beside the published ones', async () => {
      const name = await published();
      const preview = await call('post', '/templates/preview', OLGA, {
        yaml: stringify(document(name, { environment: { NEW: '1' } })),
        component: PAYMENTS,
        parameters: { size: 4 },
      });
      expect(preview.body).toMatchObject({
        problems: [],
        applies: true,
        objects: [{ kind: 'Pod', yaml: expect.stringMatching(/NEW/) }],
        published: [{ yaml: expect.stringMatching(/"SIZE":"4"/) }],
      });
      const broken = await call('post', '/templates/preview', ROOT, {
        yaml: 'kind: x',
        component: PAYMENTS,
      });
      expect(broken.body).toMatchObject({ objects: [] });
      expect(broken.body.problems).not.toEqual([]);
    });

    it('tells services alone what to put into the catalog', async () => {
      const name = await published();
      await call('put', `/templates/${name}/state`, ROOT, {
        state: 'deprecated',
      });
      const path = '/api/cde/catalog/templates';
      const answer = await request(portal.server)
        .get(path)
        .set('Authorization', mockCredentials.service.header());
      expect(answer.status).toBe(200);
      const items: Array<{ metadata: { name: string } }> = answer.body.items;
      expect(
        items.find(({ metadata }) => metadata.name === name),
      ).toMatchObject({
        metadata: {
          annotations: { 'cde.backstage.io/template-source': 'portal' },
        },
        spec: { lifecycle: 'deprecated' },
      });
      const shown = items.map(({ metadata }) => metadata.name);
      expect(shown).toContain('default');
      expect(shown).not.toContain('from-git');
      expect((await call('get', '/catalog/templates', ROOT)).status).toBe(403);
    });
  });

  it('offers and shows what a policy says', async () => {
    const conditional = (tag: string): ReturnType<Policy> => ({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'cde',
      resourceType: 'cde-template',
      conditions: {
        rule: 'hasTemplateTag',
        resourceType: 'cde-template',
        params: { tag },
      },
    });
    await start((permission, user) => {
      if (user === ADA && permission === 'cde.template.use') {
        return conditional('open');
      }
      return user === OLGA && permission === 'cde.template.read'
        ? conditional('other')
        : { result: AuthorizeResult.ALLOW };
    });
    const name = await published();
    expect((await make(name)).status).toBe(403);
    expect(
      (await call('get', '/options?component=payments', ADA)).body,
    ).toMatchObject({ templates: [], unavailable: { reason: 'NoTemplate' } });
    expect((await call('get', '/templates', OLGA)).body.items).toEqual([]);
    expect((await call('get', `/templates/${name}`, OLGA)).status).toBe(404);
    expect((await make(name, {}, OLGA)).status).toBe(404);
    await portal.stop();
  });
});
