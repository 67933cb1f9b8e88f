/** Logs of steps: bounded files that can be followed while they grow. */
import { EventEmitter, once } from 'node:events';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { aborted } from './events.ts';
import { missing } from './files.ts';
import { Ring } from './ring.ts';

const MIB = 1024 * 1024;
/** The largest log of one step, in bytes. */
export const LOG_LIMIT = 10 * MIB;
/** How much of the end is kept of what did not fit, in bytes. */
const KEPT_END = 64 * 1024;

/**
 * One step's log. The first part of the output goes to the file as it comes;
 * of what is beyond the limit the end is kept in memory and written, with a
 * note, when the step is over.
 */
export class BoundedLog {
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #fd: number;
  readonly #limit: number;
  #size = 0;
  readonly #end = new Ring(KEPT_END);
  #skipped = 0;
  #finished = false;

  constructor(file: string, limit: number = LOG_LIMIT) {
    mkdirSync(path.dirname(file), { recursive: true });
    this.#fd = openSync(file, 'w', 0o644);
    this.#limit = limit;
  }

  /** Over for those who follow; output of processes left behind is still taken. */
  get finished(): boolean {
    return this.#finished;
  }

  write(data: Buffer | string): void {
    const chunk = typeof data === 'string' ? Buffer.from(data) : data;
    const room = Math.max(0, this.#limit - this.#size);
    if (room > 0) {
      this.#append(chunk.subarray(0, room));
    }
    this.#skipped += Math.max(0, chunk.length - room);
    this.#end.push(chunk);
    this.#changes.emit('change');
  }

  /** Notes what was left out, adds the end of it, and lets followers go. */
  finish(): void {
    if (this.#finished) {
      return;
    }
    if (this.#skipped > 0) {
      const kept = this.#end.last(this.#skipped);
      const lost = this.#skipped - kept.length;
      this.#append(Buffer.from(`\n[… ${lost} bytes left out …]\n`));
      this.#append(kept);
    }
    this.#finished = true;
    this.#changes.emit('change');
  }

  close(): void {
    this.finish();
    closeSync(this.#fd);
  }

  /** The last whole lines, at most `bytes` long. */
  tail(bytes: number = 4096): string {
    const end = this.#end.last(bytes + 1);
    if (end.length <= bytes) {
      return end.toString('utf8');
    }
    return end
      .subarray(end.indexOf('\n') + 1)
      .subarray(-bytes)
      .toString('utf8');
  }

  /** Resolves at the next write or at the end. */
  async changed(signal: AbortSignal): Promise<void> {
    await once(this.#changes, 'change', { signal });
  }

  #append(chunk: Buffer): void {
    writeSync(this.#fd, chunk);
    this.#size += chunk.length;
  }
}

/** The logs of a workspace, one file per step, kept on its volume. */
export class LogStore {
  readonly #folder: string;
  readonly #open = new Map<string, BoundedLog>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Begins a step's log; that of an earlier run is gone. */
  begin(step: string): BoundedLog {
    this.#open.get(step)?.finish();
    const log = new BoundedLog(this.#file(step));
    this.#open.set(step, log);
    return log;
  }

  /** The last lines of a step's log of this start. */
  tail(step: string): string {
    return this.#open.get(step)?.tail() ?? '';
  }

  /**
   * What a step's log holds; with `follow` also what comes, until the step is
   * over. Nothing when there is no such log.
   */
  async *read(
    step: string,
    follow: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<Buffer> {
    const log = this.#open.get(step);
    const file = await open(this.#file(step)).catch(missing);
    if (!file) {
      return;
    }
    try {
      for (;;) {
        // Asked before reading: what is written meanwhile is read in the next round.
        const over = !follow || !log || log.finished;
        const change = over ? undefined : log.changed(signal).catch(aborted);
        for await (const chunk of chunks(file)) {
          yield chunk;
        }
        if (over || signal.aborted) {
          return;
        }
        await change;
      }
    } finally {
      await file.close();
    }
  }

  #file(step: string): string {
    return path.join(this.#folder, `${step}.log`);
  }
}

async function* chunks(
  file: Awaited<ReturnType<typeof open>>,
): AsyncGenerator<Buffer> {
  for (;;) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64 * 1024));
    if (bytesRead === 0) {
      return;
    }
    yield buffer.subarray(0, bytesRead);
  }
}
