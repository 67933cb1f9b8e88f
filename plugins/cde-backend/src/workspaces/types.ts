import type {
  AgentSpec,
  Cause,
  DesiredState,
  DevcontainerPlan,
  DevcontainerReport,
  EffectivePolicy,
  GitRef,
  ParameterValue,
  ResourceClass,
  ShareRole,
  TemplateParameters,
  TemplateSecret,
  TimelineEvent,
  TimelineStep,
  WorkspaceCondition,
  WorkspacePhase,
  WorkspaceSettings,
  WorkspaceTemplateSpec,
} from '@backstage-cde/plugin-cde-common';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import type { EgressRule } from '../config';

/** Milliseconds since the epoch, by the database's clock unless said otherwise. */
export type Instant = number;

/** A container beside the development container, with every parameter replaced. */
export interface ResolvedSidecar {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  environment: Record<string, string>;
  /** Cores and bytes: reserved, and the ceiling. */
  resources: { cpu: number; memory: number };
  ports: number[];
}

/** What a revision of a template gives a workspace, with every parameter replaced by its value. */
export interface ResolvedTemplate {
  environment: Record<string, string>;
  secrets: TemplateSecret[];
  sidecars: ResolvedSidecar[];
  scheduling: NonNullable<WorkspaceTemplateSpec['scheduling']>;
  gpu?: { count: number; resource: string };
  privileged: boolean;
  /** Objects made and collected with the workspace. */
  manifests: JsonObject[];
  policy: EffectivePolicy;
  /** Names of the classes that it may change to. */
  resourceClasses: string[];
  parameters?: TemplateParameters;
}

/** Where a plan came from, so that a later revision of the template can be planned without asking the git host. */
export interface DevcontainerSource {
  /** Of the clone's folder. */
  repositoryName: string;
  file?: { path: string; text: string };
  alternatives: string[];
}

/** A further repository that is cloned beside the workspace's own. */
export interface AdditionalSource {
  componentRef?: string;
  repositoryUrl: string;
  /** Of the clone's folder, as the repository is called; see `placeAdditional`. */
  name: string;
  ref: GitRef;
  commit: string;
}

/**
 * What a workspace was made from. Later changes of templates, classes or the repository's devcontainer.json do
 * not reach it; a start that applies another revision, class or parameters replaces the whole of it.
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
  /** For all of its repositories. */
  insteadOf: Array<{ from: string; to: string }>;
  /** The page in the portal that the workspace links back to. */
  portal: { url: string; title: string };
  gallery?: AgentSpec['ide']['gallery'];
  /** Absent in workspaces older than template revisions. */
  template?: ResolvedTemplate;
  devcontainer?: DevcontainerSource;
  /** Absent in workspaces of one repository, and in older ones. */
  additional?: AdditionalSource[];
  plannedWith?: PlannedWith;
}

/** What the whole of a specification was made from; a start plans anew where the row says otherwise. */
export interface PlannedWith {
  revision: number;
  resourceClass: string;
  /** Those that are kept. */
  parameters: Record<string, ParameterValue>;
  /** It holds values for one start, which the next has to be without. */
  ephemeral: boolean;
}

/** What a workspace counts for in quotas and cost. */
export interface Footprint {
  /** Thousandths of cores asked for while it runs. */
  cpuMillis: number;
  /** Bytes asked for while it runs. */
  memoryBytes: number;
  /** Bytes of the volume. */
  storageBytes: number;
  gpu: number;
  /** Millionths of the currency per hour that it runs. */
  runPrice: number;
  /** Millionths of the currency per month that its volume is kept. */
  storagePrice: number;
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
  /** Id of the template. */
  templateName: string;
  templateRevision: number | null;
  /** To be applied at the next start, as its owner chose. */
  pendingRevision: number | null;
  /** Without those for one start. */
  parameters: Record<string, ParameterValue>;
  /** What the owner chose. */
  settings: WorkspaceSettings;
  /** Entity ref of who owns the component. */
  componentOwnerRef: string | null;
  /** Entity ref of the component's system. */
  systemRef: string | null;
  footprint: Footprint;
  /** Counts as running for quotas and cost. */
  holdsRun: boolean;
  /** When it was last told to run, to stop or to go. */
  desiredSince: Instant;
  /** Automatic acts are put off until then. */
  keepUntil: Instant | null;
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
  /** When the Secret of what runs has to be written anew; `null`: nothing in it ends. */
  gitDueAt: Instant | null;
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
  | 'templateRevision'
  | 'parameters'
  | 'settings'
  | 'componentOwnerRef'
  | 'systemRef'
  | 'footprint'
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
  /** Which of several it is about. */
  subject?: string;
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

/** What criteria can look at in the row itself. */
export type FilteredField =
  | 'id'
  | 'ownerRef'
  | 'componentRef'
  | 'componentOwnerRef'
  | 'systemRef'
  | 'templateName'
  | 'resourceClassName'
  | 'clusterName';

/** So much has to be known of a workspace, or of one that would be made, to decide about it. */
export type FilteredWorkspace = Pick<WorkspaceRecord, FilteredField>;

/** What a list filter can look at; permission rules translate to it. */
export type WorkspaceFilter =
  | { field: FilteredField; values: string[] }
  /** One of these refs has a share of one of these roles, which has not ended. */
  | { sharedWith: string[]; roles: ShareRole[] }
  /** The owner is in one of these groups. */
  | { ownerIn: string[] }
  | { templateTags: string[] }
  | { templateOwners: string[] };

export interface WorkspaceQuery {
  /** From the permission framework and from who asks; absent: everything. */
  filter?: PermissionCriteria<WorkspaceFilter>;
  phase?: WorkspacePhase;
  /** Part of a name, in any case. */
  search?: string;
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
  /** Further entries, after `event`. */
  also?: NewTimelineEvent[];
  /** What else becomes another. */
  replace?: Partial<ReplaceableFields>;
  /** To be sent, once, after the change is certain. */
  notify?: OutgoingNotification[];
}

/** What a change of a workspace may replace. */
export type ReplaceableFields = Pick<
  WorkspaceRecord,
  | 'spec'
  | 'ownerRef'
  | 'name'
  | 'templateRevision'
  | 'pendingRevision'
  | 'parameters'
  | 'settings'
  | 'resourceClassName'
  | 'footprint'
  | 'keepUntil'
  | 'observed'
>;

/** A notification as it is kept until it is sent. */
export interface OutgoingNotification {
  /** The same key is sent once. */
  key: string;
  /** Entity ref of a user or a group. */
  recipient: string;
  title: string;
  description?: string;
  /** Path in the portal, beginning with a slash. */
  link?: string;
  severity: 'low' | 'normal' | 'high' | 'critical';
  /** Later ones with the same scope replace earlier ones. */
  scope?: string;
}

/** Decides about limits inside the transaction of a change. */
export interface Admission {
  /**
   * @param before - `undefined` for a new workspace
   * @param after - as it will be
   * @throws QuotaExceededError, which rolls the change back
   */
  admit(
    trx: Knex.Transaction,
    before: WorkspaceRecord | undefined,
    after: WorkspaceRecord,
  ): Promise<void>;
}

export interface ChangeOptions {
  /** What is written in the same transaction, once the row is locked and changed. */
  within?: (trx: Knex.Transaction) => Promise<void>;
  /** Of an engine's own change. @throws LeaseLostError */
  fence?: Fence;
  /** Asked where more would be used than before. */
  admission?: Admission;
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
  /** Milliseconds from now; `null`: nothing in the Secret ends. */
  gitDueInMs?: number | null;
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
   * Row, first timeline event, quota and idempotency key together. With a key that was used for the same
   * request before, returns the workspace made then (`created: false`).
   * @throws ConflictError where the key was used for another request, or its workspace is gone
   */
  create(
    workspace: NewWorkspace,
    event: NewTimelineEvent,
    idempotency?: IdempotencyClaim,
    admission?: Admission,
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
    options?: ChangeOptions,
  ): Promise<{ record: WorkspaceRecord; changed: boolean } | undefined>;
  timeline(
    id: string,
    options: { after?: number; limit: number },
  ): Promise<TimelineEvent[]>;
  /** Median of the last 20 starts, by `startKey(componentRef, resourceClassName)`; keys without history are absent. */
  usualStarts(
    keys: Array<{ componentRef: string; resourceClassName: string }>,
  ): Promise<Map<string, number>>;
  /**
   * Somebody used it now, written at most once a minute per workspace; or, with `agoMs`, at a known time before,
   * which is never set back.
   */
  touchActivity(id: string, agoMs?: number): Promise<void>;
  /** What the database's clock shows. */
  clock(): Promise<Instant>;

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
