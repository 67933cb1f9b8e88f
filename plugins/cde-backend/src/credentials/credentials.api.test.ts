import { generateKeyPairSync } from 'node:crypto';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import request from 'supertest';
import { describeDatabases } from '../testing/databases';
import { startGitServer, type GitServer } from '../testing/gitServer';
import { component, startPortal } from '../testing/portal';
import { GROUPS, organisation, PEOPLE, type Person } from '../testing/rights';
import { newWorkspace, queued } from '../testing/workspaces';

// A whole backend on a machine that may be busy.
jest.setTimeout(120_000);

const CANARY = 'canary-7d31e0';
const HOUR = 3600_000;
const PEM = generateKeyPairSync('ed25519')
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const [, KEY_LINE] = PEM.split('\n');

describeDatabases('Git access of users', ({ empty }) => {
  let git: GitServer;
  let knex: Knex;
  let portal: Awaited<ReturnType<typeof startPortal>>;
  const logged: string[] = [];
  const answered: string[] = [];

  beforeAll(async () => {
    git = await startGitServer();
    await git.commit('acme/payments', 'main', { 'README.md': 'hello' });
    git.tokens = { portal: 'portal', [CANARY]: 'owner', other: 'stranger' };
    git.hidden = ['portal acme/payments', 'stranger acme/payments'];
    const note = (...parts: unknown[]) =>
      logged.push(parts.map(part => JSON.stringify(part) ?? '').join(' '));
    const logger = mockServices.logger.mock({
      error: note,
      warn: note,
      info: note,
      debug: note,
    });
    logger.child.mockReturnValue(logger);
    knex = await empty();
    portal = await startPortal({
      gitHost: git.host,
      groups: GROUPS,
      knex,
      logger,
      cde: {
        admins: ['group:default/platform'],
        git: {
          sealingKey: 'a sealing key of this test, long enough',
          hosts: [{ host: git.host, protocol: 'http', token: 'portal' }],
        },
      },
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
  beforeEach(async () => {
    await knex('cde_git_tokens').delete();
    await knex('cde_git_secrets').delete();
  });

  const send = async (
    person: Person,
    method: 'get' | 'post' | 'put' | 'delete',
    path: string,
    body?: object | string,
  ) => {
    const sent = request(portal.server)
      [method](`/api/cde${path}`)
      .set('Authorization', mockCredentials.user.header(PEOPLE[person]))
      .set('Content-Type', 'application/json');
    const answer = await (typeof body === 'string'
      ? sent.send(body)
      : sent.send(body));
    answered.push(answer.text);
    return answer;
  };
  const giveToken = (person: Person, token: string, more: object = {}) =>
    send(person, 'put', '/me/git-tokens', { host: git.host, token, ...more });
  const giveKey = (person: Person, kind = 'signing') =>
    send(person, 'put', '/me/git-secrets', { kind, privateKey: PEM });
  const workspaceOf = async (person: Person, desired = 'running') => {
    const { record } = await portal.runtime.parts!.store.create(
      newWorkspace({
        ownerRef: PEOPLE[person],
        name: `w-${Math.random()}`,
        repositoryUrl: git.url('acme/payments'),
      }),
      queued,
    );
    await knex('cde_workspaces').where({ id: record.id }).update({ desired });
    return record.id;
  };
  const accessOf = async (id: string) => {
    const { gitAccess, store } = portal.runtime.parts!;
    return gitAccess((await store.get(id))!);
  };
  const line = (name: string, token: string) =>
    `http://${name}:${token}@${git.host}\n`;

  it('tells what was given, for how long, and nothing of what it is', async () => {
    const before = await send('owner', 'get', '/me/git-tokens');
    expect(before.body.unavailable).toBeUndefined();
    expect(before.body.items).toEqual(
      expect.arrayContaining([
        { host: git.host, protocol: 'http' },
        { host: 'github.com', protocol: 'https' },
      ]),
    );
    const expiresAt = new Date(Date.now() + HOUR).toISOString();
    const given = await giveToken('owner', CANARY, {
      username: 'ana',
      expiresAt,
    });
    expect(given.status).toBe(200);
    const [{ token }] = given.body.items;
    expect(token).toEqual({
      username: 'ana',
      setAt: expect.any(String),
      expiresAt: expect.any(String),
    });
    expect(
      Math.abs(Date.parse(token.expiresAt) - Date.parse(expiresAt)),
    ).toBeLessThan(5000);
    const others = await send('stranger', 'get', '/me/git-tokens');
    expect(others.body.items[0]).not.toHaveProperty('token');
    expect(await knex('cde_git_tokens')).toMatchObject([
      { owner_ref: PEOPLE.owner, host: git.host, username: 'ana' },
    ]);
    const path = `/me/git-tokens?host=${git.host}`;
    expect((await send('stranger', 'delete', path)).status).toBe(404);
    expect((await send('owner', 'delete', path)).status).toBe(200);
    expect(await knex('cde_git_tokens')).toEqual([]);
  });

  it('keeps no token for longer than the portal allows', async () => {
    const { body } = await giveToken('owner', CANARY, {
      expiresAt: '2999-01-01T00:00:00Z',
    });
    const left = Date.parse(body.items[0].token.expiresAt) - Date.now();
    expect(left).toBeGreaterThan(11 * HOUR);
    expect(left).toBeLessThan(13 * HOUR);
  });

  it.each<[string, object, RegExp]>([
    [
      'a host without repositories',
      { host: 'evil.example' },
      /no repositories/,
    ],
    ['a host with more in it', { host: 'github.com/x' }, /no repositories/],
    ['one that has ended', { expiresAt: '2020-01-01T00:00:00Z' }, /expired/],
    ['a time that is none', { expiresAt: 'soon' }, /point in time/],
    ['a line break in it', { token: `${CANARY}\nhttp://x:y@z` }, /token/],
    ['a name with a colon', { username: 'a:b' }, /username/],
    ['more than is asked for', { owner: PEOPLE.stranger }, /owner/],
  ])('refuses a token for %s', async (_, change, message) => {
    const answer = await giveToken('owner', CANARY, change);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(message);
    expect(await knex('cde_git_tokens')).toEqual([]);
  });

  it('takes keys that are keys, and shows their fingerprints alone', async () => {
    const given = await giveKey('owner');
    expect(given.body).toEqual({
      items: [
        {
          kind: 'signing',
          type: 'ssh-ed25519',
          fingerprint: expect.stringMatching(/^SHA256:/),
          setAt: expect.any(String),
        },
      ],
    });
    const refused = await send('owner', 'put', '/me/git-secrets', {
      kind: 'ssh',
      privateKey: PEM.slice(0, 60),
    });
    expect(refused.status).toBe(400);
    expect((await send('owner', 'get', '/me/git-secrets')).body).toEqual(
      given.body,
    );
    expect(
      (await send('stranger', 'get', '/me/git-secrets')).body.items,
    ).toEqual([]);
    const path = '/me/git-secrets?kind=signing';
    expect((await send('stranger', 'delete', path)).status).toBe(404);
    expect((await send('owner', 'delete', path)).body).toEqual({ items: [] });
  });

  it("puts the owner's own in place of the portal's, into their own workspaces alone", async () => {
    const mine = await workspaceOf('owner');
    const theirs = await workspaceOf('stranger');
    expect(await accessOf(mine)).toEqual({
      files: { 'git-credentials': line('token', 'portal') },
      personal: false,
      dueInMs: null,
    });
    await giveToken('owner', CANARY, { username: 'ana' });
    await giveKey('owner', 'ssh');
    await giveKey('owner');
    const access = await accessOf(mine);
    expect(access.files['git-credentials']).toBe(line('ana', CANARY));
    expect(access.files['git-config']).toMatch(/gpgSign = true[^]*sshCommand/);
    expect(access.files['ssh-key']).toMatch(/BEGIN OPENSSH/);
    expect(access.files['signing-key']).toMatch(/BEGIN OPENSSH/);
    expect(access.personal).toBe(true);
    expect(access.dueInMs).toBeGreaterThan(11 * HOUR);
    expect((await accessOf(theirs)).files).toEqual({
      'git-credentials': line('token', 'portal'),
    });
    // Handed over, it is somebody else's.
    await knex('cde_workspaces')
      .where({ id: mine })
      .update({ owner_ref: PEOPLE.stranger });
    expect(await accessOf(mine)).toMatchObject({
      files: { 'git-credentials': line('token', 'portal') },
      personal: false,
    });
  });

  it('is nothing to workspaces of other hosts, and ends at its time', async () => {
    const mine = await workspaceOf('owner');
    const elsewhere = await workspaceOf('owner');
    await knex('cde_workspaces')
      .where({ id: elsewhere })
      .update({ repository_url: 'https://github.com/acme/x.git' });
    await giveToken('owner', CANARY);
    expect((await accessOf(mine)).files['git-credentials']).toBe(
      line('git', CANARY),
    );
    expect((await accessOf(elsewhere)).files['git-credentials']).not.toMatch(
      CANARY,
    );
    await knex('cde_git_tokens').update({ expires_at: Date.now() - 1 });
    expect((await accessOf(mine)).files['git-credentials']).toBe(
      line('token', 'portal'),
    );
    const { items } = (await send('owner', 'get', '/me/git-tokens')).body;
    expect(items[0]).not.toHaveProperty('token');
  });

  it('has the Secrets of what runs written anew, and of nothing else', async () => {
    const running = await workspaceOf('owner');
    const stopped = await workspaceOf('owner', 'stopped');
    const other = await workspaceOf('stranger');
    const due = async () =>
      knex('cde_workspaces')
        .whereIn('id', [running, stopped, other])
        .whereNotNull('git_due_at')
        .pluck('id');
    const changes = [
      () => giveToken('owner', CANARY),
      () => giveKey('owner'),
      () => send('owner', 'delete', '/me/git-secrets?kind=signing'),
      () => send('owner', 'delete', `/me/git-tokens?host=${git.host}`),
    ];
    for (const change of changes) {
      await knex('cde_workspaces').update({ git_due_at: null });
      const { version } = await knex('cde_workspaces')
        .where({ id: running })
        .first();
      portal.runtime.calls.length = 0;
      expect((await change()).status).toBe(200);
      expect(await due()).toEqual([running]);
      expect(portal.runtime.calls).toContain(`wake ${running}`);
      expect(portal.runtime.calls).not.toContain(`wake ${other}`);
      expect(
        await knex('cde_workspaces').where({ id: running }).first(),
      ).toMatchObject({
        version: version + 1,
      });
    }
  });

  it('reads repositories as who asks, and shows nobody what another may see', async () => {
    const payments = { component: 'component:default/payments' };
    const commit = await git.git('acme/payments', 'rev-parse', 'main');
    const byCommit = { ...payments, ref: { type: 'commit', name: commit } };
    const refused = await send('owner', 'post', '/workspaces', payments);
    expect(refused.status).toBe(403);

    await giveToken('owner', CANARY);
    expect((await send('owner', 'post', '/workspaces', payments)).status).toBe(
      201,
    );
    expect(
      (await send('owner', 'post', '/workspaces/preview', byCommit)).status,
    ).toBe(200);
    const branches = '/branches?component=component:default/payments';
    expect((await send('owner', 'get', branches)).status).toBe(200);

    // Neither the portal's own copy nor another's token opens it.
    expect(
      (await send('viewer', 'post', '/workspaces/preview', byCommit)).status,
    ).toBe(403);
    expect((await send('viewer', 'get', branches)).status).toBe(403);
    await giveToken('stranger', 'other');
    const told = await send(
      'stranger',
      'post',
      '/workspaces/preview',
      byCommit,
    );
    expect(told.status).toBe(403);
    expect(told.body.error.message).toMatch(/Git access/);
    expect((await send('stranger', 'get', branches)).status).toBe(403);
  });

  it('forgets what has ended, and those who have left', async () => {
    await giveToken('owner', CANARY);
    await giveKey('owner');
    await giveToken('stranger', 'other');
    await giveKey('viewer');
    await knex('cde_git_tokens')
      .where({ owner_ref: PEOPLE.stranger })
      .update({ expires_at: 1 });
    await knex('cde_owners').insert({
      owner_ref: PEOPLE.viewer,
      checked_at: 0,
      offboarded_at: 1,
    });
    const { DatabaseGitAccess } = await import('./DatabaseGitAccess');
    await new DatabaseGitAccess(portal.runtime.parts!.database).removeStale();
    expect(await knex('cde_git_tokens').pluck('owner_ref')).toEqual([
      PEOPLE.owner,
    ]);
    expect(await knex('cde_git_secrets').pluck('owner_ref')).toEqual([
      PEOPLE.owner,
    ]);
    await knex('cde_owners').where({ owner_ref: PEOPLE.viewer }).delete();
  });

  it('leaves no trace but what is sealed: answers, log, audit and tables', async () => {
    await giveToken('owner', CANARY, { username: 'ana' });
    await giveKey('owner');
    const broken = [
      `{"host":"${git.host}","token":${CANARY}}`,
      `{"host":"${git.host}","token":"${CANARY}`,
      JSON.stringify({
        host: git.host,
        token: CANARY,
        [CANARY.slice(0, 6)]: 1,
      }),
      JSON.stringify({ host: git.host, token: CANARY.repeat(1000) }),
      JSON.stringify({ host: git.host, token: [CANARY] }),
      // Into the wrong field.
      JSON.stringify({ host: CANARY, token: 'x' }),
    ];
    for (const body of broken) {
      expect((await send('owner', 'put', '/me/git-tokens', body)).status).toBe(
        400,
      );
    }
    expect(
      (
        await send('owner', 'put', '/me/git-secrets', {
          kind: 'ssh',
          privateKey: `${CANARY} ${KEY_LINE}`,
        })
      ).status,
    ).toBe(400);
    await send('owner', 'post', '/workspaces', {
      component: 'component:default/payments',
      credentials: { token: CANARY },
    });
    await send('admin', 'get', '/audit');
    await send('admin', 'get', '/audit/export?format=csv');
    await send('owner', 'get', '/workspaces');
    const names = [
      'cde_audit',
      'cde_git_tokens',
      'cde_git_secrets',
      'cde_workspaces',
      'cde_workspace_events',
      'cde_outbox',
      'cde_idempotency',
      'cde_keys',
    ];
    const tables = await Promise.all(
      names.map(async name =>
        (await knex.schema.hasTable(name)) ? knex(name) : [],
      ),
    );
    const audited = portal.auditor.createEvent.mock.calls.map(([event]) =>
      JSON.stringify(event.meta),
    );
    expect(audited.join()).toMatch(/git\.|localhost/);
    const acts = await knex('cde_audit').distinct().pluck('act');
    expect(acts).toEqual(
      expect.arrayContaining(['git-token-set', 'git-secret-set']),
    );
    for (const text of [
      ...answered,
      ...logged,
      ...audited,
      JSON.stringify(tables),
    ]) {
      expect(text).not.toContain(CANARY);
      expect(text).not.toContain(KEY_LINE);
    }
  });
});

describe('Git access without a key to seal with', () => {
  it('is refused with the cure, and what the portal has is used as before', async () => {
    const git = await startGitServer();
    const portal = await startPortal({
      gitHost: git.host,
      entities: [],
      cde: {
        git: { hosts: [{ host: git.host, protocol: 'http', token: 'portal' }] },
      },
    });
    try {
      const send = (method: 'get' | 'put', path: string, body?: object) =>
        request(portal.server)
          [method](`/api/cde${path}`)
          .set('Authorization', mockCredentials.user.header(PEOPLE.owner))
          .send(body);
      for (const [path, body] of [
        ['/me/git-tokens', { host: git.host, token: 'x' }],
        ['/me/git-secrets', { kind: 'ssh', privateKey: PEM }],
      ] as const) {
        const answer = await send('put', path, body);
        expect(answer.status).toBe(403);
        expect(answer.body.error.message).toMatch(/cde\.git\.sealingKey/);
        expect((await send('get', path)).body.unavailable.reason).toBe(
          'NoSealingKey',
        );
      }
      const row = newWorkspace({ repositoryUrl: git.url('acme/payments') });
      expect(await portal.runtime.parts!.gitAccess(row)).toEqual({
        files: { 'git-credentials': `http://token:portal@${git.host}\n` },
        personal: false,
        dueInMs: null,
      });
    } finally {
      await portal.stop();
      await git.close();
    }
  });
});
