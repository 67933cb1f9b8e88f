/** What keeps a workspace busy, read from the process table. */
import { readFile, readdir, stat } from 'node:fs/promises';
import type { AgentActivity } from '@backstage-cde/plugin-cde-common';

/** What matters of `/proc/<pid>/stat` (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html). */
export interface ProcessStat {
  pid: number;
  /** Name of the executable, at most 15 characters. */
  name: string;
  parent: number;
  group: number;
  /** Device number of the controlling terminal; 0 for none. */
  terminal: number;
  /** Process group in the terminal's foreground; -1 for none. */
  foreground: number;
}

/** Parses a line of `/proc/<pid>/stat`; the name in parentheses may hold anything. */
export function parseStat(line: string): ProcessStat {
  const [parent, group, , terminal, foreground] = line
    .slice(line.lastIndexOf(')') + 4)
    .split(' ')
    .map(Number);
  const name = line.slice(line.indexOf('(') + 1, line.lastIndexOf(')'));
  return { pid: parseInt(line, 10), name, parent, group, terminal, foreground };
}

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'fish']);

/** A shell in front that runs nothing waits for its user, also inside another shell. */
function waits(group: number, processes: ProcessStat[]): boolean {
  const members = processes.filter(each => each.group === group);
  return (
    members.length === 1 &&
    SHELLS.has(members[0].name) &&
    !processes.some(each => each.parent === members[0].pid)
  );
}

/**
 * Groups in the foreground of terminals that the IDE opened, other than the
 * shells that wait there. A terminal's first process is its shell.
 */
export function foregroundGroups(
  processes: ProcessStat[],
  idePid: number,
): number[] {
  const byPid = new Map(processes.map(each => [each.pid, each]));
  const underIde = (each: ProcessStat): boolean => {
    for (let up = byPid.get(each.parent); up; up = byPid.get(up.parent)) {
      if (up.pid === idePid) {
        return true;
      }
      if (up.pid === up.parent) {
        return false;
      }
    }
    return false;
  };
  const shells = processes.filter(
    each =>
      each.terminal !== 0 &&
      byPid.get(each.parent)?.terminal === 0 &&
      underIde(each),
  );
  return shells
    .filter(shell => shell.foreground > 0 && shell.foreground !== shell.group)
    .map(shell => shell.foreground)
    .filter(group => !waits(group, processes));
}

async function processTable(): Promise<ProcessStat[]> {
  const names = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const lines = await Promise.all(
    names.map(name => readFile(`/proc/${name}/stat`, 'utf8').catch(gone)),
  );
  return lines.filter(line => line !== undefined).map(parseStat);
}

/** A process may end while it is read. */
function gone(error: NodeJS.ErrnoException): undefined {
  if (!['ENOENT', 'ESRCH', 'EACCES'].includes(error.code ?? '')) {
    throw error;
  }
  return undefined;
}

async function commandOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(gone);
  const words = (line ?? '').split('\0').join(' ').trim();
  return words.length > 80 ? `${words.slice(0, 79)}…` : words;
}

/** When something was last typed into or written to a terminal, in ms since 1970. */
async function terminalsUsedAt(): Promise<number> {
  const names = await readdir('/dev/pts').catch(gone);
  const times = (names ?? [])
    .filter(name => /^\d+$/.test(name))
    .map(async name => {
      const found = await stat(`/dev/pts/${name}`).catch(gone);
      return found ? Math.max(found.atimeMs, found.mtimeMs) : 0;
    });
  return Math.max(0, ...(await Promise.all(times)));
}

export interface ActivitySources {
  /** Process of the IDE, where there is one. */
  idePid: () => number | undefined;
  /** Lifecycle commands that run. */
  commands: () => string[];
  /** Answers to notices, see `Notices`. */
  answers: () => { kept: string[]; keptAt: number };
}

/** Tells whether the workspace works by itself, and when it last did. */
export class Activity {
  readonly #sources: ActivitySources;
  /** Being started is nobody's activity; the portal knows of it. */
  #lastBusy = 0;

  constructor(sources: ActivitySources) {
    this.#sources = sources;
  }

  async read(): Promise<AgentActivity> {
    const idePid = this.#sources.idePid();
    const groups =
      idePid === undefined
        ? []
        : foregroundGroups(await processTable(), idePid);
    const inTerminals = await Promise.all(groups.map(commandOf));
    const reasons = [
      ...this.#sources
        .commands()
        .map(line => `a lifecycle command runs: ${line}`),
      ...inTerminals
        .filter(Boolean)
        .map(line => `a command runs in a terminal: ${line}`),
    ];
    const busy = reasons.length > 0;
    if (busy) {
      this.#lastBusy = Date.now();
    }
    const { kept, keptAt } = this.#sources.answers();
    const last = Math.max(this.#lastBusy, keptAt, await terminalsUsedAt());
    return { busy, reasons, lastActiveAt: new Date(last).toISOString(), kept };
  }
}
