import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CdeConfig } from '../../config';
import { newWorkspace, queued } from '../../testing/workspaces';
import type {
  DesiredChange,
  NewWorkspace,
  WorkspaceRecord,
} from '../../workspaces';
import { createEngine, type Engine } from '../engine';
import { openStores, plainLogger } from './harness';
import { testConfig, testSpec } from './settings';

export const ACTOR = 'user:default/ada';

/** A database for one test file, and what tests do with workspaces in it. */
export class Bench {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'cde-engine-'));
  readonly database = path.join(this.folder, 'test.sqlite');
  readonly namespace: string;
  readonly instance: string;
  stores!: Awaited<ReturnType<typeof openStores>>;
  engine?: Engine;

  constructor(namespace: string) {
    this.namespace = namespace;
    this.instance = namespace.slice(-20).replace(/^-+/, '');
  }

  async open(): Promise<void> {
    this.stores = await openStores(this.database);
  }

  /** An engine in this process. */
  async start(options: {
    kubeconfigPath: string;
    startTimeoutMs?: number;
    reach?: 'direct' | 'apiserver';
    openTo?: string[];
    preparationFile?: string;
    manifestKinds?: CdeConfig['manifestKinds'];
  }): Promise<Engine> {
    const config = testConfig({
      ...options,
      instance: this.instance,
      namespace: this.namespace,
    });
    config.clusters[0].preparationFile = options.preparationFile;
    config.manifestKinds = options.manifestKinds ?? [];
    if (options.reach) config.clusters[0].reach = options.reach;
    config.clusters[0].egress = (options.openTo ?? []).map(address => ({
      cidr: `${address}/32`,
    }));
    this.engine = createEngine({
      config,
      ...this.stores,
      logger: plainLogger(),
    });
    await this.engine.start();
    return this.engine;
  }

  async stop(): Promise<void> {
    await this.engine?.stop();
    this.engine = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.stores.knex.destroy();
    rmSync(this.folder, { recursive: true });
  }

  async create(overrides: Partial<NewWorkspace> = {}): Promise<string> {
    const workspace = newWorkspace({
      namespace: this.namespace,
      repositoryUrl: null,
      spec: testSpec(),
      ...overrides,
    });
    await this.stores.store.create(workspace, queued);
    this.engine?.waker.wake(workspace.id);
    return workspace.id;
  }

  async change(
    id: string,
    decide: (
      current: WorkspaceRecord,
      actor: string,
    ) => DesiredChange | undefined,
  ): Promise<void> {
    await this.stores.store.changeDesired(id, current =>
      decide(current, ACTOR),
    );
    this.engine?.waker.wake(id);
  }

  get(id: string): Promise<WorkspaceRecord | undefined> {
    return this.stores.store.get(id);
  }

  async steps(id: string): Promise<string[]> {
    return (await this.stores.store.timeline(id, { limit: 1000 })).map(
      event => `${event.step} ${event.state}`,
    );
  }

  /** Waits until the row is as told; fails with the row as it is. */
  async until(
    id: string,
    wanted: (row: WorkspaceRecord) => unknown,
    ms = 60_000,
  ): Promise<WorkspaceRecord> {
    let last: WorkspaceRecord | undefined;
    await eventually(
      async () => Boolean((last = await this.get(id)) && wanted(last)),
      ms,
      () => summary(last),
    );
    return last!;
  }

  async untilPhase(
    id: string,
    phase: WorkspaceRecord['phase'],
    ms = 60_000,
  ): Promise<WorkspaceRecord> {
    return this.until(id, row => row.phase === phase, ms);
  }

  async untilGone(id: string, ms = 60_000): Promise<void> {
    let last: WorkspaceRecord | undefined;
    await eventually(
      async () => (last = await this.get(id)) === undefined,
      ms,
      () => summary(last),
    );
  }
}

/** Asks again and again; fails with what `describe` says. */
export async function eventually(
  check: () => Promise<boolean>,
  ms: number,
  describe: () => string,
): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(50))
    if (await check()) return;
  throw new Error(`Not so within ${ms} ms: ${describe()}`);
}

function summary(row: WorkspaceRecord | undefined): string {
  if (!row) return 'there is no row';
  const { desired, run, phase, cause, conditions, observed, nextDueAt } = row;
  return JSON.stringify(
    { desired, run, phase, cause, conditions, observed, nextDueAt },
    null,
    1,
  );
}

/** Makes a port of 127.0.0.1 reachable at another address of this machine. */
export async function relay(
  address: string,
  port: number,
): Promise<{ port: number; close(): void }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer(socket => {
    const upstream = net.connect(port, '127.0.0.1');
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ]) {
      sockets.add(one);
      one
        .on('error', () => other.destroy())
        .on('close', () => sockets.delete(one));
      one.pipe(other);
    }
  });
  await new Promise<void>(resolve => server.listen(0, address, resolve));
  const close = () => {
    server.close();
    sockets.forEach(socket => socket.destroy());
  };
  return { port: (server.address() as net.AddressInfo).port, close };
}
