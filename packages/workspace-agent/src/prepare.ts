/**
 * Entry point of the init container: copies our tools to where the dev
 * container finds them and clones the repositories, side by side. All may run
 * again over what is there. The result goes to the termination log, where the
 * portal reads it from the pod's status.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LogStore } from './logs.ts';
import { PLACES, TERMINATION_LOG, TERMINATION_LOG_BYTES } from './places.ts';
import type { PrepareFailure } from '@backstage-cde/plugin-cde-common';
import { boundedFailure, boundedSuccess } from './prepareResult.ts';
import { cloneAll, takeStep } from './repositories.ts';
import type { StepLog, StepOutcome } from './repositories.ts';
import { readSpec } from './spec.ts';
import { Stamps } from './stamps.ts';
import { copyTools } from './tools.ts';
import { writeWorkspaceFile } from './workspaceFile.ts';

const TOOLS_TARGET = '/mnt/tools';
/** Outcomes of a workspace of one repository. */
const TOOLS_AND_ONE_CLONE = 2;

/** Clones everything, and writes down what the IDE opens where that is more than one folder. */
async function fetchAll(
  ownLog: StepLog,
  logOf: (name: string) => StepLog,
): Promise<StepOutcome[]> {
  const about = { step: 'clone', name: 'clone', log: ownLog } as const;
  try {
    const spec = await readSpec(PLACES.secret);
    const outcomes = await cloneAll({
      spec,
      logOf: name => (name === undefined ? ownLog : logOf(name)),
      credentialHelper: path.join(PLACES.tools, 'bin/git-credential-cde'),
      knownHosts: path.join(PLACES.state, 'known_hosts'),
    });
    const { workspaceFile } = spec;
    if (workspaceFile && outcomes.every(outcome => 'done' in outcome)) {
      const stamps = new Stamps(path.join(PLACES.state, 'stamps'));
      await writeWorkspaceFile(workspaceFile, stamps, ownLog.write);
    }
    return outcomes;
  } catch (error) {
    return [await takeStep(about, () => Promise.reject(error))];
  }
}

/** The first failure; of several repositories also what became of the others. */
function failureOf(outcomes: StepOutcome[]): PrepareFailure | undefined {
  const failed = outcomes.flatMap(outcome =>
    'error' in outcome ? [outcome] : [],
  );
  const [first, ...others] = failed;
  if (!first) {
    return undefined;
  }
  const { error, log } = first;
  log.write(`${error.message}\n${error.cure}\n`);
  const failure = { error, log: log.tail(2048) };
  if (outcomes.length <= TOOLS_AND_ONE_CLONE) {
    return failure;
  }
  const also = others.map(({ name }) => name).join(', ');
  const message = `${error.message} (failed as well: ${also})`;
  return {
    ...failure,
    error: also ? { ...error, message } : error,
    done: outcomes.flatMap(outcome =>
      'done' in outcome ? [outcome.done] : [],
    ),
  };
}

async function main(): Promise<void> {
  const logs = new LogStore(path.join(PLACES.state, 'logs'));
  const files = new Map<string, ReturnType<LogStore['begin']>>();
  const open = (step: string): StepLog => {
    const file = logs.begin(step);
    files.set(step, file);
    return {
      write: text => {
        file.write(text);
        process.stdout.write(text);
      },
      tail: bytes => file.tail(bytes),
    };
  };
  const log = open('clone');
  const [tools, clones] = await Promise.all([
    takeStep({ step: 'tools', name: 'tools', log }, async () => ({
      skipped: !(await copyTools(PLACES.tools, TOOLS_TARGET)),
    })),
    fetchAll(log, name => open(`clone-${name}`)),
  ]);
  const outcomes = [tools, ...clones];
  const failure = failureOf(outcomes);
  if (failure) {
    await writeFile(
      TERMINATION_LOG,
      boundedFailure(failure, TERMINATION_LOG_BYTES),
    );
    process.exitCode = 1;
  } else {
    const success = {
      steps: outcomes.flatMap(outcome =>
        'done' in outcome ? [outcome.done] : [],
      ),
    };
    await writeFile(
      TERMINATION_LOG,
      boundedSuccess(success, TERMINATION_LOG_BYTES),
    );
    process.stdout.write(`${JSON.stringify(success)}\n`);
  }
  files.forEach(file => file.close());
}

main().catch(error => {
  process.stderr.write(`${error}\n`);
  process.exit(1);
});
