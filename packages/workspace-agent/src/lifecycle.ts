/**
 * The lifecycle commands of the dev container, in the standard's order
 * (https://containers.dev/implementors/spec/#lifecycle).
 */
import { mkdir } from 'node:fs/promises';
import type {
  AgentSpec,
  AgentStep,
  LifecycleCommand,
  LifecyclePhase,
} from '@backstage-cde/plugin-cde-common';
import type { EventLog } from './events.ts';
import { LineMarker } from './lineMarker.ts';
import type { BoundedLog, LogStore } from './logs.ts';
import { ProcessGroup } from './processes.ts';
import type { Exit } from './processes.ts';
import type { Stamps } from './stamps.ts';

/** Phases of a start, in their order. */
const START_PHASES: LifecyclePhase[] = [
  'onCreateCommand',
  'updateContentCommand',
  'postCreateCommand',
  'postStartCommand',
];

/** Phases that run once in the life of a workspace, for each configuration. */
const ONCE: ReadonlySet<LifecyclePhase> = new Set<LifecyclePhase>([
  'onCreateCommand',
  'updateContentCommand',
  'postCreateCommand',
]);

/** How long output may still come after a command's end, in milliseconds. */
const DRAIN_MS = 200;

export interface LifecycleOptions {
  lifecycle: AgentSpec['lifecycle'];
  folder: string;
  env: Record<string, string>;
  events: EventLog;
  logs: LogStore;
  stamps: Stamps;
}

interface Outcome {
  command: LifecycleCommand;
  exit: Exit;
  /** Why it could not be started. */
  error?: string;
}

/** Runs the phases and knows what is running. */
export class Lifecycle {
  /** Phases that failed since the agent's start. */
  readonly failed = new Set<AgentStep>();
  readonly #options: LifecycleOptions;
  readonly #running = new Map<ProcessGroup, string>();
  #mayOpen = false;
  #settled = false;
  #attaching: Promise<void> | undefined;

  constructor(options: LifecycleOptions) {
    this.#options = options;
  }

  /** The phase that the IDE waits for is over, well or not. */
  get mayOpen(): boolean {
    return this.#mayOpen;
  }

  /** All phases up to `postStartCommand` are over. */
  get settled(): boolean {
    return this.#settled;
  }

  /** Commands that run now, as a person would name them. */
  get running(): string[] {
    return [...this.#running.values()];
  }

  /** Runs the phases of a start. After a failure the later ones are skipped. */
  async start(): Promise<void> {
    const { lifecycle } = this.#options;
    try {
      await mkdir(this.#options.folder, { recursive: true });
      for (const phase of START_PHASES) {
        await this.#phase(phase);
        if (phase === lifecycle.waitFor) {
          this.#mayOpen = true;
        }
      }
    } finally {
      this.#settled = true;
      this.#mayOpen = true;
    }
  }

  /** Runs `postAttachCommand`; called again meanwhile, it is the same run. */
  attach(): Promise<void> {
    this.#attaching ??= this.#phase('postAttachCommand').finally(() => {
      this.#attaching = undefined;
    });
    return this.#attaching;
  }

  async stop(graceMs: number): Promise<void> {
    await Promise.all(
      [...this.#running.keys()].map(group => group.stop(graceMs)),
    );
  }

  async #phase(phase: LifecyclePhase): Promise<void> {
    const { lifecycle, events, stamps } = this.#options;
    const commands = lifecycle.commands[phase] ?? [];
    if (commands.length === 0) {
      return;
    }
    const detail = describeCommands(commands);
    const skip = (message: string) =>
      events.emit({ step: phase, state: 'skipped', detail, message });
    const [failed] = this.failed;
    if (failed !== undefined && failed !== phase) {
      skip(`Not run, because ${failed} failed`);
      return;
    }
    if (ONCE.has(phase) && (await stamps.has(phase, lifecycle.hash))) {
      skip('Ran before; it runs once in the life of a workspace');
      return;
    }
    await this.#run(phase, commands, detail);
  }

  async #run(
    phase: LifecyclePhase,
    commands: LifecycleCommand[],
    detail: string,
  ): Promise<void> {
    const { lifecycle, events, logs, stamps } = this.#options;
    const log = logs.begin(phase);
    const start = performance.now();
    events.emit({ step: phase, state: 'started', detail });
    const outcomes = await Promise.all(
      commands.map(command => this.#execute(command, log, commands.length > 1)),
    );
    const failure = outcomes.find(
      ({ exit, error }) => error !== undefined || exit.code !== 0,
    );
    if (failure) {
      log.write(`\n${explain(failure)}\n`);
    }
    log.finish();
    const finished = {
      step: phase,
      detail,
      durationMs: Math.round(performance.now() - start),
      tail: log.tail(),
    };
    if (failure) {
      this.failed.add(phase);
      const exitCode = failure.exit.code ?? undefined;
      const message = explain(failure);
      events.emit({ ...finished, state: 'failed', exitCode, message });
    } else {
      this.failed.delete(phase);
      if (ONCE.has(phase)) {
        await stamps.set(phase, lifecycle.hash);
      }
      events.emit({ ...finished, state: 'succeeded', exitCode: 0 });
    }
  }

  async #execute(
    command: LifecycleCommand,
    log: BoundedLog,
    several: boolean,
  ): Promise<Outcome> {
    const { folder, env } = this.#options;
    const { run, name } = command;
    const prefix = several ? `[${name || commandLine(run)}] ` : '';
    const marker = several
      ? new LineMarker(prefix, text => log.write(text))
      : undefined;
    log.write(`${prefix}$ ${commandLine(run)}\n`);
    const group = new ProcessGroup(
      typeof run === 'string' ? ['/bin/sh', '-c', run] : run,
      {
        cwd: folder,
        env,
        onOutput: data => (marker ?? log).write(data),
      },
    );
    this.#running.set(group, commandLine(run));
    try {
      const exit = await group.exited;
      await group.drained(DRAIN_MS);
      marker?.flush();
      return { command, exit };
    } catch (error) {
      return {
        command,
        exit: { code: null, signal: null },
        error: error instanceof Error ? error.message : String(error),
      };
    } finally {
      this.#running.delete(group);
    }
  }
}

function commandLine(run: string | string[]): string {
  const line = typeof run === 'string' ? run : run.join(' ');
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

function describeCommands(commands: LifecycleCommand[]): string {
  return commands
    .map(({ name, run }) =>
      name ? `${name}: ${commandLine(run)}` : commandLine(run),
    )
    .join('; ');
}

function explain({ command, exit, error }: Outcome): string {
  const line = commandLine(command.run);
  if (error !== undefined) {
    return `"${line}" could not be started: ${error}`;
  }
  return exit.signal
    ? `"${line}" was ended by ${exit.signal}`
    : `"${line}" ended with code ${exit.code}`;
}
