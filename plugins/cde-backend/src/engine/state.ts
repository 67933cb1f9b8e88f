import type { Cause } from '@backstage-cde/plugin-cde-common';
import type { ExtraReference } from './extras';
import type { Instant, ObservedState, WorkspaceRecord } from '../workspaces';

/** A refusal of the API server, until the next try. */
export interface Refusal {
  run: number;
  cause: Cause;
  /** How long it may last; absent: as long as a start may. */
  graceMs?: number;
  /** By the database's clock. */
  retryAt: Instant;
}

/** What the engine keeps in the row, beside what others read. */
export interface EngineState extends ObservedState {
  /** When the cluster was first asked for this run. */
  begun?: { run: number; at: Instant };
  /** Since when the run waits for its cluster. */
  waiting?: { run: number; at: Instant };
  /** Timeline entries of the run that are written already. */
  written?: { run: number; keys: string[] };
  /** The Secret as last applied: its hash, and whether it holds what is its owner's own. */
  secret?: { hash: string; personal: boolean };
  /** What the template brought along, as last applied. */
  extras?: ExtraReference[];
  /** The last refusal. */
  refusal?: Refusal;
  /** The process of the agent that `agentReady` and `degraded` were told by, and how far it was heard. */
  agent?: {
    podUid: string;
    restarts: number;
    boot: string;
    seq: number;
    settled: boolean;
  };
  /** Lifecycle commands that failed, with their words. */
  degraded?: Cause[];
  /** The IDE answered in this run. */
  readyRun?: number;
  /** The pod of the run went away without us. */
  vanished?: { run: number; reason?: string; times: number };
  /** Why the cluster takes the pod away. */
  disruption?: { podUid: string; reason: string; message: string };
}

export function stateOf(row: Pick<WorkspaceRecord, 'observed'>): EngineState {
  return row.observed as EngineState;
}

/** The run failed for good and waits for its owner. */
export function isHalted(row: WorkspaceRecord): boolean {
  return row.desired === 'running' && stateOf(row).haltedRun === row.run;
}

/** The refusal that still holds for the current run. */
export function currentRefusal(row: WorkspaceRecord): Refusal | undefined {
  const { refusal } = stateOf(row);
  return refusal?.run === row.run ? refusal : undefined;
}
