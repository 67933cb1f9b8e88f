import fs from 'node:fs';
import path from 'node:path';
import { home } from './paths.ts';

const timings = path.join(home, 'timings.json');

/** A failure with a cure, told to the person in front of the terminal without a stack. */
export class Failure extends Error {
  readonly cure: string;

  constructor(message: string, cure: string) {
    super(message);
    this.cure = cure;
  }
}

/** Time as people say it: "8 s", "2 min 5 s". */
export function inWords(seconds: number) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  return whole % 60 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${whole / 60} min`;
}

function readTimings(): Record<string, number> {
  try {
    return JSON.parse(fs.readFileSync(timings, 'utf8'));
  } catch {
    return {}; // none yet, or cut off in the middle of writing: estimates only
  }
}

export interface Step {
  /** Key of its remembered duration. */
  id: string;
  title: string;
  /** What it costs the first time, in seconds, until this machine knows better. */
  firstTime: number;
  /** Resolves with `true` when there was nothing to do. */
  run(progress: (text: string) => void): Promise<boolean | void>;
}

/** Runs steps one after the other and shows each with its progress and time. */
export async function runSteps(steps: Step[], out: NodeJS.WriteStream = process.stdout, onStep?: (lines: string[]) => void) {
  const known = readTimings();
  const begin = Date.now();
  const finished: string[] = [];
  for (const [index, step] of steps.entries()) {
    const label = `[${index + 1}/${steps.length}] ${step.title}`;
    const started = Date.now();
    let detail = '';
    const line = () => {
      const elapsed = (Date.now() - started) / 1000;
      const usual = known[step.id] ?? step.firstTime;
      return `  … ${label} · ${inWords(elapsed)} of about ${inWords(usual)}${detail ? ` · ${detail}` : ''}`;
    };
    const show = () => {
      if (out.isTTY) out.write(`\r\x1b[2K${line().slice(0, (out.columns ?? 80) - 1)}`);
      onStep?.([...finished, line()]);
    };
    if (!out.isTTY && step.firstTime > 2) out.write(`${line()}\n`);
    const ticker = setInterval(show, 500);
    show();
    try {
      const nothingToDo = await step.run(text => {
        detail = text.replace(/\s+/g, ' ').trim().slice(0, 100);
      });
      const seconds = (Date.now() - started) / 1000;
      if (!nothingToDo) known[step.id] = seconds;
      finished.push(`  ✓ ${label} · ${nothingToDo ? 'up to date' : inWords(seconds)}`);
      out.write(`${out.isTTY ? '\r\x1b[2K' : ''}${finished.at(-1)}\n`);
    } catch (error) {
      out.write(`${out.isTTY ? '\r\x1b[2K' : ''}  ✗ ${label} · after ${inWords((Date.now() - started) / 1000)}\n`);
      throw error;
    } finally {
      clearInterval(ticker);
    }
  }
  fs.mkdirSync(home, { recursive: true });
  fs.writeFileSync(`${timings}.${process.pid}`, JSON.stringify(known, null, 1));
  fs.renameSync(`${timings}.${process.pid}`, timings);
  return (Date.now() - begin) / 1000;
}
