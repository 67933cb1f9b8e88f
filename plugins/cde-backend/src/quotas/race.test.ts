import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import knexFactory, { type Knex } from 'knex';
import { Database, migrationsDirectory } from '../database';
import { describeDatabases } from '../testing/databases';
import { quotaBench } from './testing/bench';
import type { RacerAnswer, RacerOptions, RacerRequest } from './testing/racer';

jest.setTimeout(180_000);

interface Racer {
  process: ChildProcess;
  lines: Interface;
}

const QUOTA = 7;
const REQUESTS = 50;

describeDatabases('Races of two replicas for the last places', ({ empty }) => {
  const racers: Racer[] = [];
  let knex: Knex;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'cde-race-'));
    const given = await empty();
    const { client } = given.client.config;
    // Several processes need a file; the tests' own database is in memory.
    const options: RacerOptions =
      client === 'pg'
        ? { client, connection: given.client.config.connection, quota: QUOTA }
        : {
            client: 'better-sqlite3',
            connection: { filename: path.join(folder, 'race.sqlite') },
            quota: QUOTA,
          };
    knex = knexFactory({ ...options, useNullAsDefault: true });
    await knex.migrate.latest({ directory: migrationsDirectory() });
    for (let replica = 0; replica < 2; replica++) {
      racers.push(await startRacer(options));
    }
  });
  afterAll(async () => {
    for (const racer of racers) {
      const exited = once(racer.process, 'exit');
      racer.process.kill('SIGKILL');
      await exited;
    }
    await knex.destroy();
    rmSync(folder, { recursive: true });
  });

  async function startRacer(options: RacerOptions): Promise<Racer> {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const racer = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        path.join(__dirname, 'testing/racer.ts'),
        JSON.stringify(options),
      ],
      { env, stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const lines = createInterface({ input: racer.stdout! });
    await once(lines, 'line');
    return { process: racer, lines };
  }

  async function race(requests: RacerRequest[]): Promise<RacerAnswer> {
    const answers = await Promise.all(
      requests.map(async (request, index) => {
        const { process: racer, lines } = racers[index];
        const answer = once(lines, 'line');
        racer.stdin!.write(`${JSON.stringify(request)}\n`);
        return JSON.parse((await answer)[0]) as RacerAnswer;
      }),
    );
    return {
      done: answers.flatMap(({ done }) => done),
      refused: answers.flatMap(({ refused }) => refused),
    };
  }

  const running = async () =>
    knex('cde_workspaces').where({ holds_run: true }).pluck('id');
  const half = REQUESTS / 2;

  it('creates exactly as many as there are places', async () => {
    const create: RacerRequest = { act: 'create', times: half };
    const { done, refused } = await race([create, create]);
    expect([...new Set(refused)]).toEqual(['quota']);
    expect(done).toHaveLength(QUOTA);
    expect(refused).toHaveLength(REQUESTS - QUOTA);
    expect((await running()).sort()).toEqual(done.sort());
    const rows = await knex('cde_workspaces').pluck('id');
    expect(rows).toHaveLength(QUOTA);
  });

  it('starts exactly as many as there are places', async () => {
    const bench = await quotaBench(new Database(knex), []);
    for (const id of await running()) await bench.stop(id);
    const ids = await knex('cde_workspaces').pluck('id');
    while (ids.length < REQUESTS) {
      const id = await bench.create();
      await bench.stop(id);
      ids.push(id);
    }
    const { done, refused } = await race([
      { act: 'start', ids: ids.slice(0, half) },
      { act: 'start', ids: ids.slice(half) },
    ]);
    expect([...new Set(refused)]).toEqual(['quota']);
    expect(done).toHaveLength(QUOTA);
    expect((await running()).sort()).toEqual(done.sort());
    const metered = await knex('cde_usage')
      .where({ kind: 'run' })
      .whereNull('ended_at')
      .pluck('workspace_id');
    expect(metered.sort()).toEqual(done.sort());
  });

  it('starts one workspace once, though both are asked at the same time', async () => {
    const bench = await quotaBench(new Database(knex), []);
    for (const id of await running()) await bench.stop(id);
    const [{ id }] = await knex('cde_workspaces').limit(1);
    const before = Number((await bench.store.get(id))!.run);
    const start: RacerRequest = { act: 'start', ids: Array(half).fill(id) };
    const { refused } = await race([start, start]);
    expect(refused).toEqual([]);
    expect((await bench.store.get(id))!.run).toBe(before + 1);
    expect(await running()).toEqual([id]);
  });
});
