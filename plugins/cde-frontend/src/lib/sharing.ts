import type {
  ShareRequest,
  ShareRole,
  WorkspaceShare,
} from '@backstage-cde/plugin-cde-common';
import { DateTime } from 'luxon';

/** What a person fills in to share a workspace. */
export interface ShareForm {
  /** Entity ref; empty for none yet. */
  grantee: string;
  role: ShareRole;
  /** `YYYY-MM-DD`, the last day; empty: until revoked. */
  until: string;
}

export const EMPTY_SHARE: ShareForm = { grantee: '', role: 'view', until: '' };

/** The form of a share as it is. */
export function shareForm({
  grantee,
  role,
  expiresAt,
}: WorkspaceShare): ShareForm {
  return {
    grantee,
    role,
    until: expiresAt ? DateTime.fromISO(expiresAt).toISODate() ?? '' : '',
  };
}

/** Whether its last day is over already. */
export function isOver({ until }: ShareForm, now: number): boolean {
  return until !== '' && endOf(until).toMillis() <= now;
}

/** The request that a form stands for; the end of the last day where the person is. */
export function shareRequest({ grantee, role, until }: ShareForm): ShareRequest {
  return {
    grantee,
    role,
    ...(until ? { expiresAt: endOf(until).toUTC().toISO() ?? undefined } : {}),
  };
}

/** Today, for fields that take no earlier date. */
export function today(now: number): string {
  return DateTime.fromMillis(now).toISODate() ?? '';
}

/** The last day of access, in the person's language. */
export function formatDay(iso: string): string {
  return DateTime.fromISO(iso).toLocaleString(DateTime.DATE_MED);
}

function endOf(day: string): DateTime {
  return DateTime.fromISO(day).endOf('day').startOf('second');
}
