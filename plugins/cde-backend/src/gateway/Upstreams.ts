import type { Duplex } from 'node:stream';
import { Socket } from 'node:net';
import { Pool } from 'undici';
import type { WorkspaceRecord } from '../workspaces';
import type { GatewayLimits } from './limits';
import type { GatewayTarget } from './types';

/** Why a pod could not be connected to. */
export class UpstreamError extends Error {
  readonly code: 'not-running' | 'refused' | 'unreachable';

  constructor(code: UpstreamError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'UpstreamError';
    this.code = code;
  }
}

interface UpstreamOptions {
  getWorkspace(id: string): Promise<WorkspaceRecord | undefined>;
  openTunnel(workspace: WorkspaceRecord, target: GatewayTarget): Promise<Duplex>;
  limits: Pick<GatewayLimits, 'dialTimeoutMs' | 'idleMs' | 'openPerWorkspace' | 'headerBytes'>;
}

interface WorkspaceConnections {
  /** The pod that `open` lead to. */
  podUid: string | undefined;
  open: Set<Duplex>;
  pools: Map<GatewayTarget, Pool>;
}

/** Probes of a silent peer begin after this; on Linux it is given up ten seconds later. */
const KEEP_ALIVE_PROBE_MS = 15_000;

/**
 * Connections into workspaces: a pool of kept ones per workspace and target for
 * requests, single ones for websockets. Where a connection goes is read from the
 * workspace's record each time one is opened, never from a request.
 */
export class Upstreams {
  readonly #options: UpstreamOptions;
  readonly #workspaces = new Map<string, WorkspaceConnections>();

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  /** Kept connections to a target. */
  pool(workspaceId: string, target: GatewayTarget): Pool {
    const { pools } = this.#connections(workspaceId);
    let pool = pools.get(target);
    if (!pool) {
      pool = this.#createPool(workspaceId, target);
      pools.set(target, pool);
    }
    return pool;
  }

  /**
   * A new connection to a target.
   * @throws UpstreamError
   */
  async dial(workspaceId: string, target: GatewayTarget): Promise<Duplex> {
    const workspace = await this.#options.getWorkspace(workspaceId);
    if (!workspace || !isUp(workspace)) {
      throw new UpstreamError('not-running', `Workspace '${workspaceId}' is ${workspace?.phase ?? 'gone'}`);
    }
    const { open } = this.#connections(workspaceId, workspace.observed.podUid);
    this.notice(workspace);
    const connection = await this.#open(workspace, target);
    open.add(connection);
    connection.once('close', () => open.delete(connection));
    if (connection instanceof Socket) {
      connection.setNoDelay(true);
      connection.setKeepAlive(true, KEEP_ALIVE_PROBE_MS);
    }
    return connection;
  }

  /** Closes all connections to a workspace, with what is in progress on them. */
  forget(workspaceId: string): void {
    const connections = this.#workspaces.get(workspaceId);
    if (!connections) return;
    this.#workspaces.delete(workspaceId);
    for (const pool of connections.pools.values()) void pool.destroy();
    for (const connection of connections.open) connection.destroy();
  }

  /**
   * Compares what is open with the workspace's present pod: connections to an earlier
   * one are of no use, and its address may be another workspace's by now.
   */
  notice(workspace: WorkspaceRecord): void {
    const connections = this.#workspaces.get(workspace.id);
    if (!connections) return;
    const { podUid } = workspace.observed;
    if (connections.podUid !== undefined && connections.podUid !== podUid) {
      for (const connection of connections.open) connection.destroy();
    }
    connections.podUid = podUid;
  }

  /** Drops pools without connections. */
  sweep(): void {
    for (const [workspaceId, { open, pools }] of this.#workspaces) {
      const isWaiting = [...pools.values()].some(({ stats }) => stats.size > 0);
      if (open.size === 0 && !isWaiting) this.forget(workspaceId);
    }
  }

  close(): void {
    for (const workspaceId of [...this.#workspaces.keys()]) this.forget(workspaceId);
  }

  #connections(workspaceId: string, podUid?: string): WorkspaceConnections {
    let connections = this.#workspaces.get(workspaceId);
    if (!connections) {
      connections = { podUid, open: new Set(), pools: new Map() };
      this.#workspaces.set(workspaceId, connections);
    }
    return connections;
  }

  #createPool(workspaceId: string, target: GatewayTarget): Pool {
    const { limits } = this.#options;
    return new Pool('http://workspace.invalid', {
      connections: limits.openPerWorkspace,
      pipelining: 1,
      keepAliveTimeout: 4_000,
      keepAliveMaxTimeout: 60_000,
      headersTimeout: limits.idleMs,
      bodyTimeout: limits.idleMs,
      maxHeaderSize: limits.headerBytes,
      connect: (_options, callback) => {
        this.dial(workspaceId, target).then(
          // undici's type names sockets; what it needs of them is a Duplex.
          connection => callback(null, connection as Socket),
          error => callback(error, null),
        );
      },
    });
  }

  async #open(workspace: WorkspaceRecord, target: GatewayTarget): Promise<Duplex> {
    const { dialTimeoutMs } = this.#options.limits;
    const opening = this.#options.openTunnel(workspace, target);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        opening.then(late => late.destroy(), () => undefined);
        reject(new UpstreamError('unreachable', `No connection to '${workspace.id}' within ${dialTimeoutMs} ms`));
      }, dialTimeoutMs);
    });
    try {
      return await Promise.race([opening, timeout]);
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      const code = (error as { code?: unknown }).code === 'refused' ? 'refused' : 'unreachable';
      throw new UpstreamError(code, `Workspace '${workspace.id}' cannot be connected to: ${error}`, error);
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * Whether there is a pod to connect to. `Unknown` says that the cluster does not answer;
 * pods go on then, and so may those who work in them.
 */
export function isUp(workspace: WorkspaceRecord): boolean {
  return workspace.desired === 'running' && (workspace.phase === 'Running' || workspace.phase === 'Unknown');
}
