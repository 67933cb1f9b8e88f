import { ADA, BOB, quotaBench } from '../quotas/testing/bench';
import { describeDatabases } from '../testing/databases';
import { integrate } from './integrate';
import { UsageStore } from './UsageStore';

jest.setTimeout(60_000);

const HOUR = 3600_000;
const size = {
  cpuMillis: 2000,
  memoryBytes: 2 ** 34,
  storageBytes: 100e9,
  gpu: 0,
  runPrice: 500_000,
  storagePrice: 7_300_000,
};

describeDatabases('usage', ({ migrated }) => {
  it('adds up what ran and was kept, by each dimension and over time', async () => {
    const { database, clock } = await migrated();
    const bench = await quotaBench(database, []);
    const store = new UsageStore(database);
    const from = await store.now();
    const first = await bench.create({
      footprint: size,
      systemRef: 'system:default/shop',
    });
    await bench.create({ footprint: size, ownerRef: BOB, templateName: 'ml' });
    clock.advance(2 * HOUR);
    await bench.stop(first);
    clock.advance(2 * HOUR);
    const grid = { from, to: from + 4 * HOUR, stepMs: HOUR };

    const owners = await store.rows('owner', grid);
    const adas = {
      key: ADA,
      workspaces: 1,
      running: 0,
      runningHours: expect.closeTo(2, 2),
      cpuHours: expect.closeTo(4, 2),
      memoryByteHours: expect.any(Number),
      cost: expect.closeTo(1 + 4 * 0.01, 2),
    };
    expect(owners).toEqual([
      {
        ...adas,
        key: BOB,
        running: 1,
        runningHours: expect.closeTo(4, 2),
        cpuHours: expect.closeTo(8, 2),
        cost: expect.closeTo(2 + 4 * 0.01, 2),
      },
      adas,
    ]);
    expect(owners[1].memoryByteHours / 2 ** 34).toBeCloseTo(2, 2);
    expect(await store.rows('owner', grid, ADA)).toEqual([adas]);
    const keys = async (by: Parameters<typeof store.rows>[0]) =>
      (await store.rows(by, grid)).map(({ key, workspaces }) => [
        key,
        workspaces,
      ]);
    expect(await keys('system')).toEqual([
      ['', 1],
      ['system:default/shop', 1],
    ]);
    expect(await keys('template')).toEqual([
      ['ml', 1],
      ['default', 1],
    ]);
    expect(await keys('class')).toEqual([['small', 2]]);
    expect(await keys('component')).toEqual([['', 2]]);
    expect(await keys('group')).toEqual([
      ['group:default/engineering', 2],
      ['group:default/payments', 1],
      ['group:default/checkout', 1],
    ]);

    const points = integrate(grid, await store.groups(grid));
    expect(points.map(({ running }) => running)).toEqual([
      expect.closeTo(2, 2),
      expect.closeTo(2, 2),
      expect.closeTo(1, 2),
      expect.closeTo(1, 2),
    ]);
    expect(points[3]).toMatchObject({
      cpu: expect.closeTo(2, 2),
      cost: expect.closeTo(0.52, 2),
    });
    const total = points.reduce((sum, { cost }) => sum + cost, 0);
    expect(total).toBeCloseTo(owners[0].cost + owners[1].cost, 4);
  });

  it('sees nothing outside of the time asked for', async () => {
    const { database, clock } = await migrated();
    const bench = await quotaBench(database, []);
    const store = new UsageStore(database);
    const id = await bench.create({ footprint: size });
    clock.advance(HOUR);
    await bench.delete(id);
    await bench.remove(id);
    clock.advance(HOUR);
    const now = await store.now();
    const after = { from: now - HOUR / 2, to: now, stepMs: HOUR };
    expect(await store.rows('owner', after)).toEqual([]);
    expect(await store.groups(after)).toEqual([]);
    const long = { from: now - 4 * HOUR, to: now, stepMs: HOUR };
    expect(await store.rows('owner', long)).toMatchObject([
      { key: ADA, runningHours: expect.closeTo(1, 2) },
    ]);
  });
});
