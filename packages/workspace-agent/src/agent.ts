/** The workspace agent: puts its parts together and ends them together. */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:net';
import path from 'node:path';
import type {
  AgentSpec,
  AgentStatus,
} from '../../../plugins/cde-common/src/agent.ts';
import { Activity } from './activity.ts';
import { createApi } from './api.ts';
import { workspaceEnvironment } from './environment.ts';
import { EventLog } from './events.ts';
import { installExtensions } from './extensions.ts';
import { gitSettings, setUpGit } from './git.ts';
import { createHealth } from './health.ts';
import { Ide } from './ide.ts';
import { Lifecycle } from './lifecycle.ts';
import { LogStore } from './logs.ts';
import type { Places } from './places.ts';
import { readSpec, readToken } from './spec.ts';
import { Stamps } from './stamps.ts';
import { createTunnel } from './tunnel.ts';

/** How long processes may take to end by themselves, in milliseconds. */
const GRACE_MS = 1500;

export interface AgentOptions {
  places: Places;
  tunnelPort: number;
  healthPort: number;
  /** The container's environment. */
  environment: NodeJS.ProcessEnv;
}

/** A running agent. */
export interface Agent {
  tunnelPort: number;
  healthPort: number;
  /** Ends everything the agent started; resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts the agent; resolves when its ports listen. The IDE and the lifecycle
 * commands come up behind that.
 *
 * @throws Error when the Secret is not as it should be, or a port is taken.
 */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { places, environment } = options;
  const spec = await readSpec(places.secret);
  const token = await readToken(places.secret);
  const fallbackHome = path.join(places.state, 'home');
  const env = workspaceEnvironment(spec, environment, fallbackHome);
  await mkdir(env.HOME, { recursive: true });

  const events = new EventLog();
  const logs = new LogStore(path.join(places.state, 'logs'));
  const stamps = new Stamps(path.join(places.state, 'stamps'));
  const shared = { spec, env, events, logs, stamps, tools: places.tools };
  const ide = spec.ide.kind === 'none' ? undefined : new Ide(shared);
  const lifecycle = new Lifecycle({
    ...shared,
    lifecycle: spec.lifecycle,
    folder: spec.workspaceFolder,
  });
  const activity = new Activity({
    idePid: () => ide?.pid,
    commands: () => lifecycle.running,
  });
  let waited = false;
  const ready = () => waited && (ide?.answers ?? true);
  const trouble = (what: string) => (error: unknown) => {
    process.stderr.write(`${what}: ${error}\n`);
    events.emit({
      step: 'agent',
      state: 'failed',
      message: `${what}: ${error}`,
    });
  };

  const api = createApi({
    events,
    logs,
    activity: () => activity.read(),
    attach: () => lifecycle.attach().catch(trouble('postAttachCommand')),
    status: (): AgentStatus => ({
      boot: events.boot,
      ideReady: ide?.answers ?? false,
      settled: lifecycle.settled,
      failedSteps: [...lifecycle.failed],
    }),
  });
  const tunnel = createTunnel({
    token,
    ideSocket: ide?.socket ?? path.join(places.state, 'no-ide'),
    serveAgent: socket => {
      api.emit('connection', socket);
      socket.resume();
    },
  });
  const health = createHealth(ready);
  const [tunnelPort, healthPort] = await Promise.all([
    listen(tunnel, options.tunnelPort),
    listen(health, options.healthPort),
  ]);
  events.emit({ step: 'agent', state: 'started', detail: process.version });

  void ide?.run().catch(trouble('The IDE'));
  const work = async () => {
    await prepareGit(spec, env, places).catch(trouble('Setting git up'));
    events.emit({ step: 'agent', state: 'succeeded' });
    void lifecycle.waitedFor.then(() => {
      waited = true;
    });
    await lifecycle.start();
  };
  void work().catch(trouble('The lifecycle commands'));
  if (ide) {
    void installExtensions(shared).catch(trouble('The extensions'));
  } else {
    events.emit({
      step: 'ide',
      state: 'skipped',
      message: 'No IDE was chosen',
    });
  }

  return {
    tunnelPort,
    healthPort,
    stop: async () => {
      tunnel.close();
      health.close();
      await Promise.all([lifecycle.stop(GRACE_MS), ide?.stop(GRACE_MS)]);
    },
  };
}

async function prepareGit(
  spec: AgentSpec,
  env: Record<string, string>,
  places: Places,
): Promise<void> {
  const helper = path.join(places.tools, 'bin/git-credential-cde');
  await setUpGit(
    gitSettings(spec, helper),
    path.join(places.state, 'gitconfig'),
    env.XDG_CONFIG_HOME || path.join(env.HOME, '.config'),
  );
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}
