import { parseArgs } from 'node:util';
import {
  checkMachine,
  clean,
  clusterPaths,
  currentStatus,
  dataHome,
  describe,
  down,
  findTraces,
  register,
  startPreparation,
  waitUntilReady,
} from './index.ts';
import { main as prepare } from './prepare.ts';
import { Problem, Unsupported } from './problem.ts';
import { pidsIn } from './cgroups.ts';
import { instanceName } from './paths.ts';
import { memoryOf } from './memory.ts';

const usage = `The machine's own one-node Kubernetes.

  up [--wait] [--for PID --purpose TEXT]   prepare and start it, in a process of its own; --wait for the end.
                                           --for notes a process that needs it, so that "down" refuses while it lives
  check                                    tell whether this machine is fit for it; builds and changes nothing
  status                                   tell how far it is
  down [--force]                           stop it; its state stays. --force: although others use it
  clean [--all] [--force]                  stop it and remove its state; --all: also binaries and images
  doctor                                   list all that is on the machine because of it

Options: --json for programs. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 this machine cannot hold it.
`;

const options = {
  wait: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  force: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  for: { type: 'string' },
  purpose: { type: 'string', default: 'a program' },
  help: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parse>['values'];

function parse(args: string[]) {
  return parseArgs({ args, options, allowPositionals: true });
}

const home = dataHome();
const paths = clusterPaths(home);

const commands: Record<string, (values: Values) => Promise<void>> = {
  up,
  check: () => checkMachine(paths),
  status: ({ json }) => showStatus(json),
  doctor,
  async down({ force }) {
    const begun = Date.now();
    await down(paths, { force });
    console.log(
      `Kubernetes is stopped, after ${((Date.now() - begun) / 1000).toFixed(
        1,
      )} seconds. Its state stays.`,
    );
  },
  async clean({ force, all }) {
    await clean(paths, { force, all }, console.log);
  },
  /** Not for people: the preparation's own process. */
  prepare: () => prepare(home),
};

async function up({ wait, json, for: pid, purpose }: Values): Promise<void> {
  if (pid) register({ purpose, home, pid: Number(pid) });
  if (wait) {
    const release = pid
      ? () => undefined
      : register({ purpose: 'somebody who waits for it', home });
    process.once('exit', release);
    let last = '';
    await waitUntilReady(paths, status => {
      const line = describe(status);
      if (line !== last && !json) console.log(line);
      last = line;
    });
  } else {
    await startPreparation(paths);
  }
  if (json || !wait) await showStatus(json);
}

async function showStatus(json: boolean): Promise<void> {
  const status = await currentStatus(home);
  console.log(json ? JSON.stringify(status) : describe(status));
}

async function doctor({ json }: Values): Promise<void> {
  const traces = await findTraces(paths);
  const memory = memoryOf(pidsIn(instanceName(home), '/system'));
  if (json) {
    console.log(JSON.stringify({ ...traces, memory }));
    return;
  }
  for (const [kind, list] of Object.entries(traces)) {
    console.log(
      `${kind}: ${list.length === 0 ? 'none' : `\n  ${list.join('\n  ')}`}`,
    );
  }
  if (memory.length > 0) {
    console.log('memory (MiB):');
    for (const { name, mebibytes } of memory)
      console.log(`  ${String(mebibytes).padStart(5)} ${name}`);
  }
}

function fail(error: unknown): number {
  if (!(error instanceof Problem)) throw error;
  console.error(`${error.message}\n${error.cure}`);
  return error instanceof Unsupported ? 3 : 1;
}

function wrongUsage(message: string): never {
  console.error(`${message}\n\n${usage}`);
  process.exit(2);
}

function readArguments() {
  try {
    return parse(process.argv.slice(2));
  } catch (error) {
    return wrongUsage(error instanceof Error ? error.message : String(error));
  }
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) {
    console.log(usage);
    return;
  }
  const [name] = positionals;
  if (!name) wrongUsage('Which command?');
  if (positionals.length > 1 || !Object.hasOwn(commands, name)) {
    wrongUsage(`Unknown command: ${positionals.join(' ')}`);
  }
  try {
    await commands[name](values);
  } catch (error) {
    process.exitCode = fail(error);
  }
}

void main();
