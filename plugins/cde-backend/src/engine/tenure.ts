import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { type ClusterConnection, KubernetesClient } from '../clusters';
import type { FindGitAccess } from '../credentials';
import { DatabaseUnavailableError } from '../database';
import { FIELD_MANAGER } from '../manifests';
import {
  type Fence,
  LeaseLostError,
  StaleRecordError,
  type WorkspaceRecord,
  type WorkspaceStore,
} from '../workspaces';
import type { AgentNews } from './agentNews';
import { Executor } from './executor';
import type { FollowerSet } from './followerSet';
import {
  type AgentPort,
  Keeper,
  type PolicyHooks,
  type PolicyView,
} from './keeper';
import { KeyQueue } from './keyQueue';
import type { ObjectSettings } from './objects';
import { collectOrphans } from './orphans';
import { type Step, plan } from './plan';
import { poison } from './poison';
import type { Limits } from './problems';
import { project, type ProjectionResult } from './project';
import { Sight } from './sight';
import { isUnbegun, projectWaiting } from './waiting';

/** Called after a row was written or removed. */
export type ChangeListener = (
  record: WorkspaceRecord,
  kind: 'workspace-changed' | 'workspace-deleted',
) => void;

export interface TenureOptions {
  settings: ObjectSettings;
  store: WorkspaceStore;
  connection: ClusterConnection;
  followers: FollowerSet;
  agent: AgentPort;
  policies: PolicyHooks;
  gitAccess: FindGitAccess;
  logger: LoggerService;
  onChange: ChangeListener;
}

/** Workspaces that are worked on side by side. */
const CONCURRENCY = 16;
const TICK_MS = 1_000;
const CLAIMS = 200;
const PAGE = 500;
const RETRY_MS = 1_000;
/** For work that is under way when the tenure ends. */
const LAST_MS = 5_000;

/**
 * The time during which this replica is the one that makes a cluster equal to
 * the rows: from taking the lease to losing it.
 */
export class Tenure {
  readonly #options: TenureOptions;
  readonly #fence: Fence;
  readonly #limits: Limits;
  readonly #abort = new AbortController();
  readonly #sight: Sight;
  readonly #executor: Executor;
  readonly #queue = new KeyQueue(id => this.#reconcile(id), CONCURRENCY);
  /** Rows that were looked at while the cluster did not answer, or before it was listed. */
  readonly #waiting = new Set<string>();
  readonly #keeper: Keeper;
  #resynced = false;

  /** @param since - now, by the database's clock */
  constructor(options: TenureOptions, fence: Fence, since: number) {
    this.#options = options;
    this.#fence = fence;
    const { config, cluster } = options.settings;
    const { startTimeoutMs } = config;
    this.#limits = { startTimeoutMs, toolsImage: cluster.toolsImage };
    this.#sight = new Sight({
      instance: config.instance,
      namespace: cluster.namespace,
      connection: options.connection,
      onChange: id => this.wake(id),
      onList: () => this.#listed(),
      onError: error => this.#watchFailed(error),
    });
    const { settings, store, agent, gitAccess, logger } = options;
    this.#executor = new Executor(settings, this.#sight, gitAccess);
    const hooks = options.policies;
    this.#keeper = new Keeper({ store, agent, hooks, logger, fence, since });
  }

  /** Runs until the signal is given or the lease turns out to be lost. */
  async run(lost: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([lost, this.#abort.signal]);
    const { connection, followers } = this.#options;
    const stopListening = connection.onStatus(() => this.#wakeWaiting());
    followers.begin(id => this.wake(id));
    await Promise.all([this.#sight.run(signal), this.#claim(signal)]);
    this.#abort.abort();
    stopListening();
    followers.end();
    // What is under way may wait for an API server that does not answer; it is safe to leave it.
    await Promise.race([
      this.#queue.close(),
      sleep(LAST_MS, undefined, { ref: false }),
    ]);
  }

  wake(workspaceId: string): void {
    this.#queue.add(workspaceId);
  }

  /** Rows that are due by the database's clock, among them those that other replicas changed. */
  async #claim(signal: AbortSignal): Promise<void> {
    const { store, settings, logger } = this.#options;
    let complained = false;
    while (!signal.aborted) {
      try {
        const { name } = settings.cluster;
        const due = await store.claimDue(name, CLAIMS, this.#fence);
        for (const row of due) this.wake(row.id);
        complained = false;
        if (due.length === CLAIMS) continue;
      } catch (error) {
        if (error instanceof LeaseLostError) return this.#abort.abort();
        if (!complained) {
          logger.warn(`Due workspaces cannot be read, trying on: ${error}`);
        }
        complained = true;
      }
      await sleep(TICK_MS, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  }

  #listed(): void {
    if (!this.#sight.synced) return;
    this.#wakeWaiting();
    if (this.#resynced) return;
    this.#resynced = true;
    this.#resync().catch(error => {
      this.#options.logger.warn(
        `Workspaces could not be compared with the cluster, trying again: ${error}`,
      );
      this.#resynced = false;
      this.#later(() => this.#listed());
    });
  }

  /** After a (re)start: looks at the rows that differ from the cluster, and at objects without a row. */
  async #resync(): Promise<void> {
    const { store, settings } = this.#options;
    const { name } = settings.cluster;
    const known = new Set<string>();
    let page: WorkspaceRecord[] = [];
    do {
      if (this.#abort.signal.aborted) return;
      const after = page.at(-1)?.id;
      page = await store.rowsOfCluster(name, { after, limit: PAGE });
      for (const row of page) {
        known.add(row.id);
        if (this.#needsALook(row)) this.wake(row.id);
      }
    } while (page.length === PAGE);
    for (const id of this.#sight.workspaceIds()) {
      if (!known.has(id)) this.wake(id);
    }
  }

  #needsALook(row: WorkspaceRecord): boolean {
    try {
      if (!this.#sight.covers(row.namespace)) return true;
      const seen = this.#sight.seen(row.id);
      if (plan(row, seen, this.#limits).length > 0) return true;
      if (this.#options.followers.isWanted(row, seen.pod)) return true;
      const limits = { ...this.#limits, policies: this.#keeper.sight };
      return project(row, seen, undefined, {}, limits).changed;
    } catch {
      // What is wrong with the row is found out, and said, where it is looked at.
      return true;
    }
  }

  async #reconcile(id: string): Promise<void> {
    const { store, logger, settings } = this.#options;
    try {
      const row = await store.get(id);
      if (this.#abort.signal.aborted) return;
      if (!row) await this.#collect(id);
      else if (row.clusterName === settings.cluster.name) await this.#look(row);
    } catch (error) {
      if (error instanceof LeaseLostError) {
        this.#abort.abort();
      } else if (error instanceof StaleRecordError) {
        this.wake(id);
      } else {
        logger.warn(
          `Workspace ${id} could not be looked at, trying again: ${error}`,
        );
        this.#later(() => this.wake(id));
      }
    }
  }

  /** What policies ask for is written first, whether the cluster answers or not. */
  async #look(found: WorkspaceRecord): Promise<void> {
    const { connection, followers, onChange } = this.#options;
    const { row, view, changed } = await this.#keeper.look(found);
    if (changed) onChange(row, 'workspace-changed');
    const { transport } = connection;
    if (!transport) {
      await this.#showWaiting(row, view);
      return;
    }
    if (!this.#sight.covers(row.namespace)) {
      this.#waiting.add(row.id);
      return;
    }
    const client = new KubernetesClient(transport, FIELD_MANAGER);
    const news = followers.news(row.id);
    const { steps, result } = await this.#decideAndAct(client, row, news, view);
    if (steps.some(step => step.type === 'forget')) {
      await this.#remove(row);
      return;
    }
    const next = await this.#save(row, result);
    if (news) followers.heard(row.id, news);
    followers.update(next, this.#sight.seen(row.id).pod);
    if (next.phase === 'Running') this.#sight.forgetNotes(row.id);
  }

  /** An error that is neither the cluster's nor the database's lies in the row: it fails, the others go on. */
  async #decideAndAct(
    client: KubernetesClient,
    row: WorkspaceRecord,
    news: AgentNews | undefined,
    policies: PolicyView,
  ): Promise<{ steps: Step[]; result: ProjectionResult }> {
    const { connection, logger } = this.#options;
    try {
      const seen = this.#sight.seen(row.id);
      const limits = { ...this.#limits, policies };
      const steps = plan(row, seen, limits);
      const { volume } = seen;
      const outcome = await this.#executor.carryOut(client, row, steps, volume);
      if (outcome.refused?.unreachable) connection.doubt();
      const after = this.#sight.seen(row.id);
      const result = project(row, after, news, outcome, limits);
      return { steps, result };
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) throw error;
      logger.error(`Workspace ${row.id} cannot be worked on`, error as Error);
      return { steps: [], result: poison(row, error) };
    }
  }

  async #save(
    row: WorkspaceRecord,
    { changed, projection, events }: ProjectionResult,
  ): Promise<WorkspaceRecord> {
    if (!changed) return row;
    const { store, onChange } = this.#options;
    const saved = await store.saveProjection(
      row,
      projection,
      events,
      this.#fence,
    );
    onChange(saved, 'workspace-changed');
    return saved;
  }

  async #remove(row: WorkspaceRecord): Promise<void> {
    await this.#options.store.remove(row.id, this.#fence);
    this.#forget(row.id);
    this.#options.onChange(row, 'workspace-deleted');
  }

  async #showWaiting(row: WorkspaceRecord, view: PolicyView): Promise<void> {
    if (isUnbegun(row)) {
      await this.#remove(row);
      return;
    }
    this.#waiting.add(row.id);
    const waiting = projectWaiting(row, this.#options.connection.status, view);
    if (waiting) await this.#save(row, { ...waiting, changed: true });
  }

  #wakeWaiting(): void {
    const ids = [...this.#waiting];
    this.#waiting.clear();
    for (const id of ids) this.wake(id);
  }

  /** Objects without a row. */
  async #collect(id: string): Promise<void> {
    const { connection, logger } = this.#options;
    this.#forget(id);
    if (!connection.transport || !this.#sight.synced) return;
    const client = new KubernetesClient(connection.transport, FIELD_MANAGER);
    await collectOrphans(client, this.#sight.seen(id), Date.now(), logger);
  }

  #forget(id: string): void {
    this.#sight.forgetNotes(id);
    this.#keeper.forget(id);
    this.#options.followers.forget(id);
  }

  #watchFailed(error: unknown): void {
    const { logger, settings, connection } = this.#options;
    logger.debug(
      `A watch of cluster '${settings.cluster.name}' broke off: ${error}`,
    );
    connection.doubt();
  }

  #later(action: () => void): void {
    setTimeout(() => {
      if (!this.#abort.signal.aborted) action();
    }, RETRY_MS).unref();
  }
}
