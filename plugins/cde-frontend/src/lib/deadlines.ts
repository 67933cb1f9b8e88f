import type { Deadline, Workspace } from '@backstage-cde/plugin-cde-common';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long before an act a person should see the button without looking for it. */
const SOON: Partial<Record<Deadline['act'], number>> = {
  'idle-stop': 5 * MINUTE,
  'retention-delete': 48 * HOUR,
};
const SOON_OTHERWISE = 30 * MINUTE;

/** Whether an act is so near that a person has to decide. */
export function isPressing(deadline: Deadline, now: number): boolean {
  if (deadline.act === 'scheduled-start') return false;
  const before = SOON[deadline.act] ?? SOON_OTHERWISE;
  return deadline.warned || Date.parse(deadline.at) - now <= before;
}

/** The act that comes next, of those that matter in the workspace's phase. */
export function nextDeadline(
  workspace: Pick<Workspace, 'deadlines'>,
): Deadline | undefined {
  return workspace.deadlines.reduce<Deadline | undefined>(
    (first, deadline) =>
      first && Date.parse(first.at) <= Date.parse(deadline.at)
        ? first
        : deadline,
    undefined,
  );
}

/** Whether the caller can put an act off. */
export function canKeep(
  workspace: Pick<Workspace, 'allowed'>,
  deadline: Deadline,
): boolean {
  return deadline.canKeep && workspace.allowed.includes('keep');
}
