import { randomUUID } from 'node:crypto';
import { describeDatabases } from '../testing/databases';
import { DatabaseSessionStore } from './DatabaseSessionStore';

describeDatabases('DatabaseSessionStore', ({ migrated }) => {
  const workspaceId = randomUUID();
  const session = {
    codeHash: 'hash',
    userRef: 'user:default/ada',
    workspaceId,
    target: 'ide' as const,
    grantedBy: 'share' as const,
    codeLifetimeMs: 30_000,
    lifetimeMs: 3_600_000,
  };
  const code = { codeHash: 'hash', workspaceId, target: 'ide' as const };

  it('lets a code be used once, however many try at the same time', async () => {
    const { database, clock } = await migrated();
    const store = new DatabaseSessionStore(database);
    const { id, codeExpiresAt } = await store.create(session);
    expect(Math.abs(codeExpiresAt - Date.now() - 30_000)).toBeLessThan(5_000);
    expect(await store.grantOf(id)).toBeUndefined();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => store.redeem(code)));
    expect(outcomes.filter(Boolean)).toEqual([{ id, userRef: 'user:default/ada' }]);
    expect(await store.grantOf(id)).toMatchObject({ grantedBy: 'share' });
    clock.advance(60_000);
    expect((await store.grantOf(id))!.ageMs).toBeGreaterThanOrEqual(60_000);
  });

  it('refuses a code that is unknown, for another host, or too old', async () => {
    const { database, clock } = await migrated();
    const store = new DatabaseSessionStore(database);
    await store.create(session);
    expect(await store.redeem({ ...code, codeHash: 'other' })).toBeUndefined();
    expect(await store.redeem({ ...code, workspaceId: randomUUID() })).toBeUndefined();
    expect(await store.redeem({ ...code, target: 'port/3000' })).toBeUndefined();
    clock.advance(30_001);
    expect(await store.redeem(code)).toBeUndefined();
  });

  it.each([
    ['its user', { userRef: 'user:default/ada' }],
    ['its workspace', { workspaceId }],
    ['its user in its workspace', { userRef: 'user:default/ada', workspaceId }],
  ])('ends a session with %s', async (_case, which) => {
    const { database } = await migrated();
    const store = new DatabaseSessionStore(database);
    const { id } = await store.create(session);
    await store.redeem(code);
    const unused = { ...code, codeHash: 'unused' };
    await store.create({ ...session, ...unused });
    await store.revoke(which);
    expect(await store.grantOf(id)).toBeUndefined();
    expect(await store.redeem(unused)).toBeUndefined();
  });

  it('ends the sessions of a user in one workspace alone', async () => {
    const { database } = await migrated();
    const store = new DatabaseSessionStore(database);
    const { id } = await store.create(session);
    await store.redeem(code);
    await store.revoke({ userRef: 'user:default/ada', workspaceId: randomUUID() });
    expect(await store.grantOf(id)).toBeDefined();
  });

  it('ends a session after its time, and later forgets it', async () => {
    const { database, clock } = await migrated();
    const store = new DatabaseSessionStore(database);
    const { id } = await store.create(session);
    await store.redeem(code);
    clock.advance(3_600_001);
    expect(await store.grantOf(id)).toBeUndefined();
    await store.purge();
    expect(await database.read(knex => knex('cde_sessions').pluck('id'))).toEqual([id]);
    clock.advance(24 * 3_600_000);
    await store.purge();
    expect(await database.read(knex => knex('cde_sessions').pluck('id'))).toEqual([]);
  });
});
