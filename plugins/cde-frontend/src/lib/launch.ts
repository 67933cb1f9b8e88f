import type { Workspace } from '@backstage-cde/plugin-cde-common';

/** What "Open dev environment" will do. */
export type LaunchPlan =
  | { kind: 'open'; workspace: Workspace }
  /** It is already on its way: watch it. */
  | { kind: 'follow'; workspace: Workspace }
  | { kind: 'start'; workspace: Workspace }
  | { kind: 'create' };

/** Whether a workspace is on its way from one state to another. */
export function isMoving(workspace: Pick<Workspace, 'phase'>): boolean {
  return ['Pending', 'Building', 'Starting', 'Stopping', 'Deleting'].includes(
    workspace.phase,
  );
}

/** Whether a workspace is on its way to running; on a restart it stops first. */
export function isArriving(
  workspace: Pick<Workspace, 'phase' | 'desired'>,
): boolean {
  return (
    workspace.desired === 'running' &&
    ['Pending', 'Building', 'Starting', 'Stopping'].includes(workspace.phase)
  );
}

/** What opening one particular workspace takes; undefined when it cannot be opened now. */
export function planFor(
  workspace: Workspace,
): Exclude<LaunchPlan, { kind: 'create' }> | undefined {
  if (workspace.phase === 'Running') {
    return workspace.allowed.includes('open')
      ? { kind: 'open', workspace }
      : undefined;
  }
  if (isArriving(workspace)) return { kind: 'follow', workspace };
  if (workspace.allowed.includes('start')) return { kind: 'start', workspace };
  return undefined;
}

const NEARNESS = { open: 0, follow: 1, start: 2 };

/**
 * Picks what the one click does: the workspace that is nearest to being open,
 * a healthy one before a failed one, the one used last before older ones; a
 * new one if there is none.
 */
export function chooseLaunch(workspaces: Workspace[]): LaunchPlan {
  const plans = workspaces.flatMap(workspace => planFor(workspace) ?? []);
  plans.sort(
    (a, b) =>
      NEARNESS[a.kind] - NEARNESS[b.kind] ||
      Number(a.workspace.phase === 'Failed') -
        Number(b.workspace.phase === 'Failed') ||
      lastUse(b.workspace) - lastUse(a.workspace),
  );
  return plans[0] ?? { kind: 'create' };
}

/** Milliseconds since the epoch of the last use, or of the creation. */
export function lastUse(workspace: Workspace): number {
  return Date.parse(workspace.lastUsedAt ?? workspace.createdAt);
}
