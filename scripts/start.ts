import { spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkPorts, checkPrograms, checkResources } from './lib/checks.ts';
import { externalCluster } from './lib/externalCluster.ts';
import { dependencies, frontend, gitHosts, portalEnvironment, portsFrom } from './lib/portal.ts';
import type { GitHost, Ports } from './lib/portal.ts';
import { home, logs, root, state } from './lib/paths.ts';
import { endLeftBehind, endOwn, forget, record, recordedProcesses, service, tail } from './lib/processes.ts';
import { progressPage } from './lib/progressPage.ts';
import { Failure, inWords, runSteps } from './lib/steps.ts';
import type { Step } from './lib/steps.ts';

const clusterCli = path.join(root, 'cluster', 'src', 'cli.ts');

/** Waits until an address answers below 500, or the process behind it is gone. */
async function answering(url: string, child: ChildProcess, name: string, timeoutMs = 180_000) {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) {
      const log = path.join(logs, `${name}.log`);
      throw new Failure(`${name} ended while it was starting:\n${tail(log)}`, `See ${log}.`);
    }
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    if (answer && answer.status < 500) return;
    await new Promise(resolve => setTimeout(resolve, 400));
  }
  throw new Failure(`${name} did not answer at ${url} within ${inWords(timeoutMs / 1000)}.`, `See ${path.join(logs, `${name}.log`)}.`);
}

function options(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', default: process.env.CDE_PORT ?? '3000' },
        context: { type: 'string' },
        kubeconfig: { type: 'string' },
        'tools-image': { type: 'string' },
        'no-cluster': { type: 'boolean', default: false },
        'git-host': { type: 'string', default: process.env.CDE_GIT_HOST ?? 'embedded' },
      },
    }).values;
  } catch (error) {
    throw new Failure(
      (error as Error).message,
      'Options: --port FIRST_PORT, --context NAME [--kubeconfig FILE] [--tools-image IMAGE], --no-cluster, --git-host gitea',
    );
  }
}

function portNumber(text: string) {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1024 && port <= 65532) return port;
  throw new Failure(`"${text}" is not a port that can be used.`, 'Give a number from 1024 to 65532; the three after it are used too.');
}

function gitHostNamed(text: string): GitHost {
  const found = gitHosts.find(name => name === text);
  if (found) return found;
  throw new Failure(`There is no git host '${text}'.`, `Give one of these: ${gitHosts.join(', ')}.`);
}

const CANNOT_HOLD_CLUSTER = 3;

/**
 * Whether this machine can hold the built-in cluster; said before anything is built.
 *
 * @throws Failure where it could, but something stands in the way
 */
function machineHoldsCluster(): boolean {
  const result = spawnSync(process.execPath, [clusterCli, 'check'], { cwd: root, encoding: 'utf8' });
  if (result.status === 0) return true;
  const [message, ...cure] = result.stderr.trim().split('\n');
  if (result.status !== CANNOT_HOLD_CLUSTER) {
    throw new Failure(message, `${cure.join(' ')}\n  Or start without it: \`npm start -- --context NAME\` uses another cluster, \`--no-cluster\` none.`);
  }
  console.log(`\n  ! ${message}`);
  console.log('    The portal starts without it. Workspaces need a cluster: `npm start -- --context NAME` uses one of your kubeconfig.');
  return false;
}

/** Kubernetes is prepared by a process of its own, which outlives this one and is shared by all checkouts. */
function prepareCluster(): boolean {
  const log = path.join(logs, 'cluster-start.log');
  fs.mkdirSync(logs, { recursive: true });
  const output = fs.openSync(log, 'w');
  const user = ['--for', String(process.pid), '--purpose', `the portal of ${root}`];
  const result = spawnSync(process.execPath, [clusterCli, 'up', ...user], { cwd: root, stdio: ['ignore', output, output] });
  fs.closeSync(output);
  if (result.status !== 0) console.log(`  ✗ Kubernetes cannot be prepared:\n    ${tail(log).split('\n').join('\n    ')}`);
  return result.status === 0;
}

/** Tells of the cluster's progress until it is ready or has failed. */
async function followCluster(signal: AbortSignal) {
  const file = path.join(home, 'cluster', 'status.json');
  const started = Date.now();
  let last = '';
  while (!signal.aborted) {
    const status = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
    if (status?.phase === 'ready') {
      console.log(`  ✓ Kubernetes and its images are ready · ${inWords((Date.now() - started) / 1000)}: workspaces can start`);
      return;
    }
    if (status?.phase === 'failed') {
      console.log(`  ✗ Kubernetes: ${status.error?.message}\n    ${status.error?.cure ?? ''}`);
      return;
    }
    const text = status ? `step ${status.step} of ${status.steps}: ${status.title}` : 'starting';
    if (text !== last) {
      const left = status?.secondsLeft ? ` · about ${inWords(status.secondsLeft)} left in all` : '';
      console.log(`  … Kubernetes, behind it · ${text}${left}`);
      last = text;
    }
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
}

/** Tells of Gitea's progress until it is ready or has failed. */
async function followGitea(signal: AbortSignal) {
  const file = path.join(state, 'gitea', 'status.json');
  let last = '';
  while (!signal.aborted) {
    const status = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
    if (status && status.title !== last) {
      const marks: Record<string, string> = { ready: '✓', failed: '✗' };
      console.log(`  ${marks[status.phase] ?? '…'} ${status.title}${status.cure ? `\n    ${status.cure}` : ''}`);
      if (status.phase in marks) return;
      last = status.title;
    }
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
}

const nodeTransform = () => path.join(root, 'node_modules', '@backstage', 'cli', 'config', 'nodeTransform.cjs');

/** Starts the example services and the backend; resolves when both answer. */
async function startProcesses(ports: Ports, env: NodeJS.ProcessEnv, extraConfig: string[] = []) {
  const services = service('services', [process.execPath, path.join(root, 'examples', 'services', 'src', 'main.ts')], env);
  await answering(`http://localhost:${ports.identity}/.well-known/openid-configuration`, services, 'services');
  const config = ['app-config.yaml', ...extraConfig].flatMap(file => ['--config', path.resolve(root, file)]);
  const backend = service(
    'backend',
    [process.execPath, '--no-node-snapshot', '--require', nodeTransform(), path.join(root, 'packages', 'backend', 'src', 'index.ts'), ...config],
    env,
    path.join(root, 'packages', 'backend'),
  );
  await answering(`http://localhost:${ports.portal}/.backstage/health/v1/readiness`, backend, 'backend');
  return { services, backend };
}

/** Resolves when the person in front of the terminal, or the system, asks to end. */
function askedToEnd() {
  return new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

interface Plan {
  ports: Ports;
  builtIn: boolean;
  context?: string;
  kubeconfig?: string;
  toolsImage?: string;
  gitHost: GitHost;
}

/** Builds what is missing and starts the processes; the progress page makes room for the portal. */
async function bringUp({ ports, builtIn, context, kubeconfig, toolsImage, gitHost }: Plan, progress: ReturnType<typeof progressPage>, signal: AbortSignal) {
  await runSteps([dependencies, frontend], process.stdout, progress.show);
  const extraConfig = [
    ...(gitHost === 'gitea' ? ['app-config.gitea.yaml'] : []),
    ...(context ? [await externalCluster(context, kubeconfig, toolsImage)] : []),
  ];
  // Not before: building Kubernetes would take the processors from building the portal.
  if (builtIn && prepareCluster()) {
    followCluster(signal).catch(error => console.error(`  ✗ The cluster's progress cannot be read: ${error.message}`));
  }
  const processes: Step = {
    id: 'backend',
    title: 'Portal and example services',
    firstTime: 15,
    run: async () => {
      signal.throwIfAborted();
      await progress.close();
      fs.rmSync(path.join(state, 'gitea', 'status.json'), { force: true });
      const { backend } = await startProcesses(ports, await portalEnvironment(ports, gitHost), extraConfig);
      backend.on('exit', code => {
        if (signal.aborted) return;
        console.error(`\n✗ The backend ended (code ${code}):\n${tail(path.join(logs, 'backend.log'))}`);
        process.kill(process.pid, 'SIGTERM');
      });
    },
  };
  await runSteps([processes], process.stdout, progress.show);
  console.log(`\n  The portal: http://localhost:${ports.portal}   (sign in as one of the example users)`);
  if (gitHost === 'gitea') {
    followGitea(signal).catch(error => console.error(`  ✗ Gitea's progress cannot be read: ${error.message}`));
  }
  console.log('  Ctrl-C ends the portal; `npm run stop` ends Kubernetes too; `npm run clean` removes all state.\n');
}

/** `npm start`: the portal, the example services and, behind it, Kubernetes. */
export async function start(args: string[]) {
  const { port, context, kubeconfig, 'tools-image': toolsImage, 'no-cluster': noCluster, 'git-host': gitHostText } = options(args);
  const gitHost = gitHostNamed(gitHostText);
  const ports = portsFrom(portNumber(port));
  checkPrograms();
  checkResources({ cluster: !context && !noCluster });
  await endLeftovers();
  await checkPorts({ 'the portal': ports.portal, 'the workspaces': ports.gateway, 'the git host': ports.git, 'the sign-in': ports.identity });
  const builtIn = !context && !noCluster && machineHoldsCluster();

  record('start', process.pid);
  const ended = askedToEnd();
  const progress = progressPage(ports.portal);
  const running = new AbortController();
  try {
    console.log('\nStarting the portal. The first time takes about 2 minutes, later ones some seconds.');
    const up = bringUp({ ports, builtIn, context, kubeconfig, toolsImage, gitHost }, progress, running.signal);
    await Promise.race([up.then(() => ended), ended]);
    console.log('\nEnding the portal …');
    return 0;
  } finally {
    running.abort();
    await progress.close();
    await endOwn();
    forget('start');
  }
}

/** Ends what an interrupted start left behind. @throws Failure when the portal of this checkout runs already */
async function endLeftovers() {
  if (recordedProcesses().some(({ name }) => name === 'start')) {
    throw new Failure('The portal of this checkout is running already.', '`npm run stop` ends it.');
  }
  const ended = await endLeftBehind();
  if (ended.length > 0) console.log(`  ended ${ended.length} process(es) that an interrupted start had left behind`);
}
