import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { parseEntityRef } from '@backstage/catalog-model';
import { describeDatabases, type DatabaseContext } from '../testing/databases';
import { newWorkspace, queued } from '../testing/workspaces';
import { DatabaseWorkspaceStore, decideStop } from '../workspaces';
import { DatabaseOwners } from './DatabaseOwners';
import { isSuspicious, judge, type OwnerRecord } from './judge';
import { Offboarding } from './Offboarding';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
const ADA = 'user:default/ada';
const BOB = 'user:default/bob';

const owner = (overrides: Partial<OwnerRecord> = {}): OwnerRecord => ({
  ownerRef: ADA,
  seenAt: 1,
  missingSince: null,
  offboardedAt: null,
  ...overrides,
});

describe('what an answer of the catalog means', () => {
  const now = 10 * HOUR_MS;
  it.each([
    ['is there', owner(), true, 'here'],
    ['is back before long', owner({ missingSince: now - 1 }), true, 'here'],
    ['was never there', owner({ seenAt: null }), false, 'stranger'],
    ['is missing for the first time', owner(), false, 'missing'],
    [
      'is not missing long enough',
      owner({ missingSince: now - HOUR_MS + 1 }),
      false,
      'missing',
    ],
    [
      'is missing long enough',
      owner({ missingSince: now - HOUR_MS }),
      false,
      'left',
    ],
    [
      'has left',
      owner({ missingSince: 1, offboardedAt: now - 1 }),
      false,
      'left',
    ],
    [
      'came back',
      owner({ missingSince: 1, offboardedAt: now - 1 }),
      true,
      'returned',
    ],
  ])('%s', (_, record, isHere, verdict) => {
    expect(judge(record, isHere, { now, graceMs: HOUR_MS })).toBe(verdict);
  });

  it.each([
    [10, 5, false],
    [10, 6, true],
    [4, 4, true],
    [3, 3, false],
    [100, 50, false],
  ])('of %s owners %s gone at once: suspicious %s', (all, gone, expected) => {
    const owners = Array.from({ length: all }, (_, index) =>
      owner({ ownerRef: `user:default/u${index}` }),
    );
    const here = new Set(owners.slice(gone).map(({ ownerRef }) => ownerRef));
    expect(isSuspicious(owners, here)).toBe(expected);
  });
});

async function setup({ migrated }: DatabaseContext) {
  const { database, clock } = await migrated();
  const store = new DatabaseWorkspaceStore(database);
  const people = new Set([ADA, BOB]);
  let down = false;
  const entity = (ref: string): Entity => {
    const { kind, name, namespace } = parseEntityRef(ref);
    return { apiVersion: 'v1', kind, metadata: { name, namespace } };
  };
  const catalog = {
    getEntitiesByRefs: jest.fn(async ({ entityRefs }) => {
      if (down) throw new Error('503');
      return {
        items: entityRefs.map((ref: string) =>
          people.has(ref) ? entity(ref) : undefined,
        ),
      };
    }),
    queryEntities: jest.fn(async () => ({ items: [...people].map(entity) })),
  };
  const logger = mockServices.logger.mock();
  const revokeUser = jest.fn(async () => {});
  const changed = jest.fn();
  const audited: string[] = [];
  const owners = new DatabaseOwners(database);
  const replica = () =>
    new Offboarding({
      owners,
      store,
      catalog: catalog as never,
      auth: mockServices.auth.mock({
        getOwnServiceCredentials: async () => ({} as never),
      }),
      graceMs: HOUR_MS,
      heirs: { admins: ['group:default/platform'] },
      revokeUser,
      changed,
      audit: async act => void audited.push(act),
      logger,
    });
  const offboarding = replica();
  const make = async (overrides: Parameters<typeof newWorkspace>[0] = {}) => {
    const workspace = newWorkspace(overrides);
    await store.create(workspace, queued);
    return workspace.id;
  };
  const rounds = async (count: number, minutes = 30) => {
    for (let round = 0; round < count; round += 1) {
      clock.advance(minutes * 60_000);
      await offboarding.round();
    }
  };
  const hasLeft = async (ref: string) =>
    (await owners.all()).owners.some(
      ({ ownerRef, offboardedAt }) => ownerRef === ref && offboardedAt !== null,
    );
  return {
    database,
    clock,
    store,
    people,
    catalog,
    setDown: (isDown: boolean) => {
      down = isDown;
    },
    logger,
    revokeUser,
    changed,
    audited,
    offboarding,
    replica,
    make,
    rounds,
    hasLeft,
  };
}

describeDatabases('off-boarding', context => {
  it('closes what a user had who is gone long enough, and keeps the files', async () => {
    const t = await setup(context);
    const running = await t.make({
      componentOwnerRef: 'group:default/payments',
    });
    const stopped = await t.make({ name: 'old' });
    await t.store.changeDesired(stopped, row => decideStop(row, ADA));
    const others = await t.make({ ownerRef: BOB });
    await t.offboarding.round();
    t.people.delete(ADA);
    await t.rounds(2);
    expect(await t.hasLeft(ADA)).toBe(false);
    expect(t.changed).not.toHaveBeenCalled();
    t.clock.advance(31 * 60_000);
    await t.offboarding.round();
    expect(await t.hasLeft(ADA)).toBe(true);
    expect(t.revokeUser).toHaveBeenCalledWith(ADA);
    expect((await t.store.get(running))!.desired).toBe('stopped');
    const kept = (await t.store.get(stopped))!;
    expect(kept.keepUntil! - kept.readAt).toBeGreaterThan(6.9 * DAY_MS);
    expect((await t.store.get(others))!.desired).toBe('running');
    const timeline = await t.store.timeline(running, { limit: 10 });
    expect(timeline.at(-1)).toMatchObject({
      step: 'policy',
      actor: 'system',
      cause: { reason: 'OwnerLeft' },
    });
    const told = await t.database.read(knex =>
      knex('cde_outbox').distinct('recipient').pluck('recipient'),
    );
    expect(told.sort()).toEqual([
      'group:default/payments',
      'group:default/platform',
    ]);
    expect(t.audited).toEqual([
      'user-offboard',
      'offboarding-stop',
      'offboarding-stop',
    ]);
  });

  it('does it once, whoever looks and how often', async () => {
    const t = await setup(context);
    const id = await t.make();
    await t.offboarding.round();
    t.people.delete(ADA);
    await t.rounds(3, 45);
    const { version } = (await t.store.get(id))!;
    await Promise.all([t.replica().round(), t.replica().round()]);
    await t.rounds(3);
    expect((await t.store.get(id))!.version).toBe(version);
    expect(t.audited).toEqual(['user-offboard', 'offboarding-stop']);
    expect(t.revokeUser).toHaveBeenCalledTimes(1);
  });

  it('goes on where a process was killed in the middle', async () => {
    const t = await setup(context);
    const ids = [await t.make(), await t.make({ name: 'second' })];
    await t.offboarding.round();
    t.people.delete(ADA);
    await t.rounds(1);
    t.clock.advance(2 * HOUR_MS);
    const change = t.store.changeDesired.bind(t.store);
    const spy = jest
      .spyOn(t.store, 'changeDesired')
      .mockImplementationOnce(change)
      .mockRejectedValueOnce(new Error('killed'));
    await expect(t.offboarding.round()).rejects.toThrow('killed');
    spy.mockRestore();
    expect(await t.hasLeft(ADA)).toBe(true);
    await t.replica().round();
    const desired = await Promise.all(ids.map(id => t.store.get(id)));
    expect(desired.map(row => row!.desired)).toEqual(['stopped', 'stopped']);
  });

  it('lets in again who is back', async () => {
    const t = await setup(context);
    const id = await t.make();
    await t.offboarding.round();
    t.people.delete(ADA);
    await t.rounds(3, 45);
    expect(await t.hasLeft(ADA)).toBe(true);
    t.people.add(ADA);
    await t.rounds(1);
    expect(await t.hasLeft(ADA)).toBe(false);
    const timeline = await t.store.timeline(id, { limit: 10 });
    expect(timeline.at(-1)).toMatchObject({
      cause: { reason: 'OwnerReturned' },
    });
    expect(t.audited.at(-1)).toBe('user-return');
  });

  it('a catalog that is down is not an off-boarding', async () => {
    const t = await setup(context);
    const id = await t.make();
    await t.offboarding.round();
    t.setDown(true);
    for (let hour = 0; hour < 48; hour += 1) {
      t.clock.advance(HOUR_MS);
      await expect(t.offboarding.round()).rejects.toThrow('503');
    }
    t.setDown(false);
    await t.rounds(3);
    expect((await t.store.get(id))!.desired).toBe('running');
    expect(await t.hasLeft(ADA)).toBe(false);
  });

  it('a catalog that lost its users is not an off-boarding', async () => {
    const t = await setup(context);
    const ids = [await t.make(), await t.make({ ownerRef: BOB })];
    await t.offboarding.round();
    t.people.clear();
    await t.rounds(10, 60);
    const rows = await Promise.all(ids.map(id => t.store.get(id)));
    expect(rows.map(row => row!.desired)).toEqual(['running', 'running']);
    expect(t.logger.warn).toHaveBeenCalledTimes(1);
    t.people.add(BOB).add(ADA);
    await t.rounds(3, 60);
    expect(await t.hasLeft(ADA)).toBe(false);
  });

  it('nor one that lost most of them', async () => {
    const t = await setup(context);
    for (let index = 0; index < 6; index += 1) {
      const ownerRef = `user:default/u${index}`;
      t.people.add(ownerRef);
      await t.make({ ownerRef });
    }
    await t.make();
    await t.offboarding.round();
    t.people.clear();
    t.people.add(BOB);
    await t.rounds(5, 60);
    expect(await t.hasLeft(ADA)).toBe(false);
    expect(t.changed).not.toHaveBeenCalled();
  });

  it('who never was in the catalog cannot leave it', async () => {
    const t = await setup(context);
    const id = await t.make({ ownerRef: 'user:development/guest' });
    await t.rounds(5, 60);
    expect((await t.store.get(id))!.desired).toBe('running');
  });

  it('what was handed over is not touched', async () => {
    const t = await setup(context);
    const id = await t.make();
    await t.make({ name: 'other' });
    await t.offboarding.round();
    t.people.delete(ADA);
    await t.rounds(1);
    await t.database.read(knex =>
      knex('cde_workspaces').where({ id }).update({ owner_ref: BOB }),
    );
    await t.rounds(3, 45);
    expect(await t.hasLeft(ADA)).toBe(true);
    expect((await t.store.get(id))!.desired).toBe('running');
  });
});
