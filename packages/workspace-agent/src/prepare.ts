/**
 * Entry point of the init container: copies our tools to where the dev
 * container finds them and clones the repository, side by side. Both may run
 * again over what is there. The result goes to the termination log, where the
 * portal reads it from the pod's status.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cloneRepository } from './clone.ts';
import { LogStore } from './logs.ts';
import { PLACES, TERMINATION_LOG, TERMINATION_LOG_BYTES } from './places.ts';
import type {
  PrepareFailure,
  PrepareStep,
  PrepareSuccess,
} from '@backstage-cde/plugin-cde-common';
import { boundedFailure, describeFailure } from './prepareResult.ts';
import { readSpec } from './spec.ts';
import { copyTools } from './tools.ts';

const TOOLS_TARGET = '/mnt/tools';

async function timed(
  step: PrepareStep['step'],
  work: () => Promise<Omit<PrepareStep, 'step' | 'ms'>>,
): Promise<PrepareStep> {
  const start = performance.now();
  try {
    const result = await work();
    return { step, ms: Math.round(performance.now() - start), ...result };
  } catch (error) {
    throw describeFailure(step, error);
  }
}

async function clone(log: (text: string) => void) {
  const { repository, workspaceFolder } = await readSpec(PLACES.secret);
  if (!repository) {
    await mkdir(workspaceFolder, { recursive: true });
    return { skipped: true };
  }
  return cloneRepository({
    repository,
    credentialHelper: path.join(PLACES.tools, 'bin/git-credential-cde'),
    knownHosts: path.join(PLACES.state, 'known_hosts'),
    log,
  });
}

async function main(): Promise<void> {
  const logs = new LogStore(path.join(PLACES.state, 'logs'));
  const file = logs.begin('clone');
  const log = (text: string) => {
    file.write(text);
    process.stdout.write(text);
  };
  const results = await Promise.allSettled([
    timed('tools', async () => ({
      skipped: !(await copyTools(PLACES.tools, TOOLS_TARGET)),
    })),
    timed('clone', () => clone(log)),
  ]);
  const failed = results.find(result => result.status === 'rejected');
  if (failed) {
    const error: PrepareFailure['error'] = failed.reason;
    log(`${error.message}\n${error.cure}\n`);
    const failure = { error, log: file.tail(2048) };
    await writeFile(
      TERMINATION_LOG,
      boundedFailure(failure, TERMINATION_LOG_BYTES),
    );
    process.exitCode = 1;
  } else {
    const success: PrepareSuccess = {
      steps: results.flatMap(result =>
        result.status === 'fulfilled' ? [result.value] : [],
      ),
    };
    await writeFile(TERMINATION_LOG, JSON.stringify(success));
    process.stdout.write(`${JSON.stringify(success)}\n`);
  }
  file.close();
}

main().catch(error => {
  process.stderr.write(`${error}\n`);
  process.exit(1);
});
