import { spawnSync } from 'node:child_process';

const [command = 'start', ...rest] = process.argv.slice(2);
if (command === 'yarn') {
  const result = spawnSync(process.execPath, [process.env.CDE_YARN!, ...rest], { stdio: 'inherit' });
  process.exit(result.status ?? 1);
}
console.error(`unknown command: ${command}`);
process.exit(2);
