/** Keeps VS Code's web server running and says when it answers. */
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentSpec } from '@backstage-cde/plugin-cde-common';
import { aborted } from './events.ts';
import type { EventLog } from './events.ts';
import { machineSettings, mergeSettings } from './ideSettings.ts';
import type { LogStore } from './logs.ts';
import { ProcessGroup } from './processes.ts';
import type { Stamps } from './stamps.ts';

const POLL_MS = 20;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A server that ran this long was well; the next end is a new story. */
const WELL_MS = 60_000;

export interface IdeOptions {
  spec: AgentSpec;
  /** Folder of our tools. */
  tools: string;
  env: Record<string, string>;
  events: EventLog;
  logs: LogStore;
  stamps: Stamps;
}

/** Supervises the IDE: starts it, restarts it when it ends, stops it. */
export class Ide {
  /** Where it listens. Its folder is open to this user only. */
  readonly socket: string;
  /** Where the portal's extension finds the agent's notices, in the same folder. */
  readonly noticeSocket: string;
  readonly #options: IdeOptions;
  readonly #stopped = new AbortController();
  #group: ProcessGroup | undefined;
  #answers = false;

  constructor(options: IdeOptions) {
    this.#options = options;
    const folder = mkdtempSync(path.join(tmpdir(), 'cde-'));
    this.socket = path.join(folder, 'ide');
    this.noticeSocket = path.join(folder, 'notices');
  }

  /** It answers requests. */
  get answers(): boolean {
    return this.#answers;
  }

  /** Process of the server, parent of all that it runs. */
  get pid(): number | undefined {
    return this.#group?.pid;
  }

  get #data(): string {
    return path.join(this.#options.env.HOME, '.local/share/code-server');
  }

  /** Starts it and keeps it running until `stop`. */
  async run(): Promise<void> {
    await this.#configure();
    const log = this.#options.logs.begin('ide');
    const { signal } = this.#stopped;
    let pause = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      const start = performance.now();
      await this.#serve(data => log.write(data));
      if (performance.now() - start > WELL_MS) {
        pause = FIRST_PAUSE_MS;
      }
      await sleep(pause, undefined, { signal }).catch(aborted);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    }
    log.close();
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopped.abort();
    await this.#group?.stop(graceMs);
  }

  /** The devcontainer's settings are applied when they change; later ones of the user stay. */
  async #configure(): Promise<void> {
    const { spec, stamps } = this.#options;
    const settings = machineSettings(spec.ide);
    const hash = createHash('sha256')
      .update(JSON.stringify(settings))
      .digest('hex');
    if (!(await stamps.has('settings', hash))) {
      const file = path.join(this.#data, 'data/Machine/settings.json');
      await mergeSettings(file, settings);
      await stamps.set('settings', hash);
    }
  }

  async #serve(onOutput: (data: Buffer) => void): Promise<void> {
    const { events, logs, env } = this.#options;
    const start = performance.now();
    events.emit({ step: 'ide', state: 'started' });
    const group = new ProcessGroup(this.#command(), {
      cwd: env.HOME,
      env: this.#environment(),
      onOutput,
    });
    this.#group = group;
    const over = new AbortController();
    const ended = group.exited.finally(() => over.abort());
    // `ended` is awaited below, whatever comes of this.
    void this.#watch(start, over.signal);
    let message: string;
    try {
      const { code, signal } = await ended;
      message = `The IDE ended with ${signal ?? `code ${code}`}`;
    } catch (error) {
      message = `The IDE could not be started: ${error}`;
    }
    this.#answers = false;
    // What it left behind must not hold files and memory of the next one.
    group.kill('SIGKILL');
    if (!this.#stopped.signal.aborted) {
      const tail = logs.tail('ide');
      events.emit({ step: 'ide', state: 'failed', message, tail });
    }
  }

  async #watch(start: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (await respond(this.socket)) {
        this.#answers = !signal.aborted;
        const durationMs = Math.round(performance.now() - start);
        this.#options.events.emit({
          step: 'ide',
          state: 'succeeded',
          durationMs,
        });
        return;
      }
      await sleep(POLL_MS, undefined, { signal }).catch(aborted);
    }
  }

  #command(): string[] {
    const { tools, spec } = this.#options;
    const portal = URL.canParse(spec.workspace.portalUrl)
      ? [
          `--link-protection-trusted-domains=${
            new URL(spec.workspace.portalUrl).origin
          }`,
        ]
      : [];
    return [
      path.join(tools, 'bin/node'),
      path.join(tools, 'ide/out/server-main.js'),
      `--socket-path=${this.socket}`,
      // The tunnel lets in only who has the workspace's token.
      '--without-connection-token',
      '--accept-server-license-terms',
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
      `--server-data-dir=${this.#data}`,
      ...portal,
    ];
  }

  #environment(): Record<string, string> {
    const { env, spec } = this.#options;
    const { gallery, portUrlTemplate } = spec.ide;
    return {
      ...env,
      CDE_NOTICES: this.noticeSocket,
      ...(gallery && { EXTENSIONS_GALLERY: JSON.stringify(gallery) }),
      ...(portUrlTemplate && { VSCODE_PROXY_URI: portUrlTemplate }),
    };
  }
}

/** Whether an HTTP server answers on a socket. */
function respond(socketPath: string): Promise<boolean> {
  return new Promise(resolve => {
    const request = get({ socketPath, path: '/version', timeout: 2000 });
    request.on('response', response => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
