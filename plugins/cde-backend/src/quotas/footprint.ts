import type {
  ResourceClass,
  Workspace,
} from '@backstage-cde/plugin-cde-common';
import type { Footprint } from '../workspaces';

const MILLIONTHS = 1e6;
const GB = 1e9;

/** What a workspace of a class counts for, where its template adds nothing. */
export function footprintOf({
  cpu,
  memory,
  storage,
  gpu,
  price,
}: ResourceClass): Footprint {
  const perGbMonth = price?.perGbMonth ?? 0;
  return {
    cpuMillis: Math.round(cpu.request * 1000),
    memoryBytes: memory.request,
    storageBytes: storage,
    gpu: gpu?.count ?? 0,
    runPrice: Math.round((price?.perHour ?? 0) * MILLIONTHS),
    storagePrice: Math.round((perGbMonth * storage * MILLIONTHS) / GB),
  };
}

/** The price of a workspace, in the configured currency; `undefined` where it has none. */
export function priceOf({
  runPrice,
  storagePrice,
}: Footprint): Workspace['price'] {
  return runPrice > 0 || storagePrice > 0
    ? {
        perHour: runPrice / MILLIONTHS,
        perMonthStored: storagePrice / MILLIONTHS,
      }
    : undefined;
}
