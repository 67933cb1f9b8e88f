import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { logs } from './paths.ts';
import { run, tail } from './processes.ts';
import { Failure } from './steps.ts';

const CREATE_CLUSTER = '/etc/postgresql-common/createcluster.conf';

function isInstalled(name: string) {
  const result = spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' });
  return result.status === 0 && result.stdout.includes('ok installed');
}

/** Debian's PostgreSQL would start a server of its own at installation; the tests start theirs. */
function keepPostgresQuiet() {
  if (fs.existsSync(CREATE_CLUSTER)) return;
  fs.mkdirSync(path.dirname(CREATE_CLUSTER), { recursive: true });
  fs.writeFileSync(CREATE_CLUSTER, 'create_main_cluster = false\n');
}

/**
 * Installs the Debian packages that are missing.
 *
 * @returns `true` when nothing was missing
 * @throws Failure naming the packages where they cannot be installed
 */
export async function systemPackages(names: string[], progress: (text: string) => void) {
  const missing = names.filter(name => !isInstalled(name));
  if (missing.length === 0) return true;
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).error) {
    throw new Failure(
      `These programs are missing: ${missing.join(', ')}.`,
      `Install them, or run as root on Debian, where this is done for you: apt-get install ${missing.join(' ')}`,
    );
  }
  if (missing.includes('postgresql')) keepPostgresQuiet();
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Options::=--force-confold', ...missing];
  const log = path.join(logs, 'packages.log');
  const attempt = () => run(install, { log, env, onLine: progress });
  if ((await attempt()) === 0) return false;
  await run(['apt-get', 'update'], { log: path.join(logs, 'packages-update.log'), env, onLine: progress });
  if ((await attempt()) !== 0) throw new Failure(`Packages could not be installed:\n${tail(log)}`, `See ${log}.`);
  return false;
}
