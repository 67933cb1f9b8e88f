import { spawn } from 'child_process';
import type { ChildProcess } from 'child_process';
import fs from 'fs';
import os from 'os';
import path from 'path';

const root = path.resolve(__dirname, '..', '..');

/** A portal of the tests' own beside whatever else runs, started by the command that people use. */
export class Portal {
  readonly #state: string;
  readonly #instance: string;
  readonly #firstPort: number;
  readonly #options: string[];
  #command?: ChildProcess;
  #output = '';

  private constructor(firstPort: number, options: string[]) {
    this.#firstPort = firstPort;
    this.#options = options;
    this.#state = fs.mkdtempSync(path.join(os.tmpdir(), 'cde-e2e-'));
    this.#instance = `e2e-${path.basename(this.#state).slice(-6).toLowerCase()}`;
  }

  /**
   * @param firstPort - first of four ports: portal, gateway, git host, sign-in
   * @param options - of `npm start`
   */
  static async start(firstPort: number, options: string[] = []): Promise<Portal> {
    const portal = Portal.at(firstPort, options);
    await portal.start();
    return portal;
  }

  /** Not started yet. */
  static at(firstPort: number, options: string[] = []): Portal {
    return new Portal(firstPort, options);
  }

  get url() {
    return `http://localhost:${this.#firstPort}`;
  }

  get gatewayPort() {
    return this.#firstPort + 1;
  }

  get gitUrl() {
    return `http://localhost:${this.#firstPort + 2}`;
  }

  /** Value of the instance label on all objects of this portal. */
  get instance() {
    return this.#instance;
  }

  get namespace() {
    return `cde-workspaces-${this.#instance}`;
  }

  /** Random secrets of this portal's demo services. */
  get secrets(): Record<string, string> {
    return JSON.parse(fs.readFileSync(path.join(this.#state, 'secrets.json'), 'utf8'));
  }

  /** Starts, or starts again over the kept state. */
  async start(): Promise<void> {
    const command = this.launch();
    await this.#until(() => this.#output.includes(`The portal: ${this.url}`), 300_000, command);
  }

  /** Starts the command without waiting for the portal. */
  launch(): ChildProcess {
    this.#output = '';
    this.#command = spawn(process.execPath, [path.join(root, 'scripts', 'main.ts'), 'start', '--port', String(this.#firstPort), ...this.#options], {
      cwd: root,
      env: { ...process.env, CDE_STATE: this.#state, CDE_INSTANCE: this.#instance, NODE_OPTIONS: '', NODE_ENV: 'development' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const command = this.#command;
    for (const stream of [command.stdout!, command.stderr!]) {
      stream.on('data', chunk => {
        this.#output += chunk;
      });
    }
    return command;
  }

  /** Waits until the command has said something. */
  async says(text: string, timeoutMs = 300_000): Promise<void> {
    await this.#until(() => this.#output.includes(text), timeoutMs, this.#command!);
  }

  /** Kills the command itself and leaves what it started behind. */
  async killCommand(): Promise<void> {
    this.#command?.kill('SIGKILL');
    await this.#ended();
  }

  /** What the command said since it was last started. */
  get output() {
    return this.#output;
  }

  /** Kills the backend as a crash would, and waits for `npm start` to notice and end. */
  async crash(): Promise<void> {
    process.kill(this.pidOf('backend'), 'SIGKILL');
    await this.#ended();
  }

  /** Whether what was recorded under a name still runs. */
  isRunning(name: 'backend' | 'services'): boolean {
    const file = path.join(this.#state, 'run', `${name}.json`);
    return fs.existsSync(file) && fs.existsSync(`/proc/${JSON.parse(fs.readFileSync(file, 'utf8')).pid}`);
  }

  pidOf(name: 'backend' | 'services'): number {
    return JSON.parse(fs.readFileSync(path.join(this.#state, 'run', `${name}.json`), 'utf8')).pid;
  }

  backendLog(): string {
    return fs.readFileSync(path.join(this.#state, 'logs', 'backend.log'), 'utf8');
  }

  async stop(): Promise<void> {
    if (this.#command?.exitCode === null) this.#command.kill('SIGTERM');
    await this.#ended();
  }

  removeState() {
    fs.rmSync(this.#state, { recursive: true, force: true });
  }

  async #ended() {
    const command = this.#command;
    if (!command || command.exitCode !== null || command.signalCode !== null) return;
    await new Promise(resolve => command.once('exit', resolve));
  }

  async #until(condition: () => boolean, timeoutMs: number, command: ChildProcess) {
    const deadline = Date.now() + timeoutMs;
    while (!condition()) {
      if (command.exitCode !== null || Date.now() > deadline) {
        command.kill('SIGTERM');
        throw new Error(`The portal did not start:\n${this.#output}`);
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
}
