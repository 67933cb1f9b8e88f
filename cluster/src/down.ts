import { pidsIn } from './cgroups.ts';
import { lockHolder, tryLock } from './lock.ts';
import type { Lock } from './lock.ts';
import { instanceName } from './paths.ts';
import type { ClusterPaths } from './paths.ts';
import { Problem } from './problem.ts';
import {
  commandLine,
  eventually,
  identifyLiving,
  processStat,
  signal,
  stopAll,
} from './processes.ts';
import { livingPreparation, writeStatus, writtenStatus } from './status.ts';
import { isOwn, runningProcesses } from './supervisor.ts';
import { remainingPids, removeTraces } from './traces.ts';
import { otherUsers } from './users.ts';

/** Milliseconds that a pod's processes get to end by themselves. */
const podGrace = 5000;
/** Milliseconds that each component gets; none of them loses anything when it is killed. */
const componentGrace = 3000;

export interface DownOptions {
  /** Also when others use the cluster. */
  force: boolean;
}

/**
 * Stops the cluster and leaves nothing of it on the machine but its files. The pods' objects stay in etcd, so the pods
 * come back with the next start. @throws Problem where others use the cluster.
 */
export async function down(
  paths: ClusterPaths,
  { force }: DownOptions,
): Promise<void> {
  const users = otherUsers(paths);
  if (users.length > 0 && !force) {
    const named = users
      .map(({ pid, purpose }) => `${purpose} (process ${pid})`)
      .join(', ');
    throw new Problem(
      `The cluster is in use by ${named}.`,
      'End that first, or stop the cluster all the same with --force.',
    );
  }
  const lock = await takeOver(paths);
  try {
    await stopProcesses(paths);
    await removeTraces(paths);
    const written = writtenStatus(paths);
    if (written) {
      writeStatus(paths, {
        ...written,
        phase: 'stopped',
        title: 'Stopped',
        secondsLeft: 0,
        updatedAt: new Date().toISOString(),
        error: undefined,
      });
    }
  } finally {
    lock.release();
  }
}

/** Ends a preparation at work, if any, and keeps others from beginning. */
async function takeOver(paths: ClusterPaths): Promise<Lock> {
  const preparation = livingPreparation(paths);
  if (preparation) {
    process.kill(-preparation.pid, 'SIGKILL'); // with its compilers; all its steps can be repeated
    await eventually(() => processStat(preparation.pid) === undefined, 2000);
  }
  let lock: Lock | undefined;
  await eventually(
    async () =>
      (lock = await tryLock(paths.home, 'stops the cluster')) !== undefined,
    10_000,
  );
  if (lock) return lock;
  const holder = await lockHolder(paths.home);
  throw new Problem(
    `Process ${holder?.pid} ${holder?.doing}.`,
    'Wait until it has ended, then try again.',
  );
}

/** From the outside in: whoever would start something anew goes first, the pods before the runtime that holds them. */
async function stopProcesses(paths: ClusterPaths): Promise<void> {
  const instance = instanceName(paths.home);
  const own = runningProcesses().filter(({ words }) => isOwn(words, paths));
  const named = (...names: string[]) =>
    identifyLiving(
      own.flatMap(({ pid, words }) => (names.includes(words[1]) ? [pid] : [])),
    );
  await stopAll(
    named(
      'kubelet',
      'kube-controller-manager',
      'kube-scheduler',
      'local-storage',
      'kube-proxy',
      'dns',
    ),
    componentGrace,
  );
  await stopPods(instance);
  await stopAll(named('kube-apiserver', 'network-policy'), componentGrace);
  await stopAll(identifyLiving(own.map(({ pid }) => pid)), componentGrace);
  await killRest(paths);
}

/**
 * Asks the containers' processes to end, then kills them. Not the sandboxes' own first: where a pod shares one process
 * namespace, the kernel kills the whole pod with it.
 */
async function stopPods(instance: string): Promise<void> {
  const containers = identifyLiving(
    pidsIn(instance, '/kubepods').filter(
      pid => commandLine(pid)[0] !== '/pause',
    ),
  );
  await stopAll(containers, podGrace);
  await stopAll(identifyLiving(pidsIn(instance, '/kubepods')), 0);
}

/** Shims, and whatever else runs in the cluster's control groups or from its folder. */
async function killRest(paths: ClusterPaths): Promise<void> {
  const rest = () => remainingPids(paths);
  await eventually(() => {
    for (const pid of rest()) signal(pid, 'SIGKILL');
    return rest().length === 0;
  }, 5000);
}
