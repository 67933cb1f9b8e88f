import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { root, state } from './lib/paths.ts';
import { endPortal } from './lib/processes.ts';

function cluster(...args: string[]) {
  const cli = path.join(root, 'cluster', 'src', 'cli.ts');
  return spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

/** `npm run stop`: ends the portal and Kubernetes; databases, volumes and the cluster's state are kept. */
export async function stop(args: string[]) {
  const ended = await endPortal();
  console.log(ended.length ? `  ✓ ended: ${ended.map(({ name }) => name).join(', ')}` : '  ✓ the portal was not running');
  return cluster('down', ...args);
}

/** `npm run clean`: stops, then removes this checkout's state and, unless others use it, the cluster's. */
export async function clean(args: string[]) {
  if (!args.includes('--yes')) {
    console.log('This removes the portal\'s database, all workspaces with their volumes, and the cluster\'s state. Binaries and images are kept.');
    if (!process.stdin.isTTY) {
      console.error('✗ Nobody is there to confirm.\n  `npm run clean -- --yes` does it without asking.');
      return 1;
    }
    const prompt = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await prompt.question('Go on? [y/N] ');
    prompt.close();
    if (!/^y(es)?$/i.test(answer.trim())) return 1;
  }
  await endPortal();
  const code = cluster('clean', ...args.filter(arg => arg !== '--yes'));
  if (code !== 0) return code;
  fs.rmSync(state, { recursive: true, force: true });
  console.log(`  ✓ removed ${path.relative(process.cwd(), state) || state}`);
  return 0;
}
