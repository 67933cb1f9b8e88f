import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';

/** A part of a benchmark in a process of its own, that answers questions. */
export interface Child {
  /** What it said when it was ready. */
  ready: Record<string, unknown>;
  ask<T>(question: string): Promise<T>;
  stop(): void;
}

/** Starts `src/<file>` with arguments. @throws Error when it ends before it is ready */
export async function startChild(file: string, args: string[] = []): Promise<Child> {
  const child = fork(path.join(__dirname, file), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ready = await message<Record<string, unknown>>(child);
  return {
    ready,
    ask: question => {
      const reply = message(child);
      child.send(question);
      return reply as Promise<never>;
    },
    stop: () => child.kill(),
  };
}

function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`A process of the benchmark ended with ${code}`));
    const onMessage = (received: unknown) => {
      // What compiles the sources on the way sends messages of its own.
      if (typeof received !== 'object' || received === null || !('answer' in received)) return;
      child.off('exit', onExit).off('message', onMessage);
      resolve(received.answer as T);
    };
    child.on('exit', onExit).on('message', onMessage);
  });
}

/** Of this process since its start. */
function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The child's side: says that it is ready, then answers. It ends when its parent does. */
export function answer(ready: Record<string, unknown>, answers: Record<string, () => unknown>): void {
  const all: Record<string, () => unknown> = { ...answers, cpu: cpuMicroseconds };
  process.on('message', async question => process.send?.({ answer: await all[String(question)]?.() }));
  process.on('disconnect', () => process.exit());
  process.send?.({ answer: ready });
}
