import type {
  Quota,
  QuotaMeasure,
  QuotaTarget,
} from '@backstage-cde/plugin-cde-common';
import type { WorkspaceRecord } from '../workspaces';

/** In the units of limits: cores, bytes, the configured currency. */
export type Amounts = Record<QuotaMeasure, number>;

/** Whom a workspace counts for, as far as its row says it. */
export type ChargedWorkspace = Pick<
  WorkspaceRecord,
  'ownerRef' | 'componentRef' | 'componentOwnerRef' | 'systemRef'
>;

/** The scope of everything in this portal. */
export const EVERYONE = 'everyone';

/** Something that a workspace counts for. */
export interface Charge {
  /** `everyone`, or an entity ref. */
  scope: string;
  /** The owner, or a group that the owner is in. */
  ofOwner: boolean;
}

/** One limit that has to hold. */
export interface AppliedLimit {
  target: QuotaTarget;
  /** Whose workspaces count. */
  scope: string;
  measure: QuotaMeasure;
  limit: number;
}

/** A limit with what is used of it. */
export interface UsedLimit extends AppliedLimit {
  used: number;
  /** What the request would add. */
  requested: number;
}

export type QuotaLimit = Pick<Quota, 'target' | 'limits'>;

export const MEASURES: QuotaMeasure[] = [
  'workspaces',
  'running',
  'cpu',
  'memory',
  'gpu',
  'storage',
  'cost',
];
