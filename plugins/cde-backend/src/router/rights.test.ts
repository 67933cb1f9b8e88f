import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { operationsOf, readApiDocument } from '../schema';
import { startGitServer, type GitServer } from '../testing/gitServer';
import { component, startPortal } from '../testing/portal';
import {
  GROUPS,
  leave,
  organisation,
  PEOPLE,
  sharedWorkspace,
  type Person,
} from '../testing/rights';

type Portal = Awaited<ReturnType<typeof startPortal>>;
type Operation = ReturnType<typeof operationsOf>[number];

// Many requests on a machine that may be busy.
jest.setTimeout(300_000);

const EVERYBODY = Object.keys(PEOPLE) as Person[];
const HERE = EVERYBODY.filter(person => person !== 'gone');
const OK = 200;

/** The answers to each person; who has left is refused everywhere. */
function answers(
  others: number,
  exceptions: Partial<Record<Person, number>>,
): Record<Person, number> {
  return {
    ...Object.fromEntries(HERE.map(person => [person, others])),
    ...exceptions,
    gone: 403,
  } as Record<Person, number>;
}

const seen = { owner: OK, viewer: OK, user: OK, guest: OK, admin: OK };
/** What the workspace's owner and administrators may do; others who see it are told, and nobody else knows of it. */
const managed = (status: number) =>
  answers(404, {
    owner: status,
    admin: status,
    viewer: 403,
    user: 403,
    guest: 403,
  });
/** What the template's owners and administrators may do; all see it. */
const made = (status: number) => answers(403, { maker: status, admin: status });
const forAdministrators = (status = OK) => answers(403, { admin: status });
const forAll = (status = OK) => answers(status, {});

interface Expectation {
  answers: Record<Person, number>;
  body?: unknown;
  query?: string;
  /** Of the template: how far it has come. Default: published. */
  template?: 'draft' | 'published' | 'twice';
}

const WORKSPACE = { component: 'component:default/payments' };
const QUOTA = {
  target: { kind: 'everyone', per: 'each' },
  limits: { running: 99 },
};

/** Who is answered what: an operation that is not here makes the test fail. */
const EXPECTED: Record<string, Expectation> = {
  listWorkspaces: { answers: forAll() },
  createWorkspace: { answers: forAll(201), body: WORKSPACE },
  previewWorkspace: { answers: forAll(), body: WORKSPACE },
  getWorkspace: { answers: answers(404, seen) },
  deleteWorkspace: { answers: managed(202) },
  startWorkspace: { answers: managed(202) },
  stopWorkspace: { answers: managed(202) },
  restartWorkspace: { answers: managed(202) },
  openWorkspace: {
    answers: answers(404, {
      owner: OK,
      user: OK,
      viewer: 403,
      guest: 403,
      admin: 403,
    }),
  },
  getTimeline: { answers: answers(404, seen) },
  getLog: { answers: answers(404, seen) },
  getOptions: { answers: forAll() },
  getBranches: {
    answers: forAll(),
    query: 'component=component:default/payments',
  },
  listClusters: { answers: forAll() },
  getContext: {
    // All are told what is wrong with the URL.
    answers: forAll(400),
    query: 'url=payments',
  },
  listChanges: {
    answers: forAll(),
    query: 'component=component:default/payments',
  },
  getRights: { answers: forAll() },
  // Everybody's own, see git.test.ts.
  listGitTokens: { answers: forAll() },
  setGitToken: {
    answers: answers(400, {}),
    body: { host: 'elsewhere.example', token: 'x' },
  },
  removeGitToken: { answers: answers(404, {}), query: 'host=github.com' },
  listGitSecrets: { answers: forAll() },
  setGitSecret: {
    answers: answers(400, {}),
    body: { kind: 'ssh', privateKey: 'x' },
  },
  removeGitSecret: { answers: answers(404, {}), query: 'kind=ssh' },
  changeSettings: { answers: managed(OK), body: { name: 'other' } },
  keepWorkspace: { answers: managed(OK) },
  listShares: { answers: managed(OK) },
  shareWorkspace: {
    answers: managed(OK),
    body: { grantee: PEOPLE.stranger, role: 'view' },
  },
  unshareWorkspace: {
    answers: managed(OK),
    query: `grantee=${PEOPLE.viewer}`,
  },
  transferWorkspace: {
    answers: { ...managed(OK), owner: 403 },
    body: { owner: PEOPLE.stranger },
  },
  listAudit: { answers: forAdministrators() },
  exportAudit: { answers: forAdministrators(), query: 'format=csv' },
  listQuotas: { answers: forAdministrators() },
  setQuota: { answers: forAdministrators(), body: QUOTA },
  previewQuota: { answers: forAdministrators(), body: QUOTA },
  getQuotaUsage: { answers: forAll() },
  // Of their own workspaces, see below.
  getUsage: {
    answers: forAll(),
    query: 'by=owner&from=2026-01-01T00%3A00%3A00Z&to=2026-01-02T00%3A00%3A00Z',
  },
  // Decided for each workspace on its own, see below.
  actInBulk: {
    answers: forAll(),
    body: {
      ids: ['5b0e3d3e-0000-4000-8000-000000000000'],
      act: 'stop',
      reason: 'test',
    },
  },
  listTemplates: { answers: forAll() },
  createTemplate: { answers: forAdministrators(201), body: { yaml: '' } },
  validateTemplate: { answers: forAll(), body: { yaml: 'kind: x' } },
  // For those who may make new ones, or work on the one of this name.
  previewTemplate: {
    answers: forAdministrators(),
    body: { yaml: '', component: 'component:default/payments' },
  },
  getTemplate: { answers: forAll() },
  deleteTemplate: { answers: made(204) },
  saveDraft: {
    answers: made(OK),
    body: { yaml: '', version: 0, baseRevision: 1 },
  },
  discardDraft: {
    answers: answers(404, { maker: 204, admin: 204 }),
    template: 'draft',
    query: 'version=1',
  },
  publishTemplate: {
    answers: answers(404, { maker: OK, admin: OK }),
    template: 'draft',
    body: { version: 1, note: 'first' },
  },
  rollBackTemplate: {
    answers: made(OK),
    template: 'twice',
    body: { revision: 1, note: 'back' },
  },
  setTemplateState: { answers: made(OK), body: { state: 'deprecated' } },
  listTemplateRevisions: { answers: forAll() },
  getTemplateRevision: { answers: forAll() },
  getReadiness: { answers: forAll() },
  // For other backends alone.
  inspectDevcontainer: {
    answers: forAll(403),
    query: 'url=https%3A%2F%2Fgithub.com%2Facme%2Fpayments',
  },
  listCatalogWorkspaces: { answers: forAll(403) },
  listCatalogTemplates: { answers: forAll(403) },
};

describe('rights', () => {
  let git: GitServer;
  let portal: Portal;
  let count = 0;

  beforeAll(async () => {
    git = await startGitServer();
    await git.commit('acme/payments', 'main', { 'README.md': 'hello' });
    portal = await startPortal({
      gitHost: git.host,
      groups: GROUPS,
      cde: { admins: ['group:default/platform'] },
      entities: [
        component('payments', git.url('acme/payments')),
        ...organisation(),
      ],
    });
    portal.runtime.log = 'a log';
    await leave(portal, PEOPLE.gone);
  });
  afterAll(async () => {
    await portal?.stop();
    await git.close();
  });

  const send = (
    person: Person,
    method: Operation['method'],
    path: string,
    body?: unknown,
  ) => {
    const started = request(portal.server)
      [method](`/api/cde${path}`)
      .set('Authorization', mockCredentials.user.header(PEOPLE[person]));
    return body === undefined ? started : started.send(body as object);
  };

  const templateText = (name: string, title = name) => `
apiVersion: cde.backstage.io/v1alpha1
kind: WorkspaceTemplate
metadata: { name: ${name}, title: ${title} }
spec:
  owner: group:default/makers
  devcontainer: { image: base:1 }
  resourceClasses: [small]
`;

  async function template(stage: 'draft' | 'published' | 'twice') {
    count += 1;
    const name = `template-${count}`;
    const created = await send('admin', 'post', '/templates', {
      yaml: templateText(name),
    });
    expect(created).toMatchObject({ status: 201 });
    const rounds = { draft: 0, published: 1, twice: 2 }[stage];
    for (let round = 0; round < rounds; round++) {
      let { version } = created.body.draft ?? { version: 1 };
      if (round > 0) {
        const saved = await send('admin', 'put', `/templates/${name}/draft`, {
          yaml: templateText(name, `Round ${round}`),
          version: 0,
          baseRevision: round,
        });
        expect(saved).toMatchObject({ status: 200 });
        version = saved.body.version ?? saved.body.draft?.version;
      }
      expect(
        await send('admin', 'post', `/templates/${name}/publish`, {
          version,
          note: 'x',
        }),
      ).toMatchObject({ status: 200 });
    }
    return name;
  }

  /** A request that would be carried out if the caller may do that, on things of its own. */
  async function prepared(operation: Operation) {
    const { path, operationId } = operation;
    const {
      body,
      query,
      template: stage = 'published',
    } = EXPECTED[operationId];
    const id = path.startsWith('/workspaces/{id}')
      ? await sharedWorkspace(portal)
      : undefined;
    const name = path.startsWith('/templates/{id}')
      ? await template(stage)
      : undefined;
    count += 1;
    const yaml = templateText(name ?? `new-${count}`, 'Other');
    const filled = path
      .replace('{id}', id ?? name ?? '')
      .replace('{revision}', '1')
      .replace('{step}', 'postCreateCommand');
    const withYaml = body && typeof body === 'object' && 'yaml' in body;
    return {
      path: query ? `${filled}?${query}` : filled,
      body: withYaml && body.yaml === '' ? { ...body, yaml } : body,
    };
  }

  const operations = operationsOf(readApiDocument());

  it.each(operations.map(operation => [operation.operationId, operation]))(
    '%s answers each person as it should',
    async (operationId, operation) => {
      expect(Object.keys(EXPECTED)).toContain(operationId);
      const got: Partial<Record<Person, unknown>> = {};
      for (const person of EVERYBODY) {
        const { path, body } = await prepared(operation);
        const answer = await send(person, operation.method, path, body);
        const wanted = EXPECTED[operationId].answers[person];
        got[person] =
          answer.status === wanted
            ? wanted
            : `${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`;
      }
      expect(got).toEqual(EXPECTED[operationId].answers);
    },
  );

  it.each(operations.map(operation => [operation.operationId, operation]))(
    '%s is for nobody who has not signed in',
    async (_operationId, operation) => {
      const { path, body } = await prepared(operation);
      const started = request(portal.server)
        [operation.method](`/api/cde${path}`)
        .set('Authorization', mockCredentials.none.header());
      const answer = await (body ? started.send(body) : started);
      expect(answer.status).toBe(401);
    },
  );

  it('a list holds what each may see, by relation', async () => {
    const id = await sharedWorkspace(portal);
    const found = async (person: Person, query: string) =>
      (await send(person, 'get', `/workspaces?${query}`)).body.items.find(
        (item: { id: string }) => item.id === id,
      );
    expect(await found('owner', 'scope=mine')).toMatchObject({
      relation: 'owner',
      allowed: expect.arrayContaining(['open', 'delete', 'share']),
    });
    expect((await found('owner', '')).allowed).not.toContain('transfer');
    expect(await found('owner', 'scope=shared')).toBeUndefined();
    expect(await found('viewer', '')).toMatchObject({
      relation: 'view',
      allowed: [],
    });
    expect(await found('user', 'scope=shared')).toMatchObject({
      relation: 'use',
      allowed: ['open'],
    });
    expect(await found('guest', '')).toMatchObject({ relation: 'view' });
    expect(await found('admin', '')).toBeUndefined();
    expect(await found('admin', 'scope=all&search=w-')).toMatchObject({
      relation: 'administrator',
      allowed: expect.arrayContaining(['stop', 'delete', 'transfer']),
    });
    expect((await found('admin', 'scope=all')).allowed).not.toContain('open');
    expect(
      await found('admin', `scope=all&owner=${PEOPLE.stranger}`),
    ).toBeUndefined();
    for (const person of ['maker', 'stranger'] as const) {
      expect(await found(person, 'scope=all')).toBeUndefined();
    }
  });

  it('bulk acts touch nothing that one may not act on', async () => {
    const id = await sharedWorkspace(portal);
    const body = { ids: [id], act: 'stop', reason: 'test' };
    for (const person of ['viewer', 'user', 'stranger'] as const) {
      const answer = await send(person, 'post', '/workspaces/bulk', body);
      expect(answer.body.items).toMatchObject([{ id, outcome: 'refused' }]);
    }
    const answer = await send('admin', 'post', '/workspaces/bulk', body);
    expect(answer.body.items).toMatchObject([{ id, outcome: 'done' }]);
  });

  it('usage is of what one owns, but for administrators', async () => {
    await sharedWorkspace(portal);
    const from = encodeURIComponent(
      new Date(Date.now() - 86_400_000).toISOString(),
    );
    const to = encodeURIComponent(new Date(Date.now() + 60_000).toISOString());
    const owners = async (person: Person) =>
      (
        await send(person, 'get', `/usage?by=owner&from=${from}&to=${to}`)
      ).body.rows.map(({ key }: { key: string }) => key);
    expect(await owners('owner')).toEqual([PEOPLE.owner]);
    expect(await owners('user')).not.toContain(PEOPLE.owner);
    expect(await owners('stranger')).not.toContain(PEOPLE.owner);
    expect(await owners('admin')).toContain(PEOPLE.owner);
  });

  it('tells each who they are', async () => {
    expect((await send('admin', 'get', '/me')).body).toEqual({
      user: PEOPLE.admin,
      allowed: [
        'create-template',
        'publish-privileged',
        'read-quotas',
        'update-quotas',
        'read-audit',
        'administer',
        'read-usage',
      ],
      currency: expect.any(String),
    });
    expect((await send('owner', 'get', '/me')).body.allowed).toEqual([]);
  });
});
