import { randomUUID } from 'node:crypto';
import { parseEntityRef } from '@backstage/catalog-model';
import { ConflictError, InputError } from '@backstage/errors';
import type { ShareRequest } from '@backstage-cde/plugin-cde-common';
import type { DesiredChange, WorkspaceRecord } from '../workspaces';

/** Who is let in, checked. */
export interface CheckedShare {
  grantee: string;
  role: ShareRequest['role'];
  /** Milliseconds since the epoch. */
  expiresAt: number | null;
}

/** @throws InputError, ConflictError */
export function checkShare(
  record: WorkspaceRecord,
  grantee: string,
  { role, expiresAt }: ShareRequest,
): CheckedShare {
  refuseDeleted(record);
  const { kind } = parseEntityRef(grantee);
  if (kind !== 'user' && kind !== 'group') {
    throw new InputError(
      `Workspaces are shared with users and groups, and '${grantee}' is neither`,
    );
  }
  if (grantee === record.ownerRef) {
    throw new InputError(`The workspace is ${grantee}'s own already`);
  }
  return { grantee, role, expiresAt: endOf(record, expiresAt) };
}

function endOf(record: WorkspaceRecord, expiresAt?: string): number | null {
  if (expiresAt === undefined) {
    return null;
  }
  const at = Date.parse(expiresAt);
  if (Number.isNaN(at)) {
    throw new InputError(
      `'expiresAt' is not a point in time; write for example 2026-12-24T18:00:00Z`,
    );
  }
  if (at <= record.readAt) {
    throw new InputError(`'expiresAt' has to be in the future`);
  }
  return at;
}

/** Nothing of the workspace becomes another, but its timeline. */
export function sharingChange(
  row: WorkspaceRecord,
  actor: string,
  grantee: string,
  detail: string,
  told?: { title: string; description?: string },
): DesiredChange {
  const key = `share:${randomUUID()}`;
  return {
    desired: row.desired,
    newRun: false,
    phase: row.phase,
    event: { key, step: 'settings', state: 'info', detail, actor },
    ...(told && {
      notify: [
        {
          key,
          recipient: grantee,
          ...told,
          link: `/workspaces/${row.id}`,
          severity: 'normal',
          scope: `cde:share:${row.id}`,
        },
      ],
    }),
  };
}

/** A workspace that is handed over stops, so that nothing of its old owner runs in it any more. */
export function transferChange(
  row: WorkspaceRecord,
  actor: string,
  to: {
    owner: string;
    name: string;
    identity: WorkspaceRecord['spec']['user'];
  },
): DesiredChange {
  refuseDeleted(row);
  const key = `transfer:${row.version}`;
  const isRunning = row.desired === 'running';
  const link = `/workspaces/${row.id}`;
  const told = { link, severity: 'high' as const };
  return {
    desired: 'stopped',
    newRun: false,
    phase: isRunning ? 'Stopping' : row.phase,
    event: {
      key,
      step: 'settings',
      state: 'info',
      detail: `handed over from ${row.ownerRef} to ${to.owner}`,
      actor,
    },
    ...(isRunning && {
      also: [
        { key: `stop:${row.version}`, step: 'stop', state: 'started', actor },
      ],
    }),
    replace: {
      ownerRef: to.owner,
      name: to.name,
      spec: { ...row.spec, user: to.identity },
    },
    notify: [
      {
        key: `${row.id}:${key}:to`,
        recipient: to.owner,
        title: `The workspace '${to.name}' is yours now`,
        description: `It was handed over from ${row.ownerRef}. It is stopped; start it to go on.`,
        ...told,
      },
      {
        key: `${row.id}:${key}:from`,
        recipient: row.ownerRef,
        title: `Your workspace '${row.name}' was handed over to ${to.owner}`,
        ...told,
      },
    ],
  };
}

/** @throws ConflictError */
export function refuseDeleted(row: WorkspaceRecord) {
  if (row.desired === 'deleted') {
    throw new ConflictError(`The workspace '${row.name}' is being deleted`);
  }
}
