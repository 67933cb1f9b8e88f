import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Failure } from './steps.ts';

/** A PostgreSQL server of the tests' own. */
export interface Postgres {
  connection: string;
  version: number;
  stop(): void;
}

function newestBinaries() {
  const base = '/usr/lib/postgresql';
  const versions = fs.existsSync(base) ? fs.readdirSync(base).map(Number).filter(Number.isFinite) : [];
  if (versions.length === 0) throw new Failure('PostgreSQL is not installed.', 'apt-get install postgresql');
  const version = Math.max(...versions);
  return { version, bin: path.join(base, String(version), 'bin') };
}

/** PostgreSQL refuses to run as root; Debian's package brings the user `postgres`. */
function unprivileged(command: string[]) {
  return process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', ...command] : command;
}

function must(command: string[], cwd: string) {
  const [program, ...args] = unprivileged(command);
  const result = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (result.status !== 0) {
    throw new Failure(`${command[0]} failed: ${result.error?.message ?? result.stderr}`, 'Run the command again; see the message above.');
  }
}

/** Starts a server on a free port in a temporary folder; it trusts this machine only and keeps nothing. */
export function startPostgres(port: number): Postgres {
  const { version, bin } = newestBinaries();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cde-postgres-'));
  if (process.getuid?.() === 0) spawnSync('chown', ['postgres', folder]);
  const data = path.join(folder, 'data');
  must([path.join(bin, 'initdb'), '-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'], folder);
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c max_connections=300`;
  must([path.join(bin, 'pg_ctl'), '-D', data, '-l', path.join(folder, 'log'), '-o', options, '-w', 'start'], folder);
  return {
    version,
    connection: `postgresql://postgres@127.0.0.1:${port}`,
    stop() {
      must([path.join(bin, 'pg_ctl'), '-D', data, '-m', 'immediate', 'stop'], folder);
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port of this machine that nobody listens on now. */
export function freePort() {
  return new Promise<number>((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
