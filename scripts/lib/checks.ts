import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import { Failure } from './steps.ts';
import { root } from './paths.ts';

const GiB = 1024 ** 3;

function isFree(port: number, host: string) {
  return new Promise<boolean>(resolve => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Who listens on a port, as far as the system tells. */
function listenerOf(port: number) {
  const result = spawnSync('ss', ['-Hltnp', `sport = :${port}`], { encoding: 'utf8' });
  return result.stdout?.match(/users:\(\("([^"]+)",pid=(\d+)/)?.slice(1, 3).join(', pid ');
}

/** @throws Failure naming the port, its holder and the way out */
export async function checkPorts(ports: Record<string, number>) {
  for (const [purpose, port] of Object.entries(ports)) {
    if (await isFree(port, '127.0.0.1')) continue;
    const holder = listenerOf(port);
    throw new Failure(
      `Port ${port}, needed for ${purpose}, is in use${holder ? ` by ${holder}` : ''}.`,
      `Stop what uses it (\`npm run stop\` if it is this portal), or choose others: \`npm start -- --port 4000\` uses 4000 to 4003.`,
    );
  }
}

/** @throws Failure when disk or memory cannot hold the portal and, where it is wanted, the cluster */
export function checkResources(options: { cluster: boolean }) {
  const needed = options.cluster ? 12 : 4;
  const disk = fs.statfsSync(root);
  const free = (disk.bavail * disk.bsize) / GiB;
  if (free < needed && !fs.existsSync(`${root}/node_modules`)) {
    throw new Failure(
      `${free.toFixed(1)} GB of disk are free; the first start needs about ${needed} GB.`,
      'Make room, or put the checkout (and XDG_DATA_HOME) on a larger disk.',
    );
  }
  const memory = os.totalmem() / GiB;
  if (memory < (options.cluster ? 3.5 : 2)) {
    throw new Failure(
      `This machine has ${memory.toFixed(1)} GB of memory; portal and cluster need about 4 GB.`,
      'Use a larger machine, or a cluster elsewhere: `npm start -- --context NAME`.',
    );
  }
}

/** @throws Failure when a program that everything needs is missing */
export function checkPrograms() {
  if (spawnSync('git', ['--version']).error) {
    throw new Failure('git is not installed.', 'Install it (`apt-get install git`), then run the command again.');
  }
}
