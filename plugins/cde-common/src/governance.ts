import type { Cause } from './types';
import type { ParameterValue, TimeOfDay, Weekday } from './template';

/** Start and stop at fixed times. @public */
export interface WorkspaceSchedule {
  /** IANA name, for example `Europe/Lisbon`. */
  timeZone: string;
  days: Weekday[];
  start?: TimeOfDay;
  stop?: TimeOfDay;
}

/** What an owner sets for a workspace, within the template's ceilings. `PATCH /workspaces/{id}/settings`. @public */
export interface WorkspaceSettings {
  /** Minutes without activity until it stops; `null`: never; absent: the template's. */
  idleMinutes?: number | null;
  /** `null`: none; absent: the template's. */
  schedule?: WorkspaceSchedule | null;
  /** Days that it is kept when stopped; absent: the template's. */
  retentionDays?: number;
}

/** `PATCH /workspaces/{id}/settings`; absent fields stay as they are. @public */
export interface ChangeSettingsRequest {
  settings?: WorkspaceSettings;
  name?: string;
  /** Takes effect at the next start; reserved in the quota at once if it runs. */
  resourceClass?: string;
  /** Mutable ones; take effect at the next start. */
  parameters?: Record<string, ParameterValue>;
  /** Apply the template's latest revision at the next start. */
  update?: boolean;
}

/** `POST /workspaces/{id}/start` and `/restart`. @public */
export interface StartWorkspaceRequest {
  /** Ephemeral ones, for this start alone. */
  parameters?: Record<string, ParameterValue>;
}

/** What the template allows. Times in milliseconds; `null`: never, or no limit. @public */
export interface EffectivePolicy {
  idleMs: number | null;
  maxIdleMs: number | null;
  schedule: WorkspaceSchedule | null;
  ownersMaySchedule: boolean;
  quietHours?: { from: TimeOfDay; to: TimeOfDay };
  lifetimeMs: number | null;
  retentionMs: number;
  maxRetentionMs: number;
}

/** An automatic act. @public */
export type AutomaticAct =
  | 'idle-stop'
  | 'scheduled-stop'
  | 'scheduled-start'
  | 'quiet-hours-stop'
  | 'lifetime-stop'
  | 'retention-delete'
  | 'offboarding-stop';

/** Something that will happen by itself. @public */
export interface Deadline {
  act: AutomaticAct;
  /** ISO 8601. */
  at: string;
  /** The owner was told. */
  warned: boolean;
  /** Whether "keep" moves it. */
  canKeep: boolean;
}

/** @public */
export type ShareRole = 'view' | 'use';

/** Somebody else's access to a workspace. @public */
export interface WorkspaceShare {
  /** Entity ref of a user or a group. */
  grantee: string;
  role: ShareRole;
  /** ISO 8601; absent: until it is taken back. */
  expiresAt?: string;
  /** Entity ref. */
  createdBy: string;
  createdAt: string;
}

/** `PUT /workspaces/{id}/shares`: adds it, or changes that of the same grantee. @public */
export interface ShareRequest {
  grantee: string;
  role: ShareRole;
  expiresAt?: string;
}

/** What is limited. CPU in cores, memory and storage in bytes, cost in the configured currency per calendar month. @public */
export type QuotaMeasure =
  | 'workspaces'
  | 'running'
  | 'cpu'
  | 'memory'
  | 'gpu'
  | 'storage'
  | 'cost';

/** @public */
export type QuotaLimits = Partial<Record<QuotaMeasure, number>>;

/** Whom a limit is for. @public */
export interface QuotaTarget {
  kind: 'user' | 'group' | 'system' | 'component' | 'everyone';
  /** Entity ref; absent for `everyone`. */
  ref?: string;
  /**
   * `total`: all of them together. `each`: every user of the group (or everyone) on their own; the `each` limits of a
   * user's groups combine to one, by the configured rule.
   */
  per: 'total' | 'each';
}

/** A limit as it is set. @public */
export interface Quota {
  id: string;
  target: QuotaTarget;
  limits: QuotaLimits;
  note?: string;
  /** Those of the configuration cannot be changed in the portal. */
  source: 'config' | 'portal';
  /** What the target uses now of each limited measure; absent for `each`, which is about many. */
  used?: QuotaLimits;
  /** Grows with each change; a writer has to name the one that it saw. */
  version: number;
  updatedBy?: string;
  /** ISO 8601. */
  updatedAt?: string;
}

/** `PUT /quotas`. @public */
export interface SetQuotaRequest {
  target: QuotaTarget;
  /** Empty: remove it. */
  limits: QuotaLimits;
  note?: string;
  /** Of the one it replaces; absent: a new one. */
  version?: number;
}

/** What setting a quota would do; `POST /quotas/preview`. @public */
export interface QuotaEffect {
  /** Who is over the new limits already: nothing of theirs is stopped, but nothing more starts. */
  over: Array<{
    ref: string;
    measure: QuotaMeasure;
    used: number;
    limit: number;
  }>;
  /** Owners that it applies to, of those with workspaces. */
  owners: number;
}

/** How much of one limit is used. @public */
export interface QuotaUsage {
  target: QuotaTarget;
  /** Name of the target's entity for people. */
  title: string;
  measure: QuotaMeasure;
  limit: number;
  used: number;
  /** What the request would add, where there is one. */
  requested?: number;
}

/** A workspace that uses up a limit, as the caller may know it. @public */
export interface QuotaHolder {
  /** Absent where the caller may not see the workspace. */
  id?: string;
  name?: string;
  /** Entity ref. */
  owner?: string;
  amount: number;
  running: boolean;
  /** What the caller may do to make room. */
  allowed: Array<'stop' | 'delete'>;
}

/** Of a refused request, as `error.quota` of its body. @public */
export interface QuotaRefusal {
  exceeded: Array<QuotaUsage & { holders: QuotaHolder[] }>;
}

/** `GET /quotas/usage?component=`: what applies to the caller. @public */
export interface QuotaUsageList {
  items: QuotaUsage[];
  /** ISO 4217. */
  currency: string;
}

/** Why a workspace's owner was told something. @public */
export interface BulkRequest {
  ids: string[];
  act: 'stop' | 'delete';
  /** Sent to the owners. */
  reason: string;
}

/** @public */
export interface BulkResult {
  items: Array<{
    id: string;
    outcome: 'done' | 'unchanged' | 'refused';
    cause?: Cause;
  }>;
}

/** `GET /usage`: sums over a time. @public */
export interface UsageReport {
  /** ISO 8601. */
  from: string;
  to: string;
  /** ISO 4217. */
  currency: string;
  /** By the asked-for dimension, most expensive first. */
  rows: UsageRow[];
  /** Equal steps of time, oldest first. */
  series: UsagePoint[];
  /** From metrics.k8s.io, now; absent where no cluster has it. */
  measured?: { cpu: number; memory: number };
}

/** @public */
export type UsageDimension =
  | 'owner'
  | 'group'
  | 'system'
  | 'component'
  | 'class'
  | 'template';

/** @public */
export interface UsageRow {
  /** Entity ref, or name; empty for none. */
  key: string;
  title: string;
  workspaces: number;
  running: number;
  /** Core hours and byte hours asked for. */
  cpuHours: number;
  memoryByteHours: number;
  runningHours: number;
  cost: number;
}

/** @public */
export interface UsagePoint {
  /** ISO 8601: the step's beginning. */
  at: string;
  /** Mean numbers within the step: cores and bytes asked for. */
  running: number;
  cpu: number;
  memory: number;
  cost: number;
}

/** One entry of the audit. @public */
export interface AuditEntry {
  id: number;
  /** ISO 8601. */
  at: string;
  /** Entity ref; `system` for automatic acts. */
  actor: string;
  /** For example `workspace-delete`, `template-publish`. */
  act: string;
  outcome: 'succeeded' | 'failed' | 'denied';
  target?: { kind: string; id: string; name?: string };
  /** Why: of an automatic act, a denial, or as somebody gave it. */
  reason?: string;
  /** Where the request came from. */
  origin?: { ip?: string; userAgent?: string; method?: string; path?: string };
  meta?: Record<string, unknown>;
}

/** `GET /audit`: newest first. @public */
export interface AuditPage {
  items: AuditEntry[];
  nextCursor?: string;
}

/** Who the caller is to this suite. `GET /me`. @public */
export interface CallerRights {
  user: string;
  /** Pages to offer. */
  allowed: Array<
    | 'create-template'
    | 'publish-privileged'
    | 'administer'
    | 'read-quotas'
    | 'update-quotas'
    | 'read-audit'
    | 'read-usage'
  >;
  currency: string;
}
