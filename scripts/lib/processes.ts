import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { logs, root, state } from './paths.ts';

const records = path.join(state, 'run');

/** A process by its number and its start time, so that a recycled number is never mistaken for it. */
interface Identity {
  pid: number;
  startTime: string;
}

interface ProcessRecord extends Identity {
  name: string;
  /** The command that it works for. */
  owner: Identity;
}

/** Start time in clock ticks since boot (field 22 of /proc/PID/stat); on other systems what ps says. */
function startTimeOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? undefined : fields[19];
    } catch (error) {
      if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
  }
  const result = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return result.stdout.trim() || undefined;
}

const isAlive = (record: Identity) => startTimeOf(record.pid) === record.startTime;

function recordFile(name: string) {
  return path.join(records, `${name}.json`);
}

/** The recorded processes of this checkout that still run. */
export function recordedProcesses(): ProcessRecord[] {
  if (!fs.existsSync(records)) return [];
  return fs
    .readdirSync(records)
    .filter(file => file.endsWith('.json'))
    .map(file => JSON.parse(fs.readFileSync(path.join(records, file), 'utf8')) as ProcessRecord)
    .filter(isAlive);
}

/** Remembers a process of this checkout, for `stop` and for the next start. */
export function record(name: string, pid: number) {
  const startTime = startTimeOf(pid);
  if (!startTime) return;
  fs.mkdirSync(records, { recursive: true });
  const partial = `${recordFile(name)}.partial`;
  const owner = { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' };
  fs.writeFileSync(partial, JSON.stringify({ name, pid, startTime, owner } satisfies ProcessRecord));
  fs.renameSync(partial, recordFile(name));
}

export function forget(name: string) {
  fs.rmSync(recordFile(name), { force: true });
}

function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
  }
}

/** Ends a process with the group that it leads, if it leads one: asks first, insists after `graceMs`. */
async function end(target: ProcessRecord, graceMs = 10_000) {
  if (!signal(-target.pid, 'SIGTERM') && isAlive(target)) signal(target.pid, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (isAlive(target) && Date.now() < deadline) await new Promise(resolve => setTimeout(resolve, 50));
  if (!signal(-target.pid, 'SIGKILL') && isAlive(target)) signal(target.pid, 'SIGKILL');
  forget(target.name);
}

async function endThose(choose: (candidate: ProcessRecord) => boolean) {
  const chosen = recordedProcesses().filter(candidate => candidate.pid !== process.pid && choose(candidate));
  await Promise.all(chosen.map(target => end(target)));
  return chosen;
}

/** Ends what this process has started. */
export const endOwn = () => endThose(({ owner }) => owner.pid === process.pid);

/** Ends what a command has left behind that is no more. */
export const endLeftBehind = () => endThose(({ owner }) => !isAlive(owner));

/** Ends the portal of this checkout, whoever started it; tests that are running go on. */
export async function endPortal() {
  const starts = recordedProcesses().filter(({ name }) => name === 'start');
  return endThose(({ name, owner }) => name === 'start' || !isAlive(owner) || starts.some(({ pid }) => pid === owner.pid));
}

/**
 * Starts a long-running process in a group of its own, recorded, with its
 * output in `logs/<name>.log` (the log of the start before is kept as `.1`).
 */
export function service(name: string, command: string[], env: NodeJS.ProcessEnv, cwd = root): ChildProcess {
  fs.mkdirSync(logs, { recursive: true });
  const log = path.join(logs, `${name}.log`);
  if (fs.existsSync(log)) fs.renameSync(log, `${log}.1`);
  const output = fs.openSync(log, 'a');
  const child = spawn(command[0], command.slice(1), { cwd, env, detached: true, stdio: ['ignore', output, output] });
  fs.closeSync(output);
  if (child.pid) record(name, child.pid);
  return child;
}

let runs = 0;

/**
 * Runs a command to its end with its output in a log file; resolves with the exit code. It is recorded
 * while it runs, so that an interrupted command's work does not go on beside the next one's.
 */
export function run(command: string[], options: { log: string; env?: NodeJS.ProcessEnv; cwd?: string; onLine?: (line: string) => void }) {
  return new Promise<number>((resolve, reject) => {
    fs.mkdirSync(path.dirname(options.log), { recursive: true });
    const output = fs.createWriteStream(options.log);
    const child = spawn(command[0], command.slice(1), {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const name = `run-${process.pid}-${(runs += 1)}`;
    if (child.pid) record(name, child.pid);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output.write(chunk);
        for (const line of chunk.toString().split('\n')) if (line.trim()) options.onLine?.(line);
      });
    }
    child.on('error', reject);
    child.on('close', code => {
      forget(name);
      output.end(() => resolve(code ?? 1));
    });
  });
}

/** The last lines of a log, for an error message. */
export function tail(file: string, lines = 15) {
  if (!fs.existsSync(file)) return '';
  return fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
