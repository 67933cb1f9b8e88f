import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { refName } from './format';

/** A person with something that runs. */
export interface Activity {
  /** Entity ref. */
  owner: string;
  /** Branch, tag or short commit; undefined for the default branch. */
  branch?: string;
  /** ISO 8601. */
  since: string;
}

/** Who is working on which branch, who came last first; several workspaces on the same branch are one. */
export function activities(workspaces: readonly Workspace[]): Activity[] {
  const found = new Map<string, Activity>();
  for (const { owner, repository, phaseSince } of workspaces) {
    const branch = repository && refName(repository.ref);
    const key = JSON.stringify([owner, branch]);
    const before = found.get(key);
    if (!before || phaseSince < before.since) {
      found.set(key, { owner, branch, since: phaseSince });
    }
  }
  return [...found.values()].sort((a, b) => b.since.localeCompare(a.since));
}
