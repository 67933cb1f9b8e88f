import { mkdir, rename, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { ensureGitea, GiteaProblem } from './build.ts';
import type { GiteaHost } from './giteaHost.ts';
import { seed } from './seed.ts';
import { startGitea } from './server.ts';

export { ensureGitea, findGitea, GiteaProblem } from './build.ts';
export { createGiteaHost, type GiteaHost } from './giteaHost.ts';
export { PORTAL_USER, seed } from './seed.ts';
export { startGitea, type RunningGitea } from './server.ts';

export interface GiteaSettings {
  /** The machine's data folder, where Gitea is built once. */
  home: string;
  /** This portal's own folder, for repositories and the database. */
  state: string;
  examples: string;
  /** Public address of the git host, without a trailing slash. */
  url: string;
  /** Of the portal's account. */
  password: string;
  /** What its keys are derived from. */
  secret: string;
  webhook: { url: string; secret: string };
}

/** Progress, as `status.json` for `npm start`. */
export interface GiteaStatus {
  phase: 'preparing' | 'ready' | 'failed';
  title: string;
  cure?: string;
}

/**
 * Builds Gitea where it has not been built yet, starts it and brings the example organisation to it. Until then the
 * host says how far it is.
 *
 * Resolves when it was asked to end.
 * @throws what it failed of
 */
export async function runGitea(
  settings: GiteaSettings,
  host: GiteaHost,
  signal: AbortSignal,
): Promise<void> {
  const folder = path.join(settings.state, 'gitea');
  const tell = async (status: GiteaStatus) => {
    host.says([status.title, status.cure].filter(Boolean).join(' '));
    console.log(`gitea: ${status.title}`);
    await writeStatus(folder, status);
  };
  try {
    await tell({
      phase: 'preparing',
      title: 'Gitea is being built, once per machine, in about five minutes.',
    });
    const built = await ensureGitea(settings.home, line =>
      console.log(`gitea: ${line}`),
    );
    await tell({
      phase: 'preparing',
      title: 'Gitea starts, and gets the example repositories.',
    });
    const gitea = await startGitea(built, {
      data: path.join(folder, 'data'),
      port: await freePort(),
      url: settings.url,
      secret: settings.secret,
    });
    signal.addEventListener('abort', () => gitea.stop());
    const names = await seed(gitea, {
      examples: settings.examples,
      work: path.join(folder, 'seed'),
      password: settings.password,
      webhook: settings.webhook,
    });
    host.ready(gitea.address);
    await tell({
      phase: 'ready',
      title: `Gitea has ${names.length} repositories: ${settings.url}`,
    });
    await gitea.ended;
    if (!signal.aborted)
      throw new GiteaProblem(
        'Gitea has ended.',
        'Start the portal again; the lines before this one say why.',
      );
  } catch (error) {
    const cure = error instanceof GiteaProblem ? error.cure : undefined;
    await tell({
      phase: 'failed',
      title: (error as Error).message,
      ...(cure && { cure }),
    });
    throw error;
  }
}

/** Appears whole, by a rename. */
async function writeStatus(folder: string, status: GiteaStatus): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'status.json');
  await writeFile(`${file}.partial`, JSON.stringify(status));
  await rename(`${file}.partial`, file);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
