import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { dependencies, frontend } from './lib/portal.ts';
import { logs, root } from './lib/paths.ts';
import { freePort, startPostgres } from './lib/postgres.ts';
import type { Postgres } from './lib/postgres.ts';
import { endOwn, run, tail } from './lib/processes.ts';
import { Failure, inWords, runSteps } from './lib/steps.ts';
import type { Step } from './lib/steps.ts';
import { systemPackages } from './lib/systemPackages.ts';

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
const env: NodeJS.ProcessEnv = {
  ...process.env,
  CI: 'true',
  // @kubernetes/client-node is published as ES modules only.
  NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
};
/** Exit code of examples/services/src/gitea/cli.ts. */
const CANNOT_BUILD_GITEA = 3;
const clusterCli = path.join(root, 'cluster', 'src', 'cli.ts');
/** Keeps the cluster from being stopped by others while the tests run. */
const asUser = ['--for', String(process.pid), '--purpose', `the tests of ${root}`];
let postgres: Postgres | undefined;

/** Runs a command in the terminal's view; resolves with its exit code. */
function show(command: string[], cwd = root) {
  return new Promise<number>((resolve, reject) => {
    const child = spawn(command[0], command.slice(1), { cwd, env, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', code => resolve(code ?? 1));
  });
}

function heading(text: string) {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 70 - text.length))}`);
}

interface JestResult {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
  testResults: Array<{ name: string; status: string; assertionResults: Array<{ status: string; fullName: string }> }>;
}

/** What jest found, and its exit code; no result where it ended without saying anything. */
async function runJest(title: string, args: string[], workers: number): Promise<{ code: number; result?: JestResult }> {
  heading(title);
  const file = path.join(logs, `jest-${title.replace(/\W+/g, '-')}.json`);
  fs.rmSync(file, { force: true });
  const code = await show([
    process.execPath, process.env.CDE_YARN!, 'backstage-cli', 'repo', 'test', '--watch=false', '--passWithNoTests',
    `--maxWorkers=${workers}`, '--testTimeout=60000', '--json', `--outputFile=${file}`, ...args,
  ]);
  return fs.existsSync(file) ? { code, result: JSON.parse(fs.readFileSync(file, 'utf8')) } : { code };
}

/** More than this is not the machine's doing. */
const MOST_UNSTEADY = 3;

/**
 * Runs jest on what the patterns select and adds its counts; a run that says nothing counts as a failure. A few
 * files that fail are run once more, alone, because a machine that builds Kubernetes meanwhile is slow at times; what
 * passes then counts, and is named.
 */
async function jest(title: string, args: string[], workers = 2) {
  const started = Date.now();
  const first = await runJest(title, args, workers);
  add(title, first);
  const failing = first.result?.testResults.filter(({ status }) => status === 'failed').map(({ name }) => name) ?? [];
  if (failing.length > 0 && failing.length <= MOST_UNSTEADY) {
    const again = await runJest(`${title}, once more`, ['--runTestsByPath', ...failing], 1);
    takeBack(first.result!, failing);
    add(title, again);
    for (const name of failing) console.log(`  ! failed at first: ${path.relative(root, name)}`);
  }
  console.log(`  ${title}: ${inWords((Date.now() - started) / 1000)}`);
}

function add(title: string, { code, result }: Awaited<ReturnType<typeof runJest>>) {
  if (!result) {
    console.error(`✗ ${title}: the test runner ended with code ${code} and without a result.`);
    totals.failed += 1;
    return;
  }
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  totals.passed += result.numPassedTests;
  totals.failed += failed;
  totals.skipped += result.numPendingTests + result.numTodoTests;
  if (code !== 0 && failed === 0) totals.failed += 1;
  for (const test of result.testResults.flatMap(suite => suite.assertionResults)) {
    if (test.status === 'pending') console.log(`  skipped: ${test.fullName}`);
  }
}

/** The counts of files that are run once more. */
function takeBack(result: JestResult, files: string[]) {
  for (const suite of result.testResults.filter(({ name }) => files.includes(name))) {
    const count = (status: string) => suite.assertionResults.filter(test => test.status === status).length;
    totals.passed -= count('passed');
    // A file that could not even be run has no tests and counts as one failure.
    totals.failed -= suite.assertionResults.length > 0 ? count('failed') : 1;
    totals.skipped -= count('pending') + count('todo');
  }
}

/** Counts a check that is not a jest test as one test. */
async function check(title: string, command: string[], cwd?: string) {
  heading(title);
  const code = await show(command, cwd);
  if (code === 0) totals.passed += 1;
  else totals.failed += 1;
  console.log(`${code === 0 ? '✓' : '✗'} ${title}`);
}

const programs: Step = {
  id: 'test-programs',
  title: 'Programs of the tests (PostgreSQL, Chromium)',
  firstTime: 60,
  run: progress => systemPackages(['postgresql', 'chromium', 'fonts-dejavu-core'], progress),
};

const database: Step = {
  id: 'test-postgres',
  title: 'A PostgreSQL server for the tests',
  firstTime: 3,
  async run() {
    postgres = startPostgres(await freePort());
    const version = Math.min(postgres.version, 18);
    env[`BACKSTAGE_TEST_DATABASE_POSTGRES${version}_CONNECTION_STRING`] = postgres.connection;
  },
};

const cluster: Step = {
  id: 'cluster-wait',
  title: 'Kubernetes (built once per machine, about 8 min; then seconds)',
  firstTime: 480,
  async run(progress) {
    const log = path.join(logs, 'cluster-up.log');
    const code = await run([process.execPath, clusterCli, 'up', '--wait', ...asUser], { log, env, onLine: progress });
    if (code === 3) {
      env.CDE_CLUSTER_UNSUPPORTED = tail(log, 3);
      console.log(`\n  ! Tests that need Kubernetes are skipped: ${env.CDE_CLUSTER_UNSUPPORTED}`);
    } else if (code !== 0) {
      throw new Failure(`Kubernetes could not be started:\n${tail(log)}`, `See ${log}.`);
    }
  },
};

/** Lets Kubernetes be built beside the first tests, with what they leave of the processor. */
function prepareClusterBehind() {
  fs.mkdirSync(logs, { recursive: true });
  const output = fs.openSync(path.join(logs, 'cluster-start.log'), 'w');
  spawn(process.execPath, [clusterCli, 'up', ...asUser], { cwd: root, env, detached: true, stdio: ['ignore', output, output] }).unref();
  fs.closeSync(output);
}

const FORGE_TESTS = '/e2e-tests/src/gitea\\.test\\.ts$';

/** Gitea is built beside the browser tests, with what they leave of the processor. */
function prepareForgeBehind(): Promise<number> {
  const log = path.join(logs, 'gitea-build.log');
  return run([process.execPath, path.join(root, 'examples', 'services', 'src', 'gitea', 'cli.ts')], { log, env });
}

/** Its tests are skipped by name, with the reason, only where this machine cannot build it. */
const forgeReady = (building: Promise<number>): Step => ({
  id: 'forge-wait',
  title: 'Gitea (built once per machine, about 5 min; then at once)',
  firstTime: 300,
  async run() {
    const log = path.join(logs, 'gitea-build.log');
    const code = await building;
    if (code === CANNOT_BUILD_GITEA) {
      env.CDE_GITEA_UNSUPPORTED = tail(log, 3);
      console.log(`\n  ! Tests that need Gitea are skipped: ${env.CDE_GITEA_UNSUPPORTED}`);
    } else if (code !== 0) {
      throw new Failure(`Gitea could not be built:\n${tail(log)}`, `See ${log}.`);
    }
  },
});

async function allTests() {
  await runSteps([dependencies, programs, database]);
  prepareClusterBehind();
  await check('Types', [process.execPath, process.env.CDE_YARN!, 'tsc']);
  await jest('Unit tests', ['--testPathIgnorePatterns', '\\.cluster\\.test\\.ts$', '/e2e-tests/', '/node_modules/']);
  if (spawnSync('go', ['version']).status === 0) {
    await check('Go tests of the cluster', ['go', 'test', './internal/...', './cmd/...'], path.join(root, 'cluster', 'kube'));
  }
  await runSteps([frontend, cluster]);
  await jest('Cluster tests', ['--testPathPatterns', '\\.cluster\\.test\\.ts$']);
  const forge = prepareForgeBehind();
  await jest('Browser tests', ['--testPathPatterns', '/e2e-tests/', '--testPathIgnorePatterns', FORGE_TESTS, '/node_modules/'], 1);
  await runSteps([forgeReady(forge)]);
  await jest('Forge tests', ['--testPathPatterns', FORGE_TESTS], 1);
}

/** `npm test`: everything; `npm test -- PATTERN…`: only jest tests whose path matches, with PostgreSQL. */
export async function test(patterns: string[]) {
  const started = Date.now();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, async () => {
      postgres?.stop();
      await endOwn();
      process.exit(130);
    });
  }
  try {
    if (patterns.length > 0) {
      await runSteps([dependencies, programs, database]);
      await jest('Selected tests', patterns);
    } else {
      await allTests();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`\n✗ ${error.message}\n  ${error.cure}`);
    totals.failed += 1;
  } finally {
    postgres?.stop();
  }
  console.log(`\nAll of it took ${inWords((Date.now() - started) / 1000)}.`);
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}
