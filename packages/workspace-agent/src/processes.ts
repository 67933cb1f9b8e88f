/** Child processes in groups of their own, so that all they start can be ended with them. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export interface GroupOptions {
  cwd: string;
  env: Record<string, string>;
  onOutput: (data: Buffer) => void;
}

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process and all its offspring that did not leave its group. */
export class ProcessGroup {
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;

  constructor(command: string[], options: GroupOptions) {
    const { cwd, env, onOutput } = options;
    const [file, ...args] = command;
    this.#child = spawn(file, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', onOutput);
    this.#child.stderr?.on('data', onOutput);
    this.exited = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('exit', (code, signal) => resolve({ code, signal }));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Waits a moment for output that was written just before the exit. */
  async drained(milliseconds: number): Promise<void> {
    const streams = [this.#child.stdout, this.#child.stderr];
    const ended = streams.map(stream =>
      stream && !stream.readableEnded ? once(stream, 'end') : undefined,
    );
    await Promise.race([Promise.all(ended), sleep(milliseconds)]);
  }

  /** Ends the group: politely, and after the grace (in milliseconds) for good. */
  async stop(graceMs: number): Promise<void> {
    this.kill('SIGTERM');
    const timer = new AbortController();
    await Promise.race([
      this.exited.catch(() => undefined),
      sleep(graceMs, undefined, { signal: timer.signal }).catch(
        () => undefined,
      ),
    ]);
    timer.abort();
    this.kill('SIGKILL');
  }

  kill(signal: NodeJS.Signals): void {
    if (this.pid === undefined) {
      return;
    }
    try {
      process.kill(-this.pid, signal);
    } catch (error) {
      // Nobody is left in the group.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
        throw error;
      }
    }
  }
}
