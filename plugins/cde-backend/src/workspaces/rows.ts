import type { TimelineEvent } from '@backstage-cde/plugin-cde-common';
import type { NewTimelineEvent, WorkspaceRecord } from './types';

/** A row as the driver returns it: PostgreSQL's bigints arrive as strings. */
export type Row = Record<string, string | number | null>;

/** Reads a row of `cde_workspaces` with the extra column `read_at`. */
export function toRecord(row: Row): WorkspaceRecord {
  return {
    id: text(row.id),
    ownerRef: text(row.owner_ref),
    name: text(row.name),
    componentRef: textOrNull(row.component_ref),
    clusterName: text(row.cluster_name),
    namespace: text(row.namespace),
    templateName: text(row.template_name),
    templateRevision: numberOrNull(row.template_revision),
    pendingRevision: numberOrNull(row.pending_revision),
    parameters: JSON.parse(text(row.parameters)),
    settings: JSON.parse(text(row.settings)),
    componentOwnerRef: textOrNull(row.component_owner_ref),
    systemRef: textOrNull(row.system_ref),
    footprint: {
      cpuMillis: Number(row.cpu_millis),
      memoryBytes: Number(row.memory_bytes),
      storageBytes: Number(row.storage_bytes),
      gpu: Number(row.gpu),
      runPrice: Number(row.run_price),
      storagePrice: Number(row.storage_price),
    },
    holdsRun: Boolean(row.holds_run),
    desiredSince: Number(row.desired_since),
    keepUntil: numberOrNull(row.keep_until),
    resourceClassName: text(row.resource_class),
    ide: text(row.ide),
    repositoryUrl: textOrNull(row.repository_url),
    ref: JSON.parse(text(row.ref)),
    commit: textOrNull(row.commit),
    spec: JSON.parse(text(row.spec)),
    desired: text(row.desired) as WorkspaceRecord['desired'],
    run: Number(row.run),
    phase: text(row.phase) as WorkspaceRecord['phase'],
    phaseSince: Number(row.phase_since),
    cause: row.cause === null ? null : JSON.parse(text(row.cause)),
    conditions: JSON.parse(text(row.conditions)),
    observed: JSON.parse(text(row.observed)),
    nextDueAt: numberOrNull(row.next_due_at),
    gitDueAt: numberOrNull(row.git_due_at),
    attempts: Number(row.attempts),
    createdAt: Number(row.created_at),
    startedAt: numberOrNull(row.started_at),
    lastUsedAt: numberOrNull(row.last_used_at),
    deletedAt: numberOrNull(row.deleted_at),
    version: Number(row.version),
    readAt: Number(row.read_at),
  };
}

/** Reads a row of `cde_workspace_events`. */
export function toEvent(row: Row): TimelineEvent {
  return {
    id: Number(row.seq),
    run: Number(row.run),
    step: text(row.step) as TimelineEvent['step'],
    state: text(row.state) as TimelineEvent['state'],
    at: new Date(Number(row.at)).toISOString(),
    ...(row.detail !== null && { detail: text(row.detail) }),
    ...(row.subject !== null && { subject: text(row.subject) }),
    ...(row.cause !== null && { cause: JSON.parse(text(row.cause)) }),
    ...(row.duration_ms !== null && { durationMs: Number(row.duration_ms) }),
    ...(row.tail !== null && { tail: text(row.tail) }),
    ...(row.actor !== null && { actor: text(row.actor) }),
  };
}

const DETAIL_CHARS = 1024;
const TAIL_CHARS = 4096;

/** The columns of an event that do not depend on where it is inserted. */
export function eventColumns(event: NewTimelineEvent) {
  return {
    key: event.key,
    step: event.step,
    state: event.state,
    detail:
      event.detail === undefined
        ? null
        : storable(event.detail).slice(0, DETAIL_CHARS),
    subject: event.subject ?? null,
    cause: event.cause ? JSON.stringify(event.cause) : null,
    duration_ms:
      event.durationMs === undefined ? null : Math.round(event.durationMs),
    tail:
      event.tail === undefined ? null : storable(event.tail).slice(-TAIL_CHARS),
    actor: event.actor ?? null,
  };
}

/** PostgreSQL's text cannot hold the NUL character, which logs do. */
function storable(value: string): string {
  return value.replaceAll('\0', '\uFFFD');
}

function text(value: string | number | null): string {
  return String(value);
}

function textOrNull(value: string | number | null): string | null {
  return value === null ? null : String(value);
}

function numberOrNull(value: string | number | null): number | null {
  return value === null ? null : Number(value);
}
