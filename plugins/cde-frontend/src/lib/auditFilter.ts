import type { AuditRequest } from '../api';
import { periodFromParams, periodToParams, rangeOf } from './period';
import type { Period } from './period';

/** Acts that the audit knows, as the filter offers them. */
export const ACTS = [
  'workspace-create',
  'workspace-start',
  'workspace-stop',
  'workspace-restart',
  'workspace-delete',
  'workspace-open',
  'gateway-enter',
  'workspace-enter-other',
  'workspace-read',
  'workspace-configure',
  'workspace-keep',
  'workspace-share',
  'workspace-unshare',
  'workspace-transfer',
  'workspace-bulk',
  'template-create',
  'template-save-draft',
  'template-publish',
  'template-rollback',
  'template-state',
  'template-delete',
  'template-preview',
  'template-read',
  'quota-set',
  'quota-read',
  'usage-read',
  'git-token-set',
  'git-token-remove',
  'git-secret-set',
  'git-secret-remove',
  'audit-read',
  'audit-export',
  'request-refused',
  'idle-stop',
  'scheduled-start',
  'scheduled-stop',
  'quiet-hours-stop',
  'lifetime-stop',
  'retention-delete',
  'offboarding-stop',
  'user-offboard',
  'user-return',
] as const;

export const OUTCOMES = ['succeeded', 'failed', 'denied'] as const;

/** How the audit is narrowed; it lives in the page's address. */
export interface AuditView {
  search: string;
  actor: string;
  act: string;
  outcome: AuditRequest['outcome'] | '';
  /** Id of what it is about. */
  target: string;
  period: Period;
}

const USUAL = 'any';

/** Reads a view from an address; unknown values count as absent. */
export function auditFromParams(params: URLSearchParams): AuditView {
  const outcome = OUTCOMES.find(each => each === params.get('outcome'));
  return {
    search: params.get('q') ?? '',
    actor: params.get('actor') ?? '',
    act: params.get('act') ?? '',
    outcome: outcome ?? '',
    target: params.get('target') ?? '',
    period: periodFromParams(params, USUAL),
  };
}

/** Writes a view into an address. */
export function auditToParams(
  { period, search, ...rest }: AuditView,
  params: URLSearchParams,
): URLSearchParams {
  const next = periodToParams(period, params, USUAL);
  Object.entries({ q: search, ...rest }).forEach(([key, value]) => {
    if (value) next.set(key, value);
    else next.delete(key);
  });
  return next;
}

/** What to ask the backend for; a period that lasts until now has no end, so that what happens meanwhile comes in. */
export function auditRequest(
  { period, ...rest }: AuditView,
  now?: number,
): AuditRequest {
  const filled = Object.entries(rest).filter(([, value]) => value);
  const { from, to } = rangeOf(period, now);
  return {
    ...Object.fromEntries(filled),
    ...(from && { from }),
    ...(period.name === 'custom' && { to }),
  };
}

/** `workspace-delete` as people read it: `Workspace delete`. */
export function actWords(act: string): string {
  const words = act.replace(/-/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
