import { spawn } from 'node:child_process';
import { readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { missing, replaceFile } from './files.ts';

/**
 * Copies our tools to where the dev container finds them, unless the same
 * version is there. A copy that was cut short has no version yet and is begun
 * anew.
 *
 * @returns whether there was anything to copy.
 */
export async function copyTools(from: string, to: string): Promise<boolean> {
  const version = await readFile(path.join(from, 'version'), 'utf8');
  const there = await readFile(path.join(to, 'version'), 'utf8').catch(missing);
  if (there === version) {
    return false;
  }
  await Promise.all(
    (
      await readdir(to)
    ).map(name => rm(path.join(to, name), { recursive: true, force: true })),
  );
  const names = (await readdir(from)).filter(name => name !== 'version');
  // `cp` copies inside the kernel; side by side they use both of two cores.
  await Promise.all(names.map(name => cp(path.join(from, name), to)));
  await replaceFile(path.join(to, 'version'), version);
  return true;
}

function cp(from: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('cp', ['-R', '--', from, `${folder}/`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', code =>
      code === 0 ? resolve() : reject(new Error(`cp: ${stderr.trim()}`)),
    );
  });
}
