import type { Cause } from '@backstage-cde/plugin-cde-common';

/** Something that keeps a workspace from running, or troubles it. */
export interface Problem {
  cause: Cause;
  /**
   * Milliseconds that it may last before the start counts as failed; 0: at once; absent: as
   * long as a start may take.
   */
  graceMs?: number;
  /** It is only told, and never fails a start. */
  harmless?: boolean;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
