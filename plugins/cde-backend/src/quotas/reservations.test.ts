import type { Database } from '../database';
import { describeDatabases } from '../testing/databases';
import { newWorkspace, queued } from '../testing/workspaces';
import type { DesiredChange, WorkspaceRecord } from '../workspaces';
import { QuotaExceededError } from './QuotaExceededError';
import { ADA, BOB, limit, quotaBench, type QuotaBench } from './testing/bench';

jest.setTimeout(180_000);

const STEPS = 150;
const LIMITS = { running: 3, workspaces: 6, cpu: 4 };

/** The same sequence for the same seed, so that a failure can be looked at again. */
function random(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) % 2 ** 32;
    return Math.floor(
      ((state < 0 ? state + 2 ** 32 : state) / 2 ** 32) * below,
    );
  };
}

class Crash extends Error {}

/** What happens to workspaces in their life, and what goes wrong in it. */
function actsOf(bench: QuotaBench, below: (most: number) => number) {
  const footprint = () => ({
    cpuMillis: 250 * (1 + below(4)),
    memoryBytes: 2 ** 30,
    storageBytes: 5e9,
    gpu: 0,
    runPrice: below(3) * 1000,
    storagePrice: below(2) * 1000,
  });
  const replaced =
    (replace: DesiredChange['replace']) =>
    (row: WorkspaceRecord): DesiredChange => ({
      desired: row.desired,
      newRun: false,
      phase: row.phase,
      event: { key: `change:${row.version}`, step: 'settings', state: 'info' },
      replace,
    });
  return {
    create: () =>
      bench.create({
        footprint: footprint(),
        ownerRef: below(2) === 0 ? ADA : BOB,
      }),
    createAndCrash: () =>
      bench.store.create(newWorkspace(), queued, undefined, {
        async admit(trx, before, after) {
          const admission = await bench.quotas.service.admission(after);
          await admission.admit(trx, before, after);
          throw new Crash();
        },
      }),
    start: bench.start,
    restart: bench.restart,
    stop: bench.stop,
    halt: bench.halt,
    delete: bench.delete,
    remove: async (id: string) => {
      if ((await bench.store.get(id))?.desired === 'deleted') {
        await bench.remove(id);
      }
    },
    resize: (id: string) =>
      bench.change(id, replaced({ footprint: footprint() })),
    handOver: async (id: string) => {
      const record = (await bench.store.get(id))!;
      const ownerRef = record.ownerRef === ADA ? BOB : ADA;
      const admission = await bench.quotas.service.admission({
        ...record,
        ownerRef,
      });
      await bench.store.changeDesired(id, replaced({ ownerRef }), {
        admission,
      });
    },
    stopAndCrash: (id: string) =>
      bench.store.changeDesired(
        id,
        row => ({
          desired: 'stopped',
          newRun: false,
          phase: 'Stopping',
          event: { key: `stop:${row.version}`, step: 'stop', state: 'started' },
        }),
        {
          admission: {
            async admit() {
              throw new Crash();
            },
          },
        },
      ),
  };
}

/** What may be refused is; everything else is a failure. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const expected =
      error instanceof Crash ||
      error instanceof QuotaExceededError ||
      /is being deleted/.test(String(error));
    if (!expected) throw error;
  }
}

/** Intervals that are open are what the rows say, and no limit is exceeded. */
async function check(database: Database): Promise<void> {
  const [rows, open] = await database.read(async knex => [
    await knex('cde_workspaces').select(),
    await knex('cde_usage').whereNull('ended_at').select(),
  ]);
  const expected = rows.flatMap(row => [
    `${row.id} storage ${row.owner_ref} ${row.storage_bytes} ${
      row.storage_price / 730
    }`,
    ...(row.holds_run
      ? [`${row.id} run ${row.owner_ref} ${row.cpu_millis} ${row.run_price}`]
      : []),
  ]);
  const found = open.map(row =>
    row.kind === 'run'
      ? `${row.workspace_id} run ${row.owner_ref} ${row.cpu_millis} ${row.price}`
      : `${row.workspace_id} storage ${row.owner_ref} ${row.storage_bytes} ${row.price}`,
  );
  expect(found.sort()).toEqual(expected.sort());
  for (const owner of [ADA, BOB]) {
    const own = rows.filter(row => row.owner_ref === owner);
    const running = own.filter(row => row.holds_run);
    const sum = (total: number, row: { cpu_millis: number }) =>
      total + row.cpu_millis;
    expect(running.length).toBeLessThanOrEqual(LIMITS.running);
    expect(running.reduce(sum, 0)).toBeLessThanOrEqual(LIMITS.cpu * 1000);
    expect(
      own.filter(row => row.desired !== 'deleted').length,
    ).toBeLessThanOrEqual(LIMITS.workspaces);
  }
  const ids = new Set(rows.map(row => row.id));
  const kept = rows.filter(row => row.holds_run && row.desired !== 'running');
  expect(kept).toEqual([]);
  expect(open.filter(row => !ids.has(row.workspace_id))).toEqual([]);
}

describeDatabases('Reservations', ({ migrated }) => {
  it.each([1, 2, 3])(
    'follow the life of workspaces whatever happens and fails (sequence %d)',
    async seed => {
      const { database, clock } = await migrated();
      const bench = await quotaBench(database, [
        limit('everyone', LIMITS, 'each'),
      ]);
      const below = random(seed);
      const acts = actsOf(bench, below);
      const names = Object.keys(acts) as Array<keyof typeof acts>;
      for (let step = 0; step < STEPS; step++) {
        clock.advance(1000);
        const ids: string[] = await database.read(knex =>
          knex('cde_workspaces')
            .orderBy('created_at')
            .orderBy('id')
            .pluck('id'),
        );
        const name = ids.length === 0 ? 'create' : names[below(names.length)];
        const id = ids[below(ids.length || 1)];
        await attempt(() => acts[name](id));
        await check(database);
      }
      const ids: string[] = await database.read(knex =>
        knex('cde_workspaces').pluck('id'),
      );
      for (const id of ids) {
        await bench.delete(id);
        await bench.remove(id);
      }
      await check(database);
    },
  );
});
