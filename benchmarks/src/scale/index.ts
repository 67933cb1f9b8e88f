import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import createKnex, { type Knex } from 'knex';
import { spread, summarise, table } from '../figures';
import { type FilledPortal, startFilled } from './portal';

const SIZES = [100, 10_000];
const ROUNDS = 400;
const WARM_UP = 40;
const GOAL = 1.5;

/** How the time of lists and single workspaces grows with the number of workspaces. */
export async function benchmarkScale(): Promise<string> {
  const rows: string[][] = [];
  for (const [name, connect] of Object.entries(databases())) {
    const portals: FilledPortal[] = [];
    for (const size of SIZES) portals.push(await startFilled(await connect(size), size));
    try {
      rows.push(...(await measure(name, portals)));
    } finally {
      for (const portal of portals) await portal.stop();
    }
  }
  return [
    '### Lists and single workspaces',
    '',
    `${ROUNDS} interleaved requests each, over HTTP, with a policy's conditions applied in SQL (own, shared, of a team's components); in ms: median (least–most), p99. Goal: p99 at ${SIZES[1]} ≤ ${GOAL} of that at ${SIZES[0]}.`,
    '',
    table(['database', 'request', `at ${SIZES[0]}`, 'p99', `at ${SIZES[1]}`, 'p99', 'ratio of p99', 'ratio of medians'], rows),
  ].join('\n');
}

const REQUESTS: Record<string, (portal: FilledPortal, round: number) => string> = {
  'GET /workspaces, 20 a page': () => '/workspaces?limit=20',
  'GET /workspaces/{id}': ({ own }, round) => `/workspaces/${own[round % own.length]}`,
};

async function measure(database: string, portals: FilledPortal[]): Promise<string[][]> {
  const rows: string[][] = [];
  for (const [title, pathOf] of Object.entries(REQUESTS)) {
    const times = portals.map((): number[] => []);
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      for (const [index, portal] of portals.entries()) {
        const started = performance.now();
        await portal.get(pathOf(portal, Math.abs(round)));
        if (round >= 0) times[index].push(performance.now() - started);
      }
    }
    const [few, many] = times.map(summarise);
    rows.push([
      database,
      title,
      spread(few, 1),
      few.p99.toFixed(1),
      spread(many, 1),
      many.p99.toFixed(1),
      (many.p99 / few.p99).toFixed(2),
      (many.median / few.median).toFixed(2),
    ]);
  }
  return rows;
}

/** SQLite always; PostgreSQL where `BENCH_POSTGRES` names a server, as `npm run bench` does. */
function databases(): Record<string, (size: number) => Promise<Knex>> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cde-scale-'));
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  const server = process.env.BENCH_POSTGRES;
  return {
    SQLite: async size =>
      createKnex({ client: 'better-sqlite3', connection: { filename: path.join(folder, `${size}.sqlite`) }, useNullAsDefault: true }),
    ...(server && {
      PostgreSQL: async size => {
        const admin = createKnex({ client: 'pg', connection: `${server}/postgres` });
        await admin.raw(`create database scale_${size}`);
        await admin.destroy();
        return createKnex({ client: 'pg', connection: `${server}/scale_${size}` });
      },
    }),
  };
}
