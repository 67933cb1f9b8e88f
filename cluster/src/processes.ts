import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMissing, readIfThere } from './files.ts';

/**
 * A process that cannot be mistaken for a later one with the same number: the number, its start time in clock ticks
 * since boot (field 22 of /proc/PID/stat) and the boot itself.
 */
export interface ProcessIdentity {
  pid: number;
  startTime: number;
  bootId: string;
}

/** What /proc/PID/stat says; see proc(5). */
export interface ProcessStat {
  state: string;
  parent: number;
  session: number;
  startTime: number;
}

/** Reads a line of /proc/PID/stat. The command's name in parentheses may itself hold blanks and parentheses. */
export function parseStat(line: string): ProcessStat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return {
    state: fields[0],
    parent: Number(fields[1]),
    session: Number(fields[3]),
    startTime: Number(fields[19]),
  };
}

/** Undefined where no such process exists; a zombie counts as ended. */
export function processStat(pid: number): ProcessStat | undefined {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const stat = parseStat(line);
  return stat.state === 'Z' || stat.state === 'X' ? undefined : stat;
}

export function bootId(): string {
  return (readIfThere('/proc/sys/kernel/random/boot_id') ?? '').trim();
}

/** @throws when the process has ended already. */
export function identify(pid: number): ProcessIdentity {
  const [identity] = identifyLiving([pid]);
  if (!identity) throw new Error(`process ${pid} has ended`);
  return identity;
}

/** Those of the processes that have not ended. */
export function identifyLiving(pids: number[]): ProcessIdentity[] {
  const boot = bootId();
  return pids.flatMap(pid => {
    const stat = processStat(pid);
    return stat ? [{ pid, startTime: stat.startTime, bootId: boot }] : [];
  });
}

export function isAlive(identity: ProcessIdentity | undefined): boolean {
  if (!identity || identity.bootId !== bootId()) return false;
  return processStat(identity.pid)?.startTime === identity.startTime;
}

export function allPids(): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);
}

/** The command line's words; empty for kernel threads and ended processes. */
export function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      .split('\0')
      .slice(0, -1);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Sends a signal; a process that has ended meanwhile is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Looks every few milliseconds until the condition holds; false when the time (ms) is over before. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  timeout: number,
): Promise<boolean> {
  const end = Date.now() + timeout;
  for (;;) {
    if (await condition()) return true;
    if (Date.now() >= end) return false;
    await sleep(25);
  }
}

/** Asks processes to end, and kills those that have not within the given time (ms). */
export async function stopAll(
  identities: ProcessIdentity[],
  grace: number,
): Promise<void> {
  const living = () => identities.filter(isAlive);
  for (const { pid } of living()) signal(pid, 'SIGTERM');
  if (await eventually(() => living().length === 0, grace)) return;
  for (const { pid } of living()) signal(pid, 'SIGKILL');
  await eventually(() => living().length === 0, 2000);
}
