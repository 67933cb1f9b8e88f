import { readJson, writeJson } from './files.ts';
import type { ClusterPaths } from './paths.ts';
import { Problem, messageOf } from './problem.ts';
import { writeStatus } from './status.ts';
import type { Status } from './status.ts';
import { currentStep, learn, newStates, secondsLeft, steps } from './steps.ts';
import type { Durations, StepKey } from './steps.ts';

/** Runs the steps of a preparation and keeps `status.json` up to date while they run. */
export class Progress {
  readonly #paths: ClusterPaths;
  /** The cluster is ready already: its status stays so unless something fails. */
  readonly #quiet: boolean;
  readonly #log: (line: string) => void;
  readonly #states = newStates();
  readonly #durations: Durations;
  readonly #startedAt = new Date().toISOString();
  readonly #timer: NodeJS.Timeout;
  #detail: Partial<Record<StepKey, string>> = {};

  constructor(
    paths: ClusterPaths,
    options: { quiet: boolean; idle: StepKey[]; log: (line: string) => void },
  ) {
    this.#paths = paths;
    this.#quiet = options.quiet;
    this.#log = options.log;
    for (const key of options.idle) this.#states[key].idle = true;
    this.#durations = readJson<Durations>(paths.durations) ?? {};
    // Once a second: followers count down, and a status that stands still tells of a killed preparation.
    this.#timer = setInterval(() => this.#write(), 1000);
    this.#write();
  }

  async step<T>(key: StepKey, work: () => Promise<T>): Promise<T> {
    const state = this.#states[key];
    state.begun = Date.now();
    this.#write();
    const result = await work();
    state.ended = Date.now();
    this.#log(
      `${steps.find(step => step.key === key)?.title}: ${(
        (state.ended - state.begun) /
        1000
      ).toFixed(1)} s`,
    );
    writeJson(this.#paths.durations, learn(this.#states, this.#durations));
    this.#write();
    return result;
  }

  /** Tells how far a step is (0 to 1) and what it does just now. */
  advance(key: StepKey, fraction: number, detail?: string): void {
    this.#states[key].fraction = fraction;
    if (detail) this.#detail[key] = detail;
  }

  succeeded(): void {
    this.#end({ phase: 'ready', step: steps.length, title: 'Ready' });
  }

  failed(error: unknown): void {
    const cure =
      (error as Partial<Problem>).cure ??
      `See ${this.#paths.log}, then start again.`;
    this.#end({ phase: 'failed', error: { message: messageOf(error), cure } });
  }

  #end(outcome: Pick<Status, 'phase'> & Partial<Status>): void {
    clearInterval(this.#timer);
    writeStatus(this.#paths, { ...this.#now(), secondsLeft: 0, ...outcome });
  }

  #write(): void {
    if (!this.#quiet)
      writeStatus(this.#paths, { phase: 'preparing', ...this.#now() });
  }

  #now() {
    const step = currentStep(this.#states);
    const { key, title } = steps[step - 1];
    const detail = this.#detail[key];
    return {
      step,
      steps: steps.length,
      title: detail ? `${title}: ${detail}` : title,
      secondsLeft: secondsLeft(this.#states, this.#durations, Date.now()),
      startedAt: this.#startedAt,
      updatedAt: new Date().toISOString(),
    };
  }
}
