import { existsSync } from 'node:fs';
import { ensureBinaries, findBinaries, goVersion } from './binaries.ts';
import { isServing, startControlPlane, startNode } from './cluster.ts';
import { components } from './components.ts';
import { readJson, writeJson } from './files.ts';
import { importImages } from './imageStore.ts';
import { buildImages } from './images/index.ts';
import { endLeftovers, endSession } from './leftoverBuilds.ts';
import { tryLock } from './lock.ts';
import { ensurePackages, missingPackages } from './packages.ts';
import { clusterPaths, packageRoot } from './paths.ts';
import type { ClusterPaths } from './paths.ts';
import { messageOf } from './problem.ts';
import { identify } from './processes.ts';
import { Progress } from './progress.ts';
import { ensureSettings } from './settings.ts';
import type { Settings } from './settings.ts';
import type { Preparation } from './status.ts';
import type { StepKey } from './steps.ts';

/**
 * The whole preparation, from whatever is there to a ready cluster. It runs in a process of its own, one at a time on
 * the machine; a second one ends at once. Every step looks first at what is there, so that one that was interrupted
 * goes on where it was.
 */
export async function prepare(home: string): Promise<void> {
  const lock = await tryLock(home, 'prepares the cluster');
  if (!lock) return;
  const paths = clusterPaths(home);
  try {
    const settings = await ensureSettings(paths);
    // A cluster in use stays ready for its users while this checkout's images are added to it.
    const serving = await isServing(paths, settings);
    const idle = serving ? stepsOfStart : await foreseeIdle(paths);
    const progress = new Progress(paths, { quiet: serving, idle, log });
    const previous = readJson<Preparation>(paths.preparation);
    // Only now, as whoever waits for this sign reads the status next.
    writeJson(paths.preparation, {
      ...identify(process.pid),
      source: packageRoot,
    } satisfies Preparation);
    try {
      await endLeftovers(previous);
      await (serving
        ? addImages(paths, progress)
        : prepareAll(paths, settings, progress));
      progress.succeeded();
    } catch (error) {
      log(
        error instanceof Error ? error.stack ?? error.message : String(error),
      );
      progress.failed(error);
    }
  } finally {
    lock.release();
  }
}

function log(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}

const stepsOfStart: StepKey[] = ['packages', 'binary', 'controlPlane', 'node'];

/** The steps that will find their work done. That of the images is a guess, from there having been some before. */
async function foreseeIdle(paths: ClusterPaths): Promise<StepKey[]> {
  const idle: StepKey[] = [];
  if ((await missingPackages()).length === 0) idle.push('packages');
  if (findBinaries(paths, await goVersion())) idle.push('binary');
  if (existsSync(paths.importedImages)) idle.push('images', 'load');
  return idle;
}

async function prepareAll(
  paths: ClusterPaths,
  settings: Settings,
  progress: Progress,
): Promise<void> {
  await progress.step('packages', () => ensurePackages(log));
  const startCluster = async () => {
    const built = await progress.step('binary', () =>
      ensureBinaries(paths, log),
    );
    const cluster = {
      paths,
      settings,
      binaries: built,
      components: components(paths, settings, built),
    };
    await progress.step('controlPlane', () => startControlPlane(cluster));
    await progress.step('node', () => startNode(cluster));
  };
  // Side by side: building images waits for the network where building the binary needs the processors.
  const [images] = await Promise.all([
    makeImages(paths, progress),
    startCluster(),
  ]);
  await progress.step('load', () =>
    importImages(paths, images, portion('load', progress)),
  );
}

async function addImages(
  paths: ClusterPaths,
  progress: Progress,
): Promise<void> {
  const images = await makeImages(paths, progress);
  await progress.step('load', () =>
    importImages(paths, images, portion('load', progress)),
  );
}

function makeImages(paths: ClusterPaths, progress: Progress) {
  return progress.step('images', () =>
    buildImages({
      home: paths.home,
      log,
      progress: (title, fraction) =>
        progress.advance('images', fraction, title),
    }),
  );
}

const portion =
  (key: 'load', progress: Progress) => (done: number, total: number) =>
    progress.advance(key, total === 0 ? 1 : done / total);

/** The preparation's own process begins and ends here. */
export async function main(home: string): Promise<never> {
  let code = 0;
  try {
    await prepare(home);
  } catch (error) {
    log(`the preparation broke off: ${messageOf(error)}`);
    code = 1;
  }
  // Where one of two steps beside each other failed, the other's commands still run.
  endSession(process.pid);
  process.exit(code);
}
