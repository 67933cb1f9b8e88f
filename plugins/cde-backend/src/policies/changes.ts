import { createHash } from 'node:crypto';
import type { AutomaticAct, Cause } from '@backstage-cde/plugin-cde-common';
import type {
  DesiredChange,
  OutgoingNotification,
  ReplaceableFields,
  WorkspaceRecord,
} from '../workspaces';
import type { PolicyDeadline } from './deadlines';
import type { Decision } from './decide';
import { retentionMsOf } from './effective';
import { isOrphaned, policyStateOf, withPolicyState } from './state';
import { actCause, warningCause } from './words';

/** Who acts where nobody does. */
export const SYSTEM = 'system';

/** What policies need to know of the configuration. */
export interface Heirs {
  /** Entity refs of those who are told where the owner is gone. */
  admins: string[];
}

/** The row after a warning. */
export function warningChange(
  row: WorkspaceRecord,
  warn: NonNullable<Decision['warn']>,
  heirs: Heirs,
): DesiredChange {
  const { act, at, due } = warn;
  const cause = warningCause(row, warn);
  const warned = {
    ...policyStateOf(row).warned,
    [act]: { at, due, since: row.desiredSince },
  };
  const title =
    act === 'retention-delete'
      ? `${row.name} will be deleted`
      : `${row.name} will stop soon`;
  return {
    ...unchanged(row),
    event: {
      key: `policy:${act}:warning:${due}`,
      step: 'policy',
      state: 'info',
      cause,
      actor: SYSTEM,
    },
    replace: { observed: withPolicyState(row, { warned }) },
    notify: notifications(row, heirs, act, { title, cause, severity: 'high' }),
  };
}

/** The row after an act. */
export function actChange(
  row: WorkspaceRecord,
  { act, at }: Pick<PolicyDeadline, 'act' | 'at'>,
  heirs: Heirs,
  replace: Partial<ReplaceableFields> = {},
): DesiredChange {
  const cause = actCause(row, act);
  const event = {
    key: `policy:${act}:${row.version}`,
    step: 'policy',
    state: 'succeeded',
    cause,
    actor: SYSTEM,
  } as const;
  switch (act) {
    case 'scheduled-start':
      return {
        desired: 'running',
        newRun: true,
        phase: 'Pending',
        event: {
          key: 'queued',
          run: row.run + 1,
          step: 'queued',
          state: 'succeeded',
          actor: SYSTEM,
        },
        also: [{ ...event, run: row.run + 1 }],
        replace: {
          ...replace,
          observed: withPolicyState(row, { triedStart: at }),
        },
        notify: notifications(row, heirs, act, {
          title: `${row.name} was started`,
          cause,
          severity: 'low',
        }),
      };
    case 'retention-delete':
      return {
        desired: 'deleted',
        newRun: false,
        phase: 'Deleting',
        event,
        notify: notifications(row, heirs, act, {
          title: `${row.name} was deleted`,
          cause,
          severity: 'high',
        }),
      };
    default:
      return {
        desired: 'stopped',
        newRun: false,
        phase: 'Stopping',
        event,
        replace,
        notify: notifications(row, heirs, act, {
          title: `${row.name} was stopped`,
          cause,
          severity: 'normal',
        }),
      };
  }
}

/** The row after a scheduled start that was not possible; it is tried again at the next time. */
export function refusedStartChange(
  row: WorkspaceRecord,
  at: number,
  why: string,
  heirs: Heirs,
): DesiredChange {
  const cause = {
    reason: 'ScheduledStartRefused',
    message: `It was not started by its schedule: ${why}`,
    cure: 'Make room and start it by hand; the schedule tries again the next time',
  };
  return {
    ...unchanged(row),
    event: {
      key: `policy:start-refused:${at}`,
      step: 'policy',
      state: 'failed',
      cause,
      actor: SYSTEM,
    },
    replace: { observed: withPolicyState(row, { triedStart: at }) },
    notify: notifications(row, heirs, 'scheduled-start', {
      title: `${row.name} was not started`,
      cause,
      severity: 'high',
    }),
  };
}

/**
 * The row once its owner is gone: it stops, and is kept for the retention time from then on.
 * @returns `undefined` where this was done already
 */
export function departureChange(
  row: WorkspaceRecord,
  heirs: Heirs,
): DesiredChange | undefined {
  if (row.desired === 'deleted' || isOrphaned(row)) return undefined;
  const observed = withPolicyState(row, { offboarded: row.ownerRef });
  const orphan = { ...row, observed };
  const change = actChange(orphan, { act: 'offboarding-stop', at: 0 }, heirs, {
    observed,
  });
  if (row.desired === 'running') return change;
  const keepUntil = row.readAt + retentionMsOf(row);
  return {
    ...change,
    ...unchanged(row),
    replace: { observed, keepUntil: Math.max(keepUntil, row.keepUntil ?? 0) },
  };
}

/** The row once its owner is back; `undefined` where nothing was done to it. */
export function returnChange(row: WorkspaceRecord): DesiredChange | undefined {
  if (row.desired === 'deleted' || !isOrphaned(row)) return undefined;
  return {
    ...unchanged(row),
    event: {
      key: `policy:return:${row.version}`,
      step: 'policy',
      state: 'info',
      cause: {
        reason: 'OwnerReturned',
        message: 'Its owner is in the catalog again.',
      },
      actor: SYSTEM,
    },
    replace: { observed: withPolicyState(row, { offboarded: undefined }) },
  };
}

/** What stays where only something about the row changes. */
export function unchanged(
  row: WorkspaceRecord,
): Pick<DesiredChange, 'desired' | 'newRun' | 'phase'> {
  return { desired: row.desired, newRun: false, phase: row.phase };
}

/** Those who are told: the owner, or who is left. */
export function recipientsOf(
  row: WorkspaceRecord,
  { admins }: Heirs,
): string[] {
  if (!isOrphaned(row)) return [row.ownerRef];
  const others = [row.componentOwnerRef, ...admins].filter(ref => ref !== null);
  return [...new Set(others)];
}

/** A notification for each recipient; a later one about the same act takes its place. */
export function notifications(
  row: WorkspaceRecord,
  heirs: Heirs,
  act: AutomaticAct,
  about: {
    title: string;
    cause: Cause;
    severity: OutgoingNotification['severity'];
  },
): OutgoingNotification[] {
  const { title, cause, severity } = about;
  return recipientsOf(row, heirs).map(recipient => ({
    key: `${row.id}:${row.version}:${act}:${shortHash(recipient)}`,
    recipient,
    title,
    description: [cause.message, cause.cure && `${cause.cure}.`]
      .filter(Boolean)
      .join(' '),
    link: `/workspaces/${row.id}`,
    severity,
    scope: `cde:${row.id}:${act}`,
  }));
}

/** References are longer than a key may be. */
function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
