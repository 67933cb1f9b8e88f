/** The workspace agent: puts its parts together and ends them together. */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:net';
import path from 'node:path';
import type { AgentSpec, AgentStatus } from '@backstage-cde/plugin-cde-common';
import { Activity } from './activity.ts';
import { createApi } from './api.ts';
import { workspaceEnvironment } from './environment.ts';
import { EventLog } from './events.ts';
import { installExtensions } from './extensions.ts';
import { gitSettings, setUpGit } from './git.ts';
import { createHealth } from './health.ts';
import { Ide } from './ide.ts';
import type { IdeOptions } from './ide.ts';
import { Lifecycle } from './lifecycle.ts';
import { LogStore } from './logs.ts';
import { createNoticeServer, Notices } from './notices.ts';
import type { Places } from './places.ts';
import { readSpec, readToken } from './spec.ts';
import { Stamps } from './stamps.ts';
import { createTunnel } from './tunnel.ts';

/** How long processes may take to end by themselves, in milliseconds. */
const GRACE_MS = 1500;

export interface AgentOptions {
  places: Places;
  /** 0 takes any free port. */
  tunnelPort: number;
  healthPort: number;
  /** The container's environment. */
  environment: NodeJS.ProcessEnv;
}

/** The parts of a workspace's agent. */
export class Agent {
  readonly #spec: AgentSpec;
  readonly #env: Record<string, string>;
  readonly #places: Places;
  readonly #events = new EventLog();
  readonly #logs: LogStore;
  readonly #stamps: Stamps;
  readonly #lifecycle: Lifecycle;
  readonly #ide: Ide | undefined;
  readonly #notices = new Notices();
  readonly #noticeServer = createNoticeServer(this.#notices);
  readonly #tunnel: Server;
  readonly #health: Server;

  constructor(
    spec: AgentSpec,
    env: Record<string, string>,
    places: Places,
    token: string,
  ) {
    this.#spec = spec;
    this.#env = env;
    this.#places = places;
    this.#logs = new LogStore(path.join(places.state, 'logs'));
    this.#stamps = new Stamps(path.join(places.state, 'stamps'));
    this.#ide = spec.ide.kind === 'none' ? undefined : new Ide(this.#shared);
    this.#lifecycle = new Lifecycle({
      ...this.#shared,
      lifecycle: spec.lifecycle,
      folder: spec.workspaceFolder,
    });
    const api = this.#api();
    this.#tunnel = createTunnel({
      token,
      ideSocket: this.#ide?.socket,
      serveAgent: socket => {
        api.emit('connection', socket);
        socket.resume();
      },
    });
    this.#health = createHealth(() => this.ready);
  }

  get tunnelPort(): number {
    return portOf(this.#tunnel);
  }

  get healthPort(): number {
    return portOf(this.#health);
  }

  /** The IDE answers, and the phase that it waits for is over. */
  get ready(): boolean {
    return this.#lifecycle.mayOpen && (this.#ide?.answers ?? true);
  }

  async listen(tunnelPort: number, healthPort: number): Promise<void> {
    this.#tunnel.listen(tunnelPort);
    this.#health.listen(healthPort);
    await Promise.all(
      [this.#tunnel, this.#health]
        .filter(server => !server.listening)
        .map(server => once(server, 'listening')),
    );
  }

  /** Starts everything; none waits for another but the lifecycle commands for git. */
  start(): void {
    const events = this.#events;
    events.emit({ step: 'agent', state: 'started', detail: process.version });
    this.#setUpGit()
      .catch(this.#trouble('Setting git up'))
      .then(() => {
        events.emit({ step: 'agent', state: 'succeeded' });
        return this.#lifecycle.start();
      })
      .catch(this.#trouble('The lifecycle commands'));
    if (this.#ide) {
      this.#noticeServer
        .on('error', this.#trouble('Notices in the IDE'))
        .listen(this.#ide.noticeSocket);
      this.#ide.run().catch(this.#trouble('The IDE'));
      installExtensions(this.#shared).catch(this.#trouble('The extensions'));
    } else {
      const message = 'This workspace was asked for without an IDE';
      events.emit({ step: 'ide', state: 'skipped', message });
    }
  }

  /** Ends everything the agent started; resolves when it is gone. */
  async stop(): Promise<void> {
    this.#tunnel.close();
    this.#health.close();
    this.#noticeServer.close();
    this.#noticeServer.closeAllConnections();
    await Promise.all([
      this.#lifecycle.stop(GRACE_MS),
      this.#ide?.stop(GRACE_MS),
    ]);
  }

  get #shared(): IdeOptions {
    return {
      spec: this.#spec,
      env: this.#env,
      tools: this.#places.tools,
      events: this.#events,
      logs: this.#logs,
      stamps: this.#stamps,
    };
  }

  #api(): Server {
    const activity = new Activity({
      idePid: () => this.#ide?.pid,
      commands: () => this.#lifecycle.running,
      answers: () => this.#notices,
    });
    return createApi({
      events: this.#events,
      logs: this.#logs,
      activity: () => activity.read(),
      attach: () => {
        this.#lifecycle.attach().catch(this.#trouble('postAttachCommand'));
      },
      notice: notice => this.#notices.add(notice),
      status: (): AgentStatus => ({
        boot: this.#events.boot,
        ideReady: this.#ide?.answers ?? false,
        settled: this.#lifecycle.settled,
        failedSteps: [...this.#lifecycle.failed],
      }),
    });
  }

  async #setUpGit(): Promise<void> {
    const helper = path.join(this.#places.tools, 'bin/git-credential-cde');
    await setUpGit(
      gitSettings(this.#spec, helper, this.#places.secret),
      path.join(this.#places.state, 'gitconfig'),
      this.#env.XDG_CONFIG_HOME || path.join(this.#env.HOME, '.config'),
    );
  }

  /** For `catch`: what must not end the workspace is told to whoever listens. */
  #trouble(what: string): (error: unknown) => void {
    return error => {
      const message = `${what}: ${error}`;
      process.stderr.write(`${message}\n`);
      this.#events.emit({ step: 'agent', state: 'failed', message });
    };
  }
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
  const agent = new Agent(spec, env, places, token);
  await agent.listen(options.tunnelPort, options.healthPort);
  agent.start();
  return agent;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
