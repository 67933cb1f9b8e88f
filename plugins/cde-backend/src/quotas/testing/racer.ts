import { createInterface } from 'node:readline';
import knexFactory, { type Knex } from 'knex';
import { isError } from '@backstage/errors';
import { Database } from '../../database';
import { ADA, limit, quotaBench, type QuotaBench } from './bench';

/** What a process that races others is told, as its first argument (JSON). */
export interface RacerOptions {
  client: 'better-sqlite3' | 'pg';
  connection: Knex.Config['connection'];
  quota: number;
}

/** What a racer is asked, a line of JSON each; it answers with the outcomes of all. */
export type RacerRequest =
  | { act: 'create'; times: number }
  | { act: 'start'; ids: string[] };

/** What became of each attempt: an id, or the name of the refusal. */
export type RacerAnswer = { done: string[]; refused: string[] };

function open({ client, connection }: RacerOptions): Knex {
  return knexFactory({
    client,
    connection,
    useNullAsDefault: true,
    pool: client === 'pg' ? { min: 0, max: 30 } : { min: 1, max: 1 },
  });
}

async function race(
  bench: QuotaBench,
  request: RacerRequest,
): Promise<RacerAnswer> {
  const attempts =
    request.act === 'create'
      ? Array.from({ length: request.times }, () => bench.create())
      : request.ids.map(async id => {
          await bench.start(id);
          return id;
        });
  const answer: RacerAnswer = { done: [], refused: [] };
  for (const outcome of await Promise.allSettled(attempts)) {
    if (outcome.status === 'fulfilled') answer.done.push(outcome.value);
    else answer.refused.push(describe(outcome.reason));
  }
  return answer;
}

function describe(reason: unknown): string {
  return isError(reason) && 'limits' in reason ? 'quota' : String(reason);
}

async function main(options: RacerOptions): Promise<void> {
  const knex = open(options);
  const bench = await quotaBench(new Database(knex), [
    limit(ADA, { running: options.quota }),
  ]);
  const answer = (body: unknown) =>
    void process.stdout.write(`${JSON.stringify(body)}\n`);
  answer('ready');
  for await (const line of createInterface({ input: process.stdin })) {
    answer(await race(bench, JSON.parse(line)));
  }
  await knex.destroy();
}

if (require.main === module) {
  main(JSON.parse(process.argv[2])).catch(error => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  });
}
