/** Getting all repositories of a workspace onto its volume, a few at a time. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type {
  AgentSpec,
  PrepareFailure,
  PrepareStep,
} from '@backstage-cde/plugin-cde-common';
import { cloneRepository } from './clone.ts';
import type { CloneOptions } from './clone.ts';
import { describeFailure } from './prepareResult.ts';

/** More at once would only share the same connection, memory and disk. */
const AT_ONCE = 3;

/** Where a step's output goes. */
export interface StepLog {
  write(text: string): void;
  /** The last lines, at most that many bytes. */
  tail(bytes: number): string;
}

/** How a step of the init container went. */
export type StepOutcome =
  | { done: PrepareStep }
  | { error: PrepareFailure['error']; name: string; log: StepLog };

/** What is done, and the name that people know it by. */
interface Step extends Pick<PrepareStep, 'step' | 'repository'> {
  name: string;
  /** There are several of its kind, so its failure says which it was. */
  isNamed?: boolean;
  log: StepLog;
}

/** Does a step and takes its time; failures are put into words. */
export async function takeStep(
  { step, repository, name, isNamed, log }: Step,
  work: () => Promise<Omit<PrepareStep, 'step' | 'ms'>>,
): Promise<StepOutcome> {
  const about = { step, ...(repository !== undefined && { repository }) };
  const start = performance.now();
  try {
    const result = await work();
    const ms = Math.round(performance.now() - start);
    return { done: { ...about, ms, ...result } };
  } catch (error) {
    const { reason, message, cure } = describeFailure(step, error);
    const told = isNamed ? `Repository '${name}': ${message}` : message;
    return { error: { ...about, reason, message: told, cure }, name, log };
  }
}

export interface CloneAllOptions
  extends Omit<CloneOptions, 'repository' | 'log'> {
  spec: Pick<AgentSpec, 'repository' | 'additional' | 'workspaceFolder'>;
  /** Log of the workspace's own repository, or, by name, of a further one. */
  logOf: (name?: string) => StepLog;
}

/**
 * Clones the workspace's own repository and the further ones, each once. One that fails keeps none of the others
 * from being cloned: the next start finds them.
 */
export async function cloneAll(
  options: CloneAllOptions,
): Promise<StepOutcome[]> {
  const { spec, logOf, ...rest } = options;
  const { repository, additional = [], workspaceFolder } = spec;
  const isNamed = additional.length > 0;
  const own = async () => {
    const log = logOf();
    const name = path.basename(repository?.folder ?? workspaceFolder);
    return takeStep({ step: 'clone', name, isNamed, log }, async () => {
      if (!repository) {
        await mkdir(workspaceFolder, { recursive: true });
        return { skipped: true };
      }
      return cloneRepository({ ...rest, repository, log: log.write });
    });
  };
  const others = additional.map(other => async () => {
    const name = path.basename(other.folder);
    const log = logOf(name);
    return takeStep(
      { step: 'clone', repository: name, name, isNamed, log },
      () => cloneRepository({ ...rest, repository: other, log: log.write }),
    );
  });
  return fewAtOnce([own, ...others], AT_ONCE);
}

/** Results in the order of the tasks. */
async function fewAtOnce<T>(
  tasks: Array<() => Promise<T>>,
  width: number,
): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const work = async () => {
    while (next < tasks.length) {
      const index = next++;
      results[index] = await tasks[index]();
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  return results;
}
