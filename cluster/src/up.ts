import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProblem, machineFacts } from './checks.ts';
import { isServing } from './cluster.ts';
import { readJson } from './files.ts';
import { lockHolder } from './lock.ts';
import { packageRoot } from './paths.ts';
import type { ClusterPaths } from './paths.ts';
import { Problem } from './problem.ts';
import { eventually } from './processes.ts';
import type { Settings } from './settings.ts';
import { livingPreparation, writeStatus, writtenStatus } from './status.ts';
import type { Preparation, Status } from './status.ts';

/** How often a killed preparation is started again by one who waits for it. */
const restarts = 2;

/**
 * Has the cluster prepared by a process of its own, or joins the preparation at work. Returns as soon as that process
 * lives and the status tells of it. @throws Problem where the machine is not fit; nothing has been built then.
 */
export async function startPreparation(
  paths: ClusterPaths,
): Promise<Preparation> {
  const living = livingPreparation(paths);
  if (living) return living;
  await checkMachine(paths);
  mkdirSync(paths.cluster, { recursive: true });
  for (;;) {
    const started = launch(paths);
    const preparation = await firstSign(paths, started);
    if (preparation) return preparation;
    // The lock is held by somebody who is not preparing: the cluster is just being stopped.
    const holder = await lockHolder(paths.home);
    if (
      holder &&
      !(await eventually(
        async () => (await lockHolder(paths.home))?.pid !== holder.pid,
        60_000,
      ))
    ) {
      throw new Problem(
        `Process ${holder.pid} ${holder.doing} and does not end.`,
        `End it ("kill ${holder.pid}"), then start again.`,
      );
    }
  }
}

/**
 * Looks whether the machine is fit for the cluster, before anything is built or installed.
 * @throws Problem naming what is in the way and its cure; Unsupported where there is none
 */
export async function checkMachine(paths: ClusterPaths): Promise<void> {
  if (livingPreparation(paths)) return;
  const settings = readJson<Settings>(paths.settings);
  if (settings && (await isServing(paths, settings))) return;
  const problem = findProblem(await machineFacts(paths));
  if (!problem) return;
  if (existsSync(paths.cluster)) writeStatus(paths, failedBefore(problem));
  throw problem;
}

function failedBefore({ message, cure }: Problem): Status {
  const now = new Date().toISOString();
  return {
    phase: 'failed',
    step: 0,
    steps: 6,
    title: 'Looking at the machine',
    secondsLeft: 0,
    startedAt: now,
    updatedAt: now,
    error: { message, cure },
  };
}

/** Starts the process in a session of its own, so that it outlives this one and its terminal. Returns its number. */
function launch(paths: ClusterPaths): number {
  if (existsSync(paths.log)) renameSync(paths.log, `${paths.log}.1`);
  const output = openSync(paths.log, 'a');
  const cli = path.join(packageRoot, 'src', 'cli.ts');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', cli, 'prepare'],
    {
      cwd: '/',
      env: { ...process.env, CDE_HOME: paths.home, NODE_OPTIONS: '' },
      stdio: ['ignore', output, output],
      detached: true,
    },
  );
  closeSync(output);
  child.unref();
  if (child.pid === undefined)
    throw new Error(`${process.execPath} could not be started`);
  return child.pid;
}

/** Waits until the preparation (the launched one or one that was faster) has made itself known; undefined where none has. */
async function firstSign(
  paths: ClusterPaths,
  pid: number,
): Promise<Preparation | undefined> {
  const known = () => {
    const preparation = readJson<Preparation>(paths.preparation);
    // A short one may have ended already.
    return preparation?.pid === pid || livingPreparation(paths) !== undefined;
  };
  const ended = () => !existsSync(`/proc/${pid}`);
  await eventually(() => known() || ended(), 20_000);
  return known() ? readJson<Preparation>(paths.preparation) : undefined;
}

/**
 * Has the cluster prepared and waits for the end, calling back whenever the status has changed. One that another
 * checkout began may lack this checkout's images, so after it an own one follows, which then has little to do.
 * @throws Problem
 */
export async function waitUntilReady(
  paths: ClusterPaths,
  onStatus: (status: Status) => void,
): Promise<void> {
  for (let killed = 0; ; ) {
    const preparation = await startPreparation(paths);
    const outcome = await follow(paths, preparation, onStatus);
    if (outcome.phase === 'failed') {
      throw new Problem(
        outcome.error?.message ?? 'The preparation failed.',
        outcome.error?.cure ?? `See ${paths.log}.`,
      );
    }
    if (outcome.phase === 'stopped') {
      throw new Problem(
        'The cluster was stopped while it was being prepared.',
        'Start again.',
      );
    }
    if (outcome.phase === 'ready' && preparation.source === packageRoot) return;
    if (outcome.phase === 'preparing' && ++killed > restarts) {
      throw new Problem(
        'The preparation was killed again and again.',
        `See ${paths.log}; then start again.`,
      );
    }
  }
}

async function follow(
  paths: ClusterPaths,
  preparation: Preparation,
  onStatus: (status: Status) => void,
): Promise<Status> {
  let last = '';
  for (;;) {
    // In this order: what an ended preparation wrote last is then seen.
    const ended = livingPreparation(paths)?.pid !== preparation.pid;
    const status = writtenStatus(paths);
    if (status && status.updatedAt !== last) {
      last = status.updatedAt;
      onStatus(status);
    }
    if (ended)
      return (
        status ??
        failedBefore(
          new Problem('The preparation left no status.', `See ${paths.log}.`),
        )
      );
    await sleep(100);
  }
}
