import type { WorkspaceRecord } from '../../workspaces';
import { newWorkspace } from '../../testing/workspaces';
import type { Limits } from '../problems';
import type { EngineState } from '../state';
import type {
  ContainerView,
  NoteView,
  PodView,
  Seen,
  VolumeView,
} from '../views';

/** Noon of some day: the `now` of the pure tests. */
export const NOW = Date.UTC(2026, 0, 1, 12);
export const LIMITS: Limits = {
  startTimeoutMs: 600_000,
  toolsImage: 'tools:1',
};
export const ID = '3f1c9a52-7f0e-4d38-9a0b-2f8f7f0e4d38';

export function row(
  overrides: Partial<Omit<WorkspaceRecord, 'observed'>> & {
    observed?: EngineState;
  } = {},
): WorkspaceRecord {
  return {
    ...newWorkspace({ id: ID }),
    desired: 'running',
    run: 1,
    phase: 'Pending',
    pendingRevision: null,
    holdsRun: true,
    desiredSince: NOW - 1000,
    keepUntil: null,
    phaseSince: NOW - 1000,
    cause: null,
    conditions: [],
    observed: {},
    nextDueAt: null,
    gitDueAt: null,
    attempts: 0,
    createdAt: NOW - 1000,
    startedAt: NOW - 1000,
    lastUsedAt: null,
    deletedAt: null,
    version: 1,
    readAt: NOW,
    ...overrides,
  };
}

export function container(
  overrides: Partial<ContainerView> = {},
): ContainerView {
  return { state: 'running', ready: false, restarts: 0, ...overrides };
}

export const done = (message = ''): ContainerView =>
  container({ state: 'terminated', exitCode: 0, reason: 'Completed', message });

/** A pod whose dev container runs, but is not ready. */
export function pod(overrides: Partial<PodView> = {}): PodView {
  return {
    name: `cde-${ID}`,
    namespace: 'n',
    uid: 'pod-1',
    resourceVersion: 10,
    workspaceId: ID,
    run: 1,
    createdAt: NOW - 800,
    phase: 'Running',
    node: 'node1',
    ip: '10.0.0.9',
    ready: false,
    prepare: done(),
    dev: container(),
    milestones: {
      created: NOW - 800,
      scheduled: NOW - 750,
      prepare: NOW - 600,
      dev: NOW - 100,
    },
    ...overrides,
  };
}

/** A pod that nothing has happened to yet. */
export function newPod(overrides: Partial<PodView> = {}): PodView {
  return pod({
    phase: 'Pending',
    node: undefined,
    ip: undefined,
    prepare: undefined,
    dev: undefined,
    milestones: { created: NOW - 100 },
    ...overrides,
  });
}

export function volume(overrides: Partial<VolumeView> = {}): VolumeView {
  return {
    name: `cde-${ID}`,
    namespace: 'n',
    uid: 'pvc-1',
    resourceVersion: 9,
    workspaceId: ID,
    createdAt: NOW - 900,
    deleting: false,
    phase: 'Bound',
    ...overrides,
  };
}

export function note(overrides: Partial<NoteView> = {}): NoteView {
  return {
    name: 'e',
    uid: 'e',
    resourceVersion: 1,
    workspaceId: ID,
    objectUid: 'pod-1',
    reason: 'Pulled',
    message: '',
    at: NOW - 50,
    ...overrides,
  };
}

export function seen(overrides: Partial<Seen> = {}): Seen {
  return { notes: [], ...overrides };
}
