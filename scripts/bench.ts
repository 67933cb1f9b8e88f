import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './lib/paths.ts';
import { dependencies } from './lib/portal.ts';
import { freePort, startPostgres } from './lib/postgres.ts';
import { runSteps } from './lib/steps.ts';

/** `npm run bench`: the figures; arguments choose among them. */
export async function bench(args: string[]) {
  await runSteps([dependencies]);
  const transform = path.join(root, 'node_modules', '@backstage', 'cli', 'config', 'nodeTransform.cjs');
  const main = path.join(root, 'benchmarks', 'src', 'main.ts');
  const wantsDatabase = args.length === 0 || args.includes('scale');
  const postgres = wantsDatabase ? startPostgres(await freePort()) : undefined;
  const env = { ...process.env, ...(postgres && { BENCH_POSTGRES: postgres.connection }) };
  try {
    return spawnSync(process.execPath, ['--require', transform, main, ...args], { cwd: root, env, stdio: 'inherit' }).status ?? 1;
  } finally {
    postgres?.stop();
  }
}
