import type {
  QuotaMeasure,
  QuotaTarget,
} from '@backstage-cde/plugin-cde-common';
import {
  EVERYONE,
  MEASURES,
  type AppliedLimit,
  type Amounts,
  type ChargedWorkspace,
  type Charge,
  type QuotaLimit,
  type UsedLimit,
} from './types';

/** Groups of whom a workspace is charged to, each with the groups above it. */
export interface Memberships {
  /** Of the workspace's owner. */
  owner: string[];
  /** Of the group that owns the component, with itself. */
  component: string[];
}

/** All that a workspace counts for: everyone, its owner and their groups, its component with owners and system. */
export function chargesOf(
  workspace: ChargedWorkspace,
  memberships: Memberships,
): Charge[] {
  const { ownerRef, componentRef, componentOwnerRef, systemRef } = workspace;
  const scopes = new Map<string, boolean>([[EVERYONE, false]]);
  const others = [
    componentRef,
    systemRef,
    componentOwnerRef?.startsWith('group:') ? componentOwnerRef : null,
    ...memberships.component,
  ];
  for (const scope of others) {
    if (scope) scopes.set(scope, false);
  }
  for (const scope of [ownerRef, ...memberships.owner]) {
    scopes.set(scope, true);
  }
  return [...scopes].map(([scope, ofOwner]) => ({ scope, ofOwner }));
}

/**
 * The limits that have to hold for a workspace with these charges: every total of something that it counts for, the
 * one for each user, and that of the owner's groups for each of their members.
 */
export function applicableLimits(
  quotas: QuotaLimit[],
  owner: string,
  charges: Charge[],
  combine: 'max' | 'sum',
): AppliedLimit[] {
  const scopes = new Set(charges.map(({ scope }) => scope));
  const groups = new Set(
    charges.filter(({ ofOwner }) => ofOwner).map(({ scope }) => scope),
  );
  const totals = quotas
    .filter(({ target }) => target.per === 'total')
    .filter(({ target }) => scopes.has(scopeOf(target)))
    .flatMap(quota => spread(quota, scopeOf(quota.target)));
  const each = quotas
    .filter(({ target }) => target.per === 'each' && !target.ref)
    .flatMap(quota => spread(quota, owner));
  const ofGroups = quotas
    .filter(({ target }) => target.per === 'each')
    .filter(({ target }) => target.ref && groups.has(target.ref))
    .flatMap(quota => spread(quota, owner));
  return [...totals, ...each, ...combined(ofGroups, owner, combine)];
}

/** Whose workspaces count for a total. */
export function scopeOf(target: QuotaTarget): string {
  return target.ref ?? EVERYONE;
}

/**
 * Limits that a change goes beyond. Only what it adds to is looked at: where limits were lowered below what is used
 * already, nothing has to stop for something else to change.
 *
 * @param usedAfter - with the change, by scope
 * @param growthOf - what the change adds to a scope
 */
export function exceededLimits(
  limits: AppliedLimit[],
  usedAfter: (scope: string) => Amounts,
  growthOf: (scope: string) => Amounts,
): UsedLimit[] {
  return limits.flatMap(limit => {
    const { scope, measure } = limit;
    const requested = growthOf(scope)[measure];
    const after = usedAfter(scope)[measure];
    return requested > 0 && after > limit.limit
      ? [
          {
            ...limit,
            used: rounded(after - requested),
            requested: rounded(requested),
          },
        ]
      : [];
  });
}

/** Differences of prices and cores would otherwise show digits that mean nothing. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function spread({ target, limits }: QuotaLimit, scope: string): AppliedLimit[] {
  return MEASURES.flatMap(measure => {
    const limit = limits[measure];
    return limit === undefined ? [] : [{ target, scope, measure, limit }];
  });
}

/** One limit of each measure from those that the user's groups give; of one group, the narrower of several. */
function combined(
  limits: AppliedLimit[],
  owner: string,
  combine: 'max' | 'sum',
): AppliedLimit[] {
  return MEASURES.flatMap(measure => {
    const byGroup = new Map<string, AppliedLimit>();
    for (const limit of limits.filter(one => one.measure === measure)) {
      const ref = scopeOf(limit.target);
      const known = byGroup.get(ref);
      if (!known || limit.limit < known.limit) byGroup.set(ref, limit);
    }
    const allowances = [...byGroup.values()];
    return allowances.length === 0
      ? []
      : [merge(allowances, measure, owner, combine)];
  });
}

function merge(
  allowances: AppliedLimit[],
  measure: QuotaMeasure,
  owner: string,
  combine: 'max' | 'sum',
): AppliedLimit {
  const largest = allowances.reduce((best, one) =>
    one.limit > best.limit ? one : best,
  );
  return combine === 'max' || allowances.length === 1
    ? largest
    : {
        target: { kind: 'user', ref: owner, per: 'each' },
        scope: owner,
        measure,
        limit: allowances.reduce((sum, { limit }) => sum + limit, 0),
      };
}
