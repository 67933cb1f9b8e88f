import { ConflictError } from '@backstage/errors';
import type { WorkspaceAct } from '@backstage-cde/plugin-cde-common';
import type { DesiredChange, WorkspaceRecord } from './types';

/** What its users can do with a workspace. */
export type Act = WorkspaceAct;

/** Which acts make sense now, whoever asks. */
export function possibleActs(
  workspace: Pick<WorkspaceRecord, 'desired' | 'phase'>,
): Act[] {
  const { desired, phase } = workspace;
  if (desired === 'deleted') {
    return [];
  }
  const always: Act[] = ['delete', 'configure', 'share', 'transfer'];
  if (desired === 'stopped') {
    return ['start', ...always];
  }
  const running: Act[] = phase === 'Running' ? ['open'] : [];
  return [
    ...running,
    ...(phase === 'Failed' ? (['start'] as const) : []),
    'stop',
    'restart',
    ...always,
  ];
}

/** Starts what is stopped, tries again what has failed; otherwise there is nothing to do. */
export function decideStart(
  current: WorkspaceRecord,
  actor: string,
): DesiredChange | undefined {
  refuseDeleted(current);
  return current.desired === 'running' && current.phase !== 'Failed'
    ? undefined
    : newRun(current, actor);
}

/** Always a new run, also of what is just starting. */
export function decideRestart(
  current: WorkspaceRecord,
  actor: string,
): DesiredChange {
  refuseDeleted(current);
  return newRun(current, actor);
}

export function decideStop(
  current: WorkspaceRecord,
  actor: string,
): DesiredChange | undefined {
  refuseDeleted(current);
  if (current.desired === 'stopped') {
    return undefined;
  }
  return {
    desired: 'stopped',
    newRun: false,
    phase: 'Stopping',
    event: {
      key: `stop:${current.version}`,
      step: 'stop',
      state: 'started',
      actor,
    },
  };
}

export function decideDelete(
  current: WorkspaceRecord,
  actor: string,
): DesiredChange | undefined {
  if (current.desired === 'deleted') {
    return undefined;
  }
  return {
    desired: 'deleted',
    newRun: false,
    phase: 'Deleting',
    event: {
      key: `delete:${current.version}`,
      step: 'delete',
      state: 'started',
      actor,
    },
  };
}

function newRun(current: WorkspaceRecord, actor: string): DesiredChange {
  return {
    desired: 'running',
    newRun: true,
    phase: 'Pending',
    event: {
      key: 'queued',
      run: current.run + 1,
      step: 'queued',
      state: 'succeeded',
      actor,
    },
  };
}

function refuseDeleted(current: WorkspaceRecord) {
  if (current.desired === 'deleted') {
    throw new ConflictError(
      `The workspace '${current.name}' is being deleted; make a new one instead`,
    );
  }
}
