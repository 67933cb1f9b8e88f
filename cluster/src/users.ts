import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isMissing, readJson, writeJson } from './files.ts';
import type { ClusterPaths } from './paths.ts';
import { identify, isAlive } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';

/** A process that needs the cluster to stay up. */
export interface User extends ProcessIdentity {
  /** For people: what stops working when the cluster goes, such as "the portal in /home/me/portal". */
  purpose: string;
}

/** Registers a living process as a user; the returned function takes it back. A killed one counts no more by itself. */
export function registerUser(
  paths: ClusterPaths,
  purpose: string,
  pid = process.pid,
): () => void {
  const file = path.join(paths.users, `${pid}.json`);
  writeJson(file, { ...identify(pid), purpose } satisfies User);
  return () => rmSync(file, { force: true });
}

/** The living users but the given process. Notes of ended ones are removed. */
export function otherUsers(paths: ClusterPaths, except = process.pid): User[] {
  const living: User[] = [];
  for (const name of notes(paths)) {
    const file = path.join(paths.users, name);
    const user = readJson<User>(file);
    if (!isAlive(user)) rmSync(file, { force: true });
    else if (user && user.pid !== except) living.push(user);
  }
  return living;
}

function notes(paths: ClusterPaths): string[] {
  try {
    return readdirSync(paths.users).filter(name => name.endsWith('.json'));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
