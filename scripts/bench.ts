import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './lib/paths.ts';
import { dependencies } from './lib/portal.ts';
import { runSteps } from './lib/steps.ts';

/** `npm run bench`: the figures; arguments choose among them. */
export async function bench(args: string[]) {
  await runSteps([dependencies]);
  const transform = path.join(root, 'node_modules', '@backstage', 'cli', 'config', 'nodeTransform.cjs');
  const main = path.join(root, 'benchmarks', 'src', 'main.ts');
  return spawnSync(process.execPath, ['--require', transform, main, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;
}
