import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GiteaProblem, type Gitea } from './build.ts';
import { appIni, type GiteaOptions } from './configuration.ts';

const READY_MS = 60_000;

export interface RunningGitea {
  /** Base address that the services themselves reach it by. */
  address: string;
  /** Runs one of its administrative commands. */
  admin(...args: string[]): Promise<void>;
  ended: Promise<void>;
  stop(): void;
}

/**
 * Starts Gitea and waits until it answers. It ends with this process, whatever ends that. As root it runs without
 * any of root's capabilities.
 *
 * @throws GiteaProblem
 */
export async function startGitea(
  { program, files }: Gitea,
  options: Omit<GiteaOptions, 'files' | 'user'>,
): Promise<RunningGitea> {
  const { username: user } = userInfo();
  const config = path.join(options.data, 'app.ini');
  await mkdir(options.data, { recursive: true, mode: 0o700 });
  await writeFile(config, appIni({ ...options, files, user }), { mode: 0o600 });
  const start = (...args: string[]) =>
    spawn(
      'setpriv',
      [...confined(user), program, ...args, '--config', config],
      {
        cwd: options.data,
        env: {
          PATH: process.env.PATH,
          HOME: options.data,
          USER: user,
          LC_ALL: 'C',
        },
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
  const child = start('web');
  const ended = new Promise<void>(resolve =>
    child.once('close', () => resolve()),
  );
  const address = `http://127.0.0.1:${options.port}`;
  await answering(child, `${address}/api/healthz`);
  return {
    address,
    ended,
    stop: () => child.kill('SIGTERM'),
    admin: async (...args) => {
      const code = await codeOf(start('admin', ...args));
      if (code !== 0)
        throw new GiteaProblem(
          `gitea admin ${args.slice(0, 2).join(' ')} ended with code ${code}.`,
          'The lines before this one say why.',
        );
    },
  };
}

function confined(user: string): string[] {
  return [
    ...['--pdeathsig', 'KILL', '--no-new-privs'],
    ...(user === 'root'
      ? ['--bounding-set', '-all', '--inh-caps', '-all']
      : []),
  ];
}

function codeOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

async function answering(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (
    Date.now() < deadline &&
    child.exitCode === null &&
    child.signalCode === null
  ) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(200);
  }
  child.kill('SIGKILL');
  throw new GiteaProblem(
    'Gitea did not come up.',
    'The lines before this one say why.',
  );
}
