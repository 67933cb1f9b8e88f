import {
  repositoryKey,
  type GitRef,
  type KnownHost,
  type Workspace,
} from '@backstage-cde/plugin-cde-common';

/** Which workspaces are wanted. */
export interface Wanted {
  repositoryUrl: string;
  ref: GitRef;
  /** Preferred, but not needed. */
  component?: string;
}

/** Those that are nearer to being used come first. */
const PHASES: Array<Workspace['phase']> = [
  'Running',
  'Starting',
  'Building',
  'Pending',
  'Stopped',
  'Stopping',
  'Unknown',
];

/** Workspaces of the same repository and ref, the best first. */
export function fittingWorkspaces(
  workspaces: Workspace[],
  { repositoryUrl, ref, component }: Wanted,
  hosts: KnownHost[],
): Workspace[] {
  const key = repositoryKey(repositoryUrl, hosts);
  const rank = (workspace: Workspace) => {
    const phase = PHASES.indexOf(workspace.phase);
    return phase < 0 ? PHASES.length : phase;
  };
  const isOther = (workspace: Workspace) =>
    component !== undefined && workspace.component !== component ? 1 : 0;
  const usedAt = ({ lastUsedAt, createdAt }: Workspace) =>
    Date.parse(lastUsedAt ?? createdAt);
  return workspaces
    .filter(
      ({ repository, desired }) =>
        desired !== 'deleted' &&
        repository !== undefined &&
        repositoryKey(repository.url, hosts) === key &&
        isSame(repository.ref, ref),
    )
    .sort(
      (one, other) =>
        isOther(one) - isOther(other) ||
        rank(one) - rank(other) ||
        usedAt(other) - usedAt(one),
    );
}

function isSame(one: GitRef, other: GitRef): boolean {
  return (
    one.type === other.type &&
    (one.type === 'default' ||
      other.type === 'default' ||
      one.name === other.name)
  );
}
