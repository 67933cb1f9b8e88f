import { readIfThere } from './files.ts';
import { commandLine } from './processes.ts';
import path from 'node:path';

/**
 * What processes cost, the dearest first, in MiB: their proportional set size, in which pages that several of them
 * share (the components are one program) count once.
 */
export function memoryOf(
  pids: number[],
): { name: string; mebibytes: number }[] {
  const entries = pids.map(pid => {
    const words = commandLine(pid);
    const program = path.basename(words[0] ?? '');
    const name = program === 'kube' ? words[1] : program;
    return {
      name,
      mebibytes: Math.round(
        proportional(readIfThere(`/proc/${pid}/smaps_rollup`) ?? '') / 1024,
      ),
    };
  });
  const total = {
    name: 'total',
    mebibytes: entries.reduce((sum, entry) => sum + entry.mebibytes, 0),
  };
  return entries.length === 0
    ? []
    : [...entries.sort((a, b) => b.mebibytes - a.mebibytes), total];
}

/** The Pss line of /proc/PID/smaps_rollup, in KiB. */
export function proportional(rollup: string): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0);
}
