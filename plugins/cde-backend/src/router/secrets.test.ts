import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import request from 'supertest';
import { startGitServer, type GitServer } from '../testing/gitServer';
import { component, startPortal } from '../testing/portal';
import {
  GROUPS,
  organisation,
  PEOPLE,
  tables,
  type Person,
} from '../testing/rights';

// A whole backend on a machine that may be busy.
jest.setTimeout(120_000);

const CANARY = 'canary-4f2a9c';
const TEMPLATE = `
apiVersion: cde.backstage.io/v1alpha1
kind: WorkspaceTemplate
metadata: { name: vault, title: Vault }
spec:
  owner: group:default/makers
  devcontainer: { image: base:1 }
  resourceClasses: [small]
  parameters:
    properties:
      token: { title: Token, type: string, maxLength: 40, mutable: true, default: none }
      level: { title: Level, type: string, enum: [low, high], default: low }
  environment:
    TOKEN: { $parameter: token }
`;

/** Where it is found, for who has to mend it. */
function around(text: string): string | undefined {
  const at = text.indexOf(CANARY);
  return at < 0 ? undefined : text.slice(Math.max(0, at - 200), at + 100);
}

describe('a value that looks like a secret', () => {
  let git: GitServer;
  let portal: Awaited<ReturnType<typeof startPortal>>;
  const logged: string[] = [];

  beforeAll(async () => {
    git = await startGitServer();
    await git.commit('acme/payments', 'main', { 'README.md': 'hello' });
    const note = (...parts: unknown[]) =>
      logged.push(parts.map(part => JSON.stringify(part) ?? '').join(' '));
    const logger = mockServices.logger.mock({
      error: note,
      warn: note,
      info: note,
      debug: note,
    });
    logger.child.mockReturnValue(logger);
    portal = await startPortal({
      gitHost: git.host,
      groups: GROUPS,
      logger,
      cde: { admins: ['group:default/platform'] },
      entities: [
        component('payments', git.url('acme/payments')),
        ...organisation(),
      ],
    });
  });
  afterAll(async () => {
    await portal?.stop();
    await git.close();
  });

  const send = (
    person: Person,
    method: 'get' | 'post' | 'put' | 'patch',
    path: string,
    body?: object,
  ) =>
    request(portal.server)
      [method](`/api/cde${path}`)
      .set('Authorization', mockCredentials.user.header(PEOPLE[person]))
      .send(body);

  it('is shown to who works in the workspace alone, and neither kept in the audit nor logged', async () => {
    const created = await send('admin', 'post', '/templates', {
      yaml: TEMPLATE,
    });
    expect(created).toMatchObject({ status: 201, body: { id: 'vault' } });
    const { version } = created.body.draft;
    const published = await send('admin', 'post', '/templates/vault/publish', {
      version,
      note: 'first',
    });
    expect(published.status).toBe(200);

    const wanted = (parameters: object) =>
      send('owner', 'post', '/workspaces', {
        component: 'component:default/payments',
        template: 'vault',
        parameters,
      });
    const made = await wanted({ token: CANARY });
    expect(made.status).toBe(201);
    const { id } = made.body;
    for (const refused of [
      { token: `${CANARY}${'x'.repeat(100)}` },
      { level: CANARY },
    ]) {
      expect((await wanted(refused)).status).toBe(400);
    }
    await send('owner', 'patch', `/workspaces/${id}/settings`, {
      parameters: { token: `${CANARY}-2` },
    });
    await send('owner', 'patch', `/workspaces/${id}/settings`, {
      parameters: { level: CANARY },
    });
    await send('owner', 'post', `/workspaces/${id}/restart`, {
      parameters: { token: CANARY },
    });
    await send('stranger', 'post', '/workspaces', {
      component: 'component:default/payments',
      repositoryUrl: `https://user:${CANARY}@evil.example/acme/x`,
    });
    await send('owner', 'put', `/workspaces/${id}/shares`, {
      grantee: PEOPLE.viewer,
      role: 'view',
    });

    const path = `/workspaces/${id}`;
    expect((await send('owner', 'get', path)).body.parameters.token).toMatch(
      CANARY,
    );
    expect((await send('viewer', 'get', path)).body).not.toHaveProperty(
      'parameterSchema',
    );
    const hidden = [
      await send('owner', 'get', '/workspaces'),
      await send('owner', 'get', `${path}/timeline`),
      await send('viewer', 'get', path),
      await send('viewer', 'get', '/workspaces'),
      await send('viewer', 'get', `${path}/timeline`),
      await send('admin', 'get', '/audit'),
      await send('admin', 'get', '/audit/export?format=csv'),
      await send('admin', 'get', '/templates/vault'),
    ];
    for (const answer of hidden) {
      expect(answer.status).toBe(200);
      expect(around(answer.text)).toBeUndefined();
    }
    const kept = await tables(portal).read(async knex => [
      await knex('cde_audit'),
      await knex('cde_workspace_events'),
      await knex('cde_outbox'),
    ]);
    expect(around(JSON.stringify(kept))).toBeUndefined();
    const told = portal.auditor.createEvent.mock.calls.map(([event]) =>
      JSON.stringify(event.meta),
    );
    expect(told.length).toBeGreaterThan(5);
    expect(around(told.join('\n'))).toBeUndefined();
    expect(around(logged.join('\n'))).toBeUndefined();
  });
});
