import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { describeDatabases } from '../testing/databases';
import { newWorkspace, queued } from '../testing/workspaces';
import type { DesiredChange, WorkspaceRecord } from '../workspaces';
import { QuotaExceededError } from './QuotaExceededError';
import {
  ADA,
  BOB,
  limit,
  member,
  ORGANISATION,
  quotaBench,
} from './testing/bench';

jest.setTimeout(60_000);

const size = {
  cpuMillis: 1000,
  memoryBytes: 2 ** 30,
  storageBytes: 5e9,
  gpu: 0,
  runPrice: 1e6,
  storagePrice: 0,
};

const refusal = async (attempt: Promise<unknown>) => {
  const error = await attempt.then(
    () => undefined,
    reason => reason,
  );
  expect(error).toBeInstanceOf(QuotaExceededError);
  return (error as QuotaExceededError).limits.map(
    ({ scope, measure, used, limit: most, requested }) =>
      `${scope} ${measure} ${used}/${most} +${requested}`,
  );
};

const replace = (
  replaced: DesiredChange['replace'],
): ((row: WorkspaceRecord) => DesiredChange) => {
  return row => ({
    desired: row.desired,
    newRun: false,
    phase: row.phase,
    event: { key: `change:${row.version}`, step: 'settings', state: 'info' },
    replace: replaced,
  });
};

describeDatabases('Limits', ({ migrated }) => {
  it('refuse what goes beyond them, and leave nothing of it', async () => {
    const { database } = await migrated();
    const bench = await quotaBench(database, [limit(ADA, { running: 2 })]);
    await bench.create();
    await bench.create();
    const third = newWorkspace({ componentRef: null });
    const admission = await bench.quotas.service.admission(third);
    expect(
      await refusal(bench.store.create(third, queued, undefined, admission)),
    ).toEqual([`${ADA} running 2/2 +1`]);
    expect(await bench.store.get(third.id)).toBeUndefined();
    const left = await database.read(async knex => [
      await knex('cde_charges').where({ workspace_id: third.id }),
      await knex('cde_usage').where({ workspace_id: third.id }),
    ]);
    expect(left).toEqual([[], []]);
    await bench.create({ ownerRef: BOB });
  });

  it('name all that leave no room', async () => {
    const { database } = await migrated();
    const bench = await quotaBench(database, [
      limit(ADA, { running: 1, cpu: 2.5 }),
      limit('group:default/engineering', { memory: 3 * 2 ** 30 }),
    ]);
    await bench.create({ footprint: { ...size, cpuMillis: 2000 } });
    expect(
      await refusal(
        bench.create({ footprint: { ...size, memoryBytes: 5 * 2 ** 29 } }),
      ),
    ).toEqual([
      `${ADA} running 1/1 +1`,
      `${ADA} cpu 2/2.5 +1`,
      `group:default/engineering memory ${2 ** 30}/${3 * 2 ** 30} +${
        5 * 2 ** 29
      }`,
    ]);
  });

  it('are freed by stopping, by a run that failed for good, and by deleting', async () => {
    const { database } = await migrated();
    const bench = await quotaBench(database, [
      limit(ADA, { running: 1, workspaces: 2, storage: 10e9 }),
    ]);
    const first = await bench.create({ footprint: size });
    await bench.stop(first);
    const second = await bench.create({ footprint: size });
    expect(await refusal(bench.start(first))).toEqual([
      `${ADA} running 1/1 +1`,
    ]);
    await bench.halt(second);
    await bench.start(first);
    expect(await refusal(bench.start(second))).toEqual([
      `${ADA} running 1/1 +1`,
    ]);
    expect(await refusal(bench.restart(second))).toHaveLength(1);
    await bench.delete(first);
    await bench.start(second);
    await bench.stop(second);
    expect(await refusal(bench.create({ footprint: size }))).toEqual([
      `${ADA} storage ${10e9}/${10e9} +${5e9}`,
    ]);
    await bench.remove(first);
    await bench.create({ footprint: size });
  });

  it('let go on what is beyond them already, but nothing grow', async () => {
    const { database } = await migrated();
    const before = await quotaBench(database, []);
    const ids = [
      await before.create({ footprint: size }),
      await before.create({ footprint: size }),
    ];
    const bench = await quotaBench(database, [
      limit(ADA, { running: 1, cpu: 1 }),
    ]);
    await bench.restart(ids[0]);
    await bench.change(
      ids[0],
      replace({ footprint: { ...size, cpuMillis: 500 } }),
    );
    expect(
      await refusal(
        bench.change(
          ids[0],
          replace({ footprint: { ...size, cpuMillis: 600 } }),
        ),
      ),
    ).toEqual([`${ADA} cpu 1.5/1 +0.1`]);
    await bench.stop(ids[0]);
    expect(await refusal(bench.start(ids[0]))).toContain(
      `${ADA} running 1/1 +1`,
    );
  });

  it('do not ask for what a stopped workspace would use only when it runs', async () => {
    const { database } = await migrated();
    const bench = await quotaBench(database, [
      limit(ADA, { cpu: 2, storage: 10e9 }),
    ]);
    const id = await bench.create({ footprint: size });
    await bench.stop(id);
    await bench.change(
      id,
      replace({ footprint: { ...size, cpuMillis: 9000 } }),
    );
    expect(
      await refusal(
        bench.change(
          id,
          replace({ footprint: { ...size, storageBytes: 11e9 } }),
        ),
      ),
    ).toHaveLength(1);
    expect(await refusal(bench.start(id))).toEqual([`${ADA} cpu 0/2 +9`]);
  });

  it('of a new owner hold when a workspace is handed over, those that both share do not grow', async () => {
    const { database } = await migrated();
    const bench = await quotaBench(database, [
      limit(BOB, { workspaces: 1 }),
      limit('group:default/payments', { running: 1 }),
      limit('group:default/engineering', { running: 2 }),
    ]);
    const adas = await bench.create();
    const bobs = await bench.create({ ownerRef: BOB });
    const handOver = async (id: string, ownerRef: string) => {
      const record = (await bench.store.get(id))!;
      return bench.store.changeDesired(id, replace({ ownerRef }), {
        admission: await bench.quotas.service.admission({
          ...record,
          ownerRef,
        }),
      });
    };
    expect(await refusal(handOver(adas, BOB))).toEqual([
      `${BOB} workspaces 1/1 +1`,
      'group:default/payments running 1/1 +1',
    ]);
    expect((await bench.store.get(adas))?.ownerRef).toBe(ADA);
    await bench.delete(bobs);
    await handOver(adas, BOB);
    const scopes = await database.read(knex =>
      knex('cde_charges')
        .where({ workspace_id: adas, of_owner: true })
        .pluck('scope'),
    );
    expect(scopes.sort()).toEqual([
      'group:default/engineering',
      'group:default/payments',
      BOB,
    ]);
    const owners = await database.read(knex =>
      knex('cde_usage')
        .where({ workspace_id: adas, ended_at: null })
        .pluck('owner_ref'),
    );
    expect(owners).toEqual([BOB, BOB]);
  });

  it('of cost count what this month has cost, and an hour of what runs', async () => {
    const { database, clock } = await migrated();
    const bench = await quotaBench(database, [limit(ADA, { cost: 5 })]);
    const id = await bench.create({ footprint: size });
    const usage = async () =>
      (await bench.quotas.service.usage((await bench.store.get(id))!)).items[0]
        .used;
    // The test must not run into the beginning of a month.
    const now = new Date((await bench.store.get(id))!.readAt);
    const month = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
    clock.advance(month - now.getTime() + 1000);
    await bench.restart(id);
    const early = await usage();
    expect(early).toBeGreaterThanOrEqual(1);
    expect(early).toBeLessThan(1.1);
    clock.advance(3 * 3600_000);
    expect((await usage()) - early).toBeCloseTo(3, 2);
    expect((await refusal(bench.create({ footprint: size })))[0]).toMatch(
      /cost 4\.\d+\/5 \+1$/,
    );
    await bench.stop(id);
    clock.advance(24 * 3600_000);
    expect((await usage()) - early).toBeCloseTo(2, 2);
    await bench.delete(id);
    await bench.remove(id);
    const next = await bench.create({ footprint: size });
    expect(
      (await bench.quotas.service.usage((await bench.store.get(next))!)).items,
    ).toEqual([
      expect.objectContaining({ used: expect.closeTo(early + 3, 1) }),
    ]);
    clock.advance(32 * 24 * 3600_000);
    await bench.stop(next);
    clock.advance(31 * 24 * 3600_000);
    await bench.start(next);
  });

  it.each([
    ['max', 3],
    ['sum', 5],
  ] as const)(
    'of several groups combine by their %s',
    async (combine, most) => {
      const { database } = await migrated();
      const items = [
        limit('group:default/checkout', { workspaces: 2 }, 'each'),
        limit('group:default/engineering', { workspaces: 3 }, 'each'),
      ];
      const bench = await quotaBench(database, items, { combine });
      for (let count = 0; count < most; count++) await bench.create();
      expect(await refusal(bench.create())).toEqual([
        `${ADA} workspaces ${most}/${most} +1`,
      ]);
      await bench.create({ ownerRef: BOB });
    },
  );

  it('hold by the groups that were last known while the catalog does not answer', async () => {
    const { database } = await migrated();
    const items = [limit('group:default/engineering', { running: 2 })];
    const before = await quotaBench(database, items);
    await before.create();
    const catalog = catalogServiceMock.mock({
      getEntitiesByRefs: async () => {
        throw new Error('down');
      },
    });
    const bench = await quotaBench(database, items, { catalog });
    await bench.create();
    expect(await refusal(bench.create())).toEqual([
      'group:default/engineering running 2/2 +1',
    ]);
    await expect(bench.create({ ownerRef: BOB })).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
  });

  it('set in the portal hold from then on, in every replica', async () => {
    const { database } = await migrated();
    const bench = await quotaBench(database, []);
    const other = await quotaBench(database, []);
    await bench.create();
    const target = { kind: 'user', ref: ADA, per: 'total' } as const;
    await other.quotas.store.set({ target, limits: { running: 1 } }, BOB);
    expect(await refusal(bench.create())).toEqual([`${ADA} running 1/1 +1`]);
    await expect(
      other.quotas.store.set({ target, limits: { running: 2 } }, BOB),
    ).rejects.toThrow(/changed since you looked/);
    await other.quotas.store.set(
      { target, limits: { running: 2 }, version: 1 },
      BOB,
    );
    await bench.create();
    await expect(
      bench.quotas.store.set({ target, limits: {}, version: 1 }, BOB),
    ).rejects.toThrow(/version 2/);
    await bench.quotas.store.set({ target, limits: {}, version: 2 }, BOB);
    await bench.create();
  });

  it('follow the organisation, without refusing what is there', async () => {
    const { database } = await migrated();
    const items = [limit('group:default/payments', { running: 1 })];
    const before = await quotaBench(database, items);
    await before.create();
    await before.create({ ownerRef: BOB });
    expect(await before.quotas.service.followOrganisation()).toBe(0);
    const moved = ORGANISATION.map(entity =>
      entity.metadata.name === 'ada'
        ? member('User', 'ada', 'payments')
        : entity,
    );
    const bench = await quotaBench(database, items, {
      catalog: catalogServiceMock({ entities: moved }),
    });
    expect(await bench.quotas.service.followOrganisation()).toBe(1);
    expect(await bench.quotas.service.followOrganisation()).toBe(0);
    expect(await refusal(bench.create())).toEqual([
      'group:default/payments running 2/1 +1',
    ]);
    const left = await database.read(knex =>
      knex('cde_charges').where({ scope: 'group:default/checkout' }),
    );
    expect(left).toEqual([]);
  });

  it('are not checked for an owner who has just handed the workspace over', async () => {
    const { database } = await migrated();
    const bench = await quotaBench(database, []);
    const id = await bench.create();
    const record = (await bench.store.get(id))!;
    const admission = await bench.quotas.service.admission({
      ...record,
      ownerRef: BOB,
    });
    await expect(
      bench.store.changeDesired(id, replace({ name: 'x' }), { admission }),
    ).rejects.toThrow(/handed over/);
  });

  it('are found through circles of groups', async () => {
    const { database } = await migrated();
    const circle = ORGANISATION.map(entity =>
      entity.metadata.name === 'engineering'
        ? {
            ...entity,
            relations: [
              { type: 'childOf', targetRef: 'group:default/checkout' },
            ],
          }
        : entity,
    );
    const bench = await quotaBench(
      database,
      [limit('group:default/engineering', { running: 0 })],
      { catalog: catalogServiceMock({ entities: circle }) },
    );
    expect(await refusal(bench.create())).toHaveLength(1);
  });

  it('cost the same few statements whatever their number', async () => {
    const { database } = await migrated();
    const statements = async (items: Parameters<typeof quotaBench>[1]) => {
      const bench = await quotaBench(database, items);
      const workspace = newWorkspace({ componentRef: null });
      const plain = await counted(() =>
        bench.store.create(newWorkspace({ componentRef: null }), queued),
      );
      const admission = await bench.quotas.service.admission(workspace);
      const checked = await counted(() =>
        bench.store.create(workspace, queued, undefined, admission),
      );
      return checked - plain;
    };
    const counted = async (work: () => Promise<unknown>) => {
      let count = 0;
      const note = () => {
        count++;
      };
      await database.read(async knex => {
        knex.on('query', note);
        await work();
        knex.removeListener('query', note);
      });
      return count;
    };
    const most = { running: 1000, cpu: 9000, memory: 1e15, cost: 1e9 };
    const none = await statements([]);
    const few = await statements([limit(ADA, { running: 1000 })]);
    const many = await statements([
      limit(ADA, most),
      limit('everyone', most),
      limit('everyone', most, 'each'),
      limit('group:default/checkout', most),
      limit('group:default/engineering', most, 'each'),
    ]);
    expect(none).toBe(2);
    expect(many).toBe(few);
    expect(many).toBeLessThanOrEqual(5);
  });
});
