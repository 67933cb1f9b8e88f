import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readIfThere } from './files.ts';
import { debianPackages as imagePackages } from './images/index.ts';
import { Problem } from './problem.ts';
import { CommandFailed, run } from './run.ts';

/** What the node and the building of its images need of Debian. */
export const debianPackages: readonly string[] = [
  'containerd',
  'runc',
  'containernetworking-plugins',
  'iproute2',
  'mount',
  'nftables',
  ...imagePackages,
];

/** Those of the packages that are not installed. */
export async function missingPackages(): Promise<string[]> {
  // dpkg-query fails when it does not know one of the names, and still lists the others.
  const listed = await run('sh', [
    '-c',
    'dpkg-query -W -f "\\${Package} \\${db:Status-Status}\\n" "$@" 2>/dev/null || true',
    'sh',
    ...debianPackages,
  ]);
  const installed = new Set(
    listed
      .split('\n')
      .filter(line => line.endsWith(' installed'))
      .map(line => line.split(' ')[0]),
  );
  return debianPackages.filter(name => !installed.has(name));
}

/** Installs what is missing. @throws Problem */
export async function ensurePackages(
  log: (line: string) => void,
): Promise<void> {
  allowServices();
  const missing = await missingPackages();
  if (missing.length === 0) return;
  denyServices();
  try {
    await finishInterrupted(log);
    await install(missing, log);
  } catch (error) {
    throw new Problem(
      `The Debian packages ${missing.join(', ')} could not be installed. ${
        error instanceof Error ? error.message : error
      }`,
      `Run "apt-get update && apt-get install ${missing.join(
        ' ',
      )}", mend what it says, then start again.`,
      { cause: error },
    );
  } finally {
    allowServices();
  }
}

const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };

async function install(
  packages: string[],
  log: (line: string) => void,
): Promise<void> {
  const apt = (...args: string[]) =>
    run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
      env: environment,
      log,
    });
  const wanted = ['install', '--yes', '--no-install-recommends', ...packages];
  try {
    await apt(...wanted);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    log('The package lists are missing or old; fetching them.');
    await apt('update');
    await apt(...wanted);
  }
}

/** A killed installation leaves packages half configured. */
async function finishInterrupted(log: (line: string) => void): Promise<void> {
  if ((await run('dpkg', ['--audit'])).trim())
    await run('dpkg', ['--configure', '-a', '--force-confold'], {
      env: environment,
      log,
    });
}

const policy = '/usr/sbin/policy-rc.d';
const saved = `${policy}.before-cde`;
const ours =
  '#!/bin/sh\n# Written by the cluster of backstage-cde while it installs packages.\nexit 101\n';

/**
 * Keeps Debian from starting the services of what is installed: its containerd is not needed, ours is another. See
 * /usr/share/doc/init-system-helpers/README.policy-rc.d.gz.
 */
function denyServices(): void {
  if (existsSync(policy)) renameSync(policy, saved);
  writeFileSync(policy, ours, { mode: 0o755 });
}

/** Puts back what was there before; also after a run that was killed. */
function allowServices(): void {
  if (existsSync(saved)) renameSync(saved, policy);
  else if (readIfThere(policy) === ours) rmSync(policy);
}
