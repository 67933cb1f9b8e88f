import type { AutomaticAct } from '@backstage-cde/plugin-cde-common';
import type { Instant, ObservedState, WorkspaceRecord } from '../workspaces';

/** What was told of an act to come. */
export interface Warning {
  /** The time that was warned of. */
  at: Instant;
  /** When it is done: later than `at` where the warning came late. */
  due: Instant;
  /** `desiredSince` of the row then: a warning is good for one run, or one stay. */
  since: Instant;
}

/** What policies remember of a workspace. */
export interface PolicyState {
  warned?: Partial<Record<AutomaticAct, Warning>>;
  /** The last scheduled start that was tried, whatever came of it. */
  triedStart?: Instant;
  /** When its schedule was last changed: what it says of earlier times does not count. */
  scheduledSince?: Instant;
  /** Entity ref of the owner who was gone from the catalog. */
  offboarded?: string;
}

export function policyStateOf(
  row: Pick<WorkspaceRecord, 'observed'>,
): PolicyState {
  return (row.observed.policy ?? {}) as PolicyState;
}

/** `observed` with another policy state. */
export function withPolicyState(
  row: Pick<WorkspaceRecord, 'observed'>,
  change: PolicyState,
): ObservedState {
  const policy: PolicyState = { ...policyStateOf(row), ...change };
  return { ...row.observed, policy };
}

/** Its owner is gone from the catalog; a later owner is somebody else. */
export function isOrphaned(
  row: Pick<WorkspaceRecord, 'observed' | 'ownerRef'>,
): boolean {
  return policyStateOf(row).offboarded === row.ownerRef;
}
