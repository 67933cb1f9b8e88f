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
import { joinFiles } from './cgroups.ts';
import type { Component } from './components.ts';
import { readIfThere } from './files.ts';
import type { ClusterPaths } from './paths.ts';
import { Problem } from './problem.ts';
import {
  allPids,
  commandLine,
  identify,
  identifyLiving,
  stopAll,
} from './processes.ts';
import type { ProcessIdentity } from './processes.ts';

/** A running process, with its command line. */
export interface Running {
  pid: number;
  words: string[];
}

/** One look at all processes of the machine. */
export function runningProcesses(): Running[] {
  return allPids().map(pid => ({ pid, words: commandLine(pid) }));
}

/** The processes that are this very component: same command, same arguments. */
export function instancesOf(
  component: Component,
  running: Running[],
): Running[] {
  const wanted = [component.command, ...component.args];
  return running.filter(
    ({ words }) =>
      words.length === wanted.length &&
      words.every((word, i) => word === wanted[i]),
  );
}

/** Processes of the cluster that were started from another binary or with other arguments than is wanted now. */
export function outdated(
  component: Component,
  paths: ClusterPaths,
  running: Running[],
): Running[] {
  const current = new Set(
    instancesOf(component, running).map(({ pid }) => pid),
  );
  return running.filter(
    ({ pid, words }) =>
      !current.has(pid) &&
      isOwn(words, paths) &&
      words[1] === component.args[0],
  );
}

/** Whether a command line is one of the cluster's components: its program or its configuration lies in the folder. */
export function isOwn(words: string[], paths: ClusterPaths): boolean {
  return (
    (words[0] ?? '').startsWith(`${paths.binaries}/`) ||
    isContainerd(words, paths)
  );
}

export function isContainerd(
  [program = '', ...args]: string[],
  paths: ClusterPaths,
): boolean {
  return (
    path.basename(program) === 'containerd' &&
    args.some(arg => arg.startsWith(`${paths.config}/`))
  );
}

/** Whether a command line is a shim (the parent of a pod's containers) of the cluster's containerd. */
export function isOwnShim(words: string[], paths: ClusterPaths): boolean {
  return (
    path.basename(words[0] ?? '').startsWith('containerd-shim') &&
    words.includes(paths.containerdSocket)
  );
}

/**
 * Starts a component unless it runs already. It lives in a session and control groups of its own, so it outlives the
 * caller, the terminal and the login. Its standard output goes to `logs/NAME.log`; the file before is kept as `.1`.
 */
export async function ensureRunning(
  component: Component,
  paths: ClusterPaths,
  instance: string,
): Promise<ProcessIdentity> {
  const running = runningProcesses();
  await stopAll(
    identifyLiving(outdated(component, paths, running).map(({ pid }) => pid)),
    5000,
  );
  const [already] = instancesOf(component, running);
  if (already) return identify(already.pid);
  const log = logOf(component, paths);
  mkdirSync(paths.logs, { recursive: true });
  if (existsSync(log)) renameSync(log, `${log}.1`);
  const output = openSync(log, 'a');
  // The shell joins the control groups before it becomes the component, so nothing of it is ever outside of them.
  const join =
    'for file in $CDE_GROUPS; do echo $$ >"$file"; done; unset CDE_GROUPS; exec "$0" "$@"';
  const child = spawn(
    '/bin/sh',
    ['-c', join, component.command, ...component.args],
    {
      cwd: '/',
      env: {
        ...process.env,
        ...component.env,
        CDE_GROUPS: joinFiles(instance).join(' '),
      },
      stdio: ['ignore', output, output],
      detached: true,
    },
  );
  closeSync(output);
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child.pid as number));
  });
  child.unref();
  return identify(pid);
}

export function logOf(component: Component, paths: ClusterPaths): string {
  return path.join(paths.logs, `${component.name}.log`);
}

/**
 * Waits until the condition holds. Fails at once, with the end of its log, when one of the components ends meanwhile.
 * @throws Problem
 */
export async function untilReady(
  what: string,
  condition: () => Promise<boolean>,
  watched: Component[],
  paths: ClusterPaths,
  timeout = 60_000,
): Promise<void> {
  const end = Date.now() + timeout;
  for (let round = 0; ; round++) {
    if (await condition()) return;
    // A look at all processes costs more than the condition, so not in every round.
    if (round % 10 === 9) requireRunning(watched, paths);
    if (Date.now() > end) {
      const logs = watched.map(component => logOf(component, paths)).join(', ');
      throw new Problem(
        `${what} was not ready within ${timeout / 1000} seconds.`,
        `See ${logs}; then start again.`,
      );
    }
    await sleep(50);
  }
}

function requireRunning(watched: Component[], paths: ClusterPaths): void {
  const running = runningProcesses();
  for (const component of watched) {
    if (instancesOf(component, running).length > 0) continue;
    const log = logOf(component, paths);
    const last = (readIfThere(log) ?? '')
      .trim()
      .split('\n')
      .slice(-5)
      .join('\n');
    throw new Problem(
      `${component.name} ended right after its start:\n${last}`,
      `See ${log}; then start again.`,
    );
  }
}
