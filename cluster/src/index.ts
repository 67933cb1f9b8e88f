/**
 * The machine's own one-node Kubernetes: built, started and stopped here, shared by all checkouts. Node's builtins only,
 * so it runs before anything is installed.
 */
import { isServing } from './cluster.ts';
import { readJson } from './files.ts';
import type { Info } from './cluster.ts';
import { clusterPaths, dataHome } from './paths.ts';
import { Unsupported } from './problem.ts';
import type { Settings } from './settings.ts';
import { describe, judge, livingPreparation, writtenStatus } from './status.ts';
import type { Status } from './status.ts';
import { waitUntilReady } from './up.ts';
import { registerUser } from './users.ts';

export { clean } from './clean.ts';
export type { CleanOptions } from './clean.ts';
export { down } from './down.ts';
export type { DownOptions } from './down.ts';
export type { Info } from './cluster.ts';
export { clusterPaths, dataHome } from './paths.ts';
export type { ClusterPaths } from './paths.ts';
export { Problem, Unsupported } from './problem.ts';
export { describe } from './status.ts';
export type { Phase, Preparation, Status } from './status.ts';
export { findTraces } from './traces.ts';
export type { Traces } from './traces.ts';
export { checkMachine, startPreparation, waitUntilReady } from './up.ts';
export type { User } from './users.ts';

/** A cluster that is up. */
export interface ReadyCluster {
  /** For the user `admin`, who may do everything. */
  kubeconfigPath: string;
  /** For the user `backstage-cde`, who may do what deploy/rbac.yaml lists. */
  portalKubeconfigPath: string;
  /** The machine's address as pods see it; in pods also `host.cluster.local`. */
  hostAddress: string;
  /** Requests of these two users, one JSON object a line. */
  auditLog: string;
}

/**
 * Makes sure that the cluster is up, for as long as this process lives: begins its preparation or joins the one at
 * work, and waits for its end. Progress goes to standard error, one line per step.
 *
 * @returns the reason where this machine can never hold the cluster
 * @throws Problem with cause and cure where it could, but something stands in the way
 */
export async function ensureCluster(options: {
  purpose: string;
  home?: string;
}): Promise<ReadyCluster | { unsupported: string }> {
  const paths = clusterPaths(options.home ?? dataHome());
  try {
    const tell = onChange(line => process.stderr.write(`${line}\n`));
    const release = register({ purpose: options.purpose, home: paths.home });
    process.once('exit', release);
    await waitUntilReady(paths, status => tell(describe(status)));
  } catch (error) {
    if (error instanceof Unsupported)
      return { unsupported: `${error.message} ${error.cure}` };
    throw error;
  }
  const info = readJson<Info>(paths.info);
  if (!info)
    throw new Error(`${paths.info} is missing although the cluster is ready`);
  return {
    kubeconfigPath: paths.kubeconfig,
    portalKubeconfigPath: paths.portalKubeconfig,
    hostAddress: info.hostAddress,
    auditLog: info.auditLog,
  };
}

/** Passes on what differs from the line before, apart from the time that is left. */
function onChange(write: (line: string) => void): (line: string) => void {
  let last = '';
  return line => {
    const gist = line.replace(/, (about|a few).*$/, '');
    if (gist !== last) write(line);
    last = gist;
  };
}

/**
 * Notes that a process (this one by default) needs the cluster, so that nobody stops it unawares. The note counts while
 * the process lives; the returned function takes it back before.
 */
export function register(options: {
  purpose: string;
  home?: string;
  pid?: number;
}): () => void {
  return registerUser(
    clusterPaths(options.home ?? dataHome()),
    options.purpose,
    options.pid,
  );
}

/** The cluster's true status now, also after a kill or a restart of the machine. */
export async function currentStatus(home = dataHome()): Promise<Status> {
  const paths = clusterPaths(home);
  const settings = readJson<Settings>(paths.settings);
  const serving = settings !== undefined && (await isServing(paths, settings));
  return judge(
    writtenStatus(paths),
    livingPreparation(paths) !== undefined,
    serving,
  );
}
