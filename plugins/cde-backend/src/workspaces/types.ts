import type {
  AgentSpec,
  Cause,
  DesiredState,
  DevcontainerPlan,
  DevcontainerReport,
  GitRef,
  ResourceClass,
  TimelineEvent,
  TimelineStep,
  WorkspaceCondition,
  WorkspacePhase,
} from '@backstage-cde/plugin-cde-common';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { EgressRule } from '../config';

/** Milliseconds since the epoch, by the database's clock unless said otherwise. */
export type Instant = number;

/**
 * What a workspace was made from, fixed at its creation: later changes of templates,
 * classes or the repository's devcontainer.json do not reach it.
 */
export interface WorkspaceSpec {
  version: 1;
  plan: DevcontainerPlan;
  report: DevcontainerReport;
  /** Cores and bytes. */
  resources: Pick<ResourceClass, 'cpu' | 'memory' | 'storage'>;
  /** What the template opens beside DNS and the cluster's own egress rules. */
  egress: EgressRule[];
  /** Author of commits made in the workspace. */
  user: { name: string; email: string };
  insteadOf: Array<{ from: string; to: string }>;
  /** The page in the portal that the workspace links back to. */
  portal: { url: string; title: string };
  gallery?: AgentSpec['ide']['gallery'];
}

/**
 * What the engine last saw of a workspace in its cluster. The engine alone reads and
 * writes it, so it can grow without a migration; every field may be missing.
 */
export interface ObservedState {
  podName?: string;
  podUid?: string;
  podIP?: string;
  node?: string;
  /** The run that the pod was made for. */
  podRun?: number;
  pvcUid?: string;
  /** The agent said that its IDE answers. */
  agentReady?: boolean;
  homeSeeded?: boolean;
  /** Hash of the objects as last applied. */
  appliedHash?: string;
  /** The run that failed for good and waits for the owner's retry. */
  haltedRun?: number;
  [key: string]: unknown;
}

/** A row: what shall be, and the last projection of what is. */
export interface WorkspaceRecord {
  /** UUID v4. */
  id: string;
  ownerRef: string;
  name: string;
  componentRef: string | null;
  clusterName: string;
  namespace: string;
  templateName: string;
  resourceClassName: string;
  ide: string;
  repositoryUrl: string | null;
  ref: GitRef;
  commit: string | null;
  spec: WorkspaceSpec;
  desired: DesiredState;
  /** Grows by one with each start, restart and retry. */
  run: number;
  phase: WorkspacePhase;
  phaseSince: Instant;
  cause: Cause | null;
  conditions: WorkspaceCondition[];
  observed: ObservedState;
  /** When the engine wants to look at it again; `null`: only when something changes. */
  nextDueAt: Instant | null;
  /** Failed tries in a row, for the back-off. */
  attempts: number;
  createdAt: Instant;
  startedAt: Instant | null;
  lastUsedAt: Instant | null;
  /** When deletion was asked for. */
  deletedAt: Instant | null;
  /** Grows with every change of the row but `touchActivity` and `claimDue`. */
  version: number;
  /** The database's clock at the time of reading: the `now` of decisions about this record. */
  readAt: Instant;
}

/** What the creator decides about a new row; the rest is the store's. */
export type NewWorkspace = Pick<
  WorkspaceRecord,
  | 'id'
  | 'ownerRef'
  | 'name'
  | 'componentRef'
  | 'clusterName'
  | 'namespace'
  | 'templateName'
  | 'resourceClassName'
  | 'ide'
  | 'repositoryUrl'
  | 'ref'
  | 'commit'
  | 'spec'
>;

/** A timeline entry to be written. */
export interface NewTimelineEvent {
  /** Unique within the workspace's run: writing the same key twice writes once. */
  key: string;
  /** Default: the run that the row is at. */
  run?: number;
  step: TimelineStep;
  state: TimelineEvent['state'];
  /** Milliseconds since the epoch; default: the database's clock. */
  at?: number;
  detail?: string;
  cause?: Cause;
  durationMs?: number;
  /** Cut to its last 4 KiB. */
  tail?: string;
  /** Entity ref, or `system`. */
  actor?: string;
}

/** Proof of holding a lease; writes of a holder that has lost it are refused. */
export interface Fence {
  name: string;
  holder: string;
  epoch: number;
}

/** What a list filter can look at; permission rules translate to it. */
export interface WorkspaceFilter {
  field: 'ownerRef' | 'componentRef' | 'templateName';
  values: string[];
}

export interface WorkspaceQuery {
  /** From the permission framework; absent: everything. */
  filter?: PermissionCriteria<WorkspaceFilter>;
  component?: string;
  owner?: string;
  /** At most this many, newest first. */
  limit: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

export interface WorkspacePage {
  items: WorkspaceRecord[];
  nextCursor?: string;
}

/** A change of what shall be, as decided from the current row. */
export interface DesiredChange {
  desired: DesiredState;
  /** Begins a new run: the engine replaces the pod of the older one. */
  newRun: boolean;
  /** What to show until the engine has looked. */
  phase: WorkspacePhase;
  event: NewTimelineEvent;
}

/** What the engine makes of a look at the cluster. Absent fields stay as they are. */
export interface Projection {
  phase?: WorkspacePhase;
  cause?: Cause | null;
  conditions?: WorkspaceCondition[];
  /** Replaces the whole of it. */
  observed?: ObservedState;
  attempts?: number;
  /** Milliseconds from now, by the database's clock; `null`: only when something changes. */
  dueInMs: number | null;
}

export interface IdempotencyClaim {
  /** Chosen by the client; scoped by owner. */
  key: string;
  /** Hash of the request: the same key with another request is a conflict. */
  requestHash: string;
}

/** The engine's lease is held by another now: stop and re-acquire. */
export class LeaseLostError extends Error {
  constructor(fence: Fence) {
    super(
      `Lease '${fence.name}' of epoch ${fence.epoch} is no longer held by '${fence.holder}'`,
    );
    this.name = 'LeaseLostError';
  }
}

/** The row changed since it was read: read it again and decide anew. */
export class StaleRecordError extends Error {
  constructor(id: string) {
    super(`Workspace '${id}' changed since it was read, or is gone`);
    this.name = 'StaleRecordError';
  }
}

/**
 * Workspaces and their timelines. Each method is one transaction; `next_due_at` is set to
 * now by every change of what shall be, so that an engine in any replica finds it.
 */
export interface WorkspaceStore {
  /**
   * Row, first timeline event and idempotency key together. With a key that was used for the same
   * request before, returns the workspace made then (`created: false`).
   * @throws ConflictError where the key was used for another request, or its workspace is gone
   */
  create(
    workspace: NewWorkspace,
    event: NewTimelineEvent,
    idempotency?: IdempotencyClaim,
  ): Promise<{ record: WorkspaceRecord; created: boolean }>;
  /**
   * The workspace made with this key earlier, if any.
   * @throws ConflictError like `create`
   */
  findByIdempotencyKey(
    ownerRef: string,
    claim: IdempotencyClaim,
  ): Promise<WorkspaceRecord | undefined>;
  get(id: string): Promise<WorkspaceRecord | undefined>;
  list(query: WorkspaceQuery): Promise<WorkspacePage>;
  namesOf(ownerRef: string): Promise<string[]>;
  /**
   * Changes what shall be; `decide` sees the locked row and returns `undefined` for "nothing to do".
   * @returns `undefined` where there is no such workspace
   */
  changeDesired(
    id: string,
    decide: (current: WorkspaceRecord) => DesiredChange | undefined,
  ): Promise<{ record: WorkspaceRecord; changed: boolean } | undefined>;
  timeline(
    id: string,
    options: { after?: number; limit: number },
  ): Promise<TimelineEvent[]>;
  /** Median of the last 20 starts, by `startKey(componentRef, resourceClassName)`; keys without history are absent. */
  usualStarts(
    keys: Array<{ componentRef: string; resourceClassName: string }>,
  ): Promise<Map<string, number>>;
  /** Somebody used it now; written at most once a minute per workspace. */
  touchActivity(id: string): Promise<void>;

  /**
   * Rows of the cluster that are due, which become due again in 30 s unless saved before.
   * @throws LeaseLostError
   */
  claimDue(
    clusterName: string,
    limit: number,
    fence: Fence,
  ): Promise<WorkspaceRecord[]>;
  /**
   * Writes a projection and its events. An event `ready`/`succeeded` with a duration counts for `usualStarts`.
   * @param seen - the record that the projection was made from
   * @returns the record as it is now
   * @throws LeaseLostError, StaleRecordError
   */
  saveProjection(
    seen: Pick<WorkspaceRecord, 'id' | 'version'>,
    projection: Projection,
    events: NewTimelineEvent[],
    fence: Fence,
  ): Promise<WorkspaceRecord>;
  /**
   * Events alone, without a new version of the row; of a workspace that is gone they are dropped.
   * @throws LeaseLostError
   */
  appendEvents(
    id: string,
    events: NewTimelineEvent[],
    fence: Fence,
  ): Promise<void>;
  /**
   * Removes the row with its timeline, once nothing of it is left in the cluster.
   * @throws LeaseLostError
   */
  remove(id: string, fence: Fence): Promise<void>;
  /** All rows of a cluster ordered by id, a page after `after`. */
  rowsOfCluster(
    clusterName: string,
    page: { after?: string; limit: number },
  ): Promise<WorkspaceRecord[]>;
}

/** Short leases by the database's clock, with an epoch that grows with each new holder. */
export interface LeaseStore {
  /** Takes the lease if it is free, expired, or the holder's own already; `undefined`: somebody else has it. */
  acquire(
    name: string,
    holder: string,
    ttlMs: number,
  ): Promise<Fence | undefined>;
  /** False: lost. */
  renew(fence: Fence, ttlMs: number): Promise<boolean>;
  release(fence: Fence): Promise<void>;
}

/** Random master keys, made once and shared by all replicas. */
export interface KeyStore {
  /** 32 random bytes, the same for everybody who asks for this name. */
  getOrCreate(name: string): Promise<Buffer>;
}

/** Wakes the engine after a commit; losing a call only costs the due queue's tick. */
export interface EngineWaker {
  wake(workspaceId: string): void;
}
