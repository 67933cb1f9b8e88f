import type { Footprint, WorkspaceRecord } from '../workspaces';
import { MEASURES, type Amounts } from './types';

const MILLIONTHS = 1e6;

/** Nothing of anything. */
export const NOTHING: Amounts = {
  workspaces: 0,
  running: 0,
  cpu: 0,
  memory: 0,
  gpu: 0,
  storage: 0,
  cost: 0,
};

/** Sums as the database keeps them: thousandths of cores, millionths of the currency. */
export interface RawAmounts {
  workspaces: number;
  running: number;
  cpuMillis: number;
  memoryBytes: number;
  gpu: number;
  storageBytes: number;
  /** Of an hour of all that runs. */
  runPrice: number;
  /** Spent in this month. */
  spent: number;
}

/** An hour of all that runs is reserved of a month's money, so that what starts can also run for a while. */
export function toAmounts(raw: RawAmounts): Amounts {
  return {
    workspaces: raw.workspaces,
    running: raw.running,
    cpu: raw.cpuMillis / 1000,
    memory: raw.memoryBytes,
    gpu: raw.gpu,
    storage: raw.storageBytes,
    cost: Math.round(raw.spent + raw.runPrice) / MILLIONTHS,
  };
}

/** What a workspace uses of limits now, beside what it has cost. */
export function amountsOf(
  workspace: Pick<WorkspaceRecord, 'desired' | 'holdsRun' | 'footprint'>,
): Amounts {
  const { desired, holdsRun, footprint } = workspace;
  const running = holdsRun ? 1 : 0;
  return toAmounts({
    workspaces: desired === 'deleted' ? 0 : 1,
    running,
    cpuMillis: running * footprint.cpuMillis,
    memoryBytes: running * footprint.memoryBytes,
    gpu: running * footprint.gpu,
    storageBytes: footprint.storageBytes,
    runPrice: running * footprint.runPrice,
    spent: 0,
  });
}

/** What a new workspace would use. */
export function amountsOfNew(footprint: Footprint): Amounts {
  return amountsOf({ desired: 'running', holdsRun: true, footprint });
}

/** How much more is used after a change than before; never less than nothing. */
export function growth(before: Amounts, after: Amounts): Amounts {
  const grown = { ...NOTHING };
  for (const measure of MEASURES) {
    grown[measure] = Math.max(0, after[measure] - before[measure]);
  }
  return grown;
}
