import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { type ClusterConnection, KubernetesClient, Reflector } from '../clusters';
import { FIELD_MANAGER, instanceSelector, objectName } from '../manifests';
import { type Fence, LeaseLostError, StaleRecordError, type WorkspaceRecord, type WorkspaceStore } from '../workspaces';
import { Executor } from './executor';
import { FollowerSet } from './followerSet';
import { KeyQueue } from './keyQueue';
import { type ObjectSettings } from './objects';
import { collectOrphans } from './orphans';
import { type Step, plan } from './plan';
import { poison } from './poison';
import type { Limits } from './problems';
import { type Outcome, project, type ProjectionResult } from './project';
import { type NoteView, type PodView, type Seen, viewNote, viewPod, viewVolume, type VolumeView } from './views';
import { projectWaiting } from './waiting';

/** Called after a row was written or removed. */
export type ChangeListener = (record: WorkspaceRecord, kind: 'workspace-changed' | 'workspace-deleted') => void;

export interface TenureOptions {
  settings: ObjectSettings;
  store: WorkspaceStore;
  connection: ClusterConnection;
  followers: FollowerSet;
  logger: LoggerService;
  onChange: ChangeListener;
}

const CONCURRENCY = 16;
const TICK_MS = 1_000;
const CLAIMS = 200;
const PAGE = 500;
const RETRY_MS = 1_000;
/** Events that are kept of one workspace. */
const NOTES = 12;
/** Of no use to us, and frequent. */
const NOTES_SELECTOR = ['Scheduled', 'Created', 'Started', 'Killing', 'Unhealthy', 'SuccessfulDelete']
  .map(reason => `reason!=${reason}`)
  .join(',');

/**
 * The time during which this replica is the one that makes a cluster equal to the rows: from taking the
 * lease to losing it.
 */
export class Tenure {
  readonly #options: TenureOptions;
  readonly #fence: Fence;
  readonly #limits: Limits;
  readonly #abort = new AbortController();
  readonly #pods: Reflector<PodView>;
  readonly #volumes: Reflector<VolumeView>;
  readonly #events: Reflector<NoteView>;
  readonly #notes = new Map<string, NoteView[]>();
  readonly #executor: Executor;
  readonly #queue = new KeyQueue(id => this.#reconcile(id), CONCURRENCY);
  /** Rows that were looked at while the cluster did not answer, or before the first list was there. */
  readonly #waiting = new Set<string>();
  #resynced = false;

  constructor(options: TenureOptions, fence: Fence) {
    this.#options = options;
    this.#fence = fence;
    const { config, cluster } = options.settings;
    this.#limits = { startTimeoutMs: config.startTimeoutMs, toolsImage: cluster.toolsImage };
    const namespace = encodeURIComponent(cluster.namespace);
    const common = {
      query: { labelSelector: instanceSelector(config.instance) },
      whenConnected: (signal: AbortSignal) => options.connection.whenConnected(signal),
      onError: (error: unknown) => this.#watchFailed(error),
      onList: () => this.#listed(),
    };
    this.#pods = new Reflector({
      ...common,
      path: `/api/v1/namespaces/${namespace}/pods`,
      view: viewPod,
      onChange: (before, after) => this.#podChanged(before, after),
    });
    this.#volumes = new Reflector({
      ...common,
      path: `/api/v1/namespaces/${namespace}/persistentvolumeclaims`,
      view: viewVolume,
      onChange: (before, after) => this.wake((after ?? before)!.workspaceId),
    });
    this.#events = new Reflector({
      ...common,
      path: `/api/v1/namespaces/${namespace}/events`,
      query: { fieldSelector: NOTES_SELECTOR },
      notesOnly: true,
      view: viewNote,
      onChange: (_, note) => note && this.#noted(note),
    });
    this.#executor = new Executor(options.settings, {
      pod: object => this.#pods.offer(object),
      volume: object => this.#volumes.offer(object),
    });
  }

  /** Runs until the signal is given or the lease turns out to be lost. */
  async run(lost: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([lost, this.#abort.signal]);
    const { connection, followers } = this.#options;
    const stopListening = connection.onStatus(() => this.#wakeWaiting());
    followers.begin(id => this.wake(id));
    await Promise.all([
      this.#pods.run(signal),
      this.#volumes.run(signal),
      this.#events.run(signal),
      this.#claim(signal),
    ]);
    stopListening();
    followers.end();
    await this.#queue.close();
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
        const due = await store.claimDue(settings.cluster.name, CLAIMS, this.#fence);
        for (const row of due) this.wake(row.id);
        complained = false;
        if (due.length === CLAIMS) continue;
      } catch (error) {
        if (error instanceof LeaseLostError) return this.#abort.abort();
        if (!complained) logger.warn(`Due workspaces cannot be read, trying on: ${error}`);
        complained = true;
      }
      await sleep(TICK_MS, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  }

  #listed(): void {
    if (this.#resynced || !this.#pods.synced || !this.#volumes.synced) return;
    this.#resynced = true;
    this.#wakeWaiting();
    this.#resync().catch(error => {
      this.#options.logger.warn(`Workspaces could not be compared with the cluster, trying again: ${error}`);
      this.#resynced = false;
      this.#later(() => this.#listed());
    });
  }

  /** After a (re)start: looks at the rows that differ from the cluster, and at objects without a row. */
  async #resync(): Promise<void> {
    const { store, settings } = this.#options;
    const known = new Set<string>();
    let page: WorkspaceRecord[] = [];
    do {
      if (this.#abort.signal.aborted) return;
      page = await store.rowsOfCluster(settings.cluster.name, { after: page.at(-1)?.id, limit: PAGE });
      for (const row of page) {
        known.add(row.id);
        if (this.#needsALook(row)) this.wake(row.id);
      }
    } while (page.length === PAGE);
    for (const { workspaceId } of [...this.#pods.values(), ...this.#volumes.values()]) {
      if (!known.has(workspaceId)) this.wake(workspaceId);
    }
  }

  #needsALook(row: WorkspaceRecord): boolean {
    try {
      const seen = this.#seen(row.id);
      if (plan(row, seen, this.#limits).length > 0) return true;
      return this.#options.followers.isWanted(row, seen.pod) || project(row, seen, undefined, {}, this.#limits).changed;
    } catch {
      // What is wrong with the row is found out, and said, where it is looked at.
      return true;
    }
  }

  #seen(id: string): Seen {
    const name = objectName(id);
    const pod = this.#pods.get(name);
    const volume = this.#volumes.get(name);
    const notes = (this.#notes.get(id) ?? []).filter(
      note => note.objectUid === pod?.uid || note.objectUid === volume?.uid,
    );
    return { pod, volume, notes };
  }

  async #reconcile(id: string): Promise<void> {
    const { store, logger } = this.#options;
    try {
      const row = await store.get(id);
      if (this.#abort.signal.aborted) return;
      if (!row) await this.#collect(id);
      else if (row.clusterName === this.#options.settings.cluster.name) await this.#look(row);
    } catch (error) {
      if (error instanceof LeaseLostError) this.#abort.abort();
      else if (error instanceof StaleRecordError) this.wake(id);
      else {
        logger.warn(`Workspace ${id} could not be looked at, trying again: ${error}`);
        this.#later(() => this.wake(id));
      }
    }
  }

  async #look(row: WorkspaceRecord): Promise<void> {
    const { connection, followers, onChange, store } = this.#options;
    const { transport } = connection;
    if (!transport) return this.#showWaiting(row);
    if (!this.#pods.synced || !this.#volumes.synced) {
      this.#waiting.add(row.id);
      return undefined;
    }
    const client = new KubernetesClient(transport, FIELD_MANAGER);
    const news = followers.news(row.id);
    const { steps, result } = await this.#decideAndAct(client, row, news);
    if (steps.some(step => step.type === 'forget')) {
      await store.remove(row.id, this.#fence);
      this.#forget(row.id);
      return onChange(row, 'workspace-deleted');
    }
    const next = await this.#save(row, result);
    if (news) followers.heard(row.id, news);
    // They tell about the way there.
    if (next.phase === 'Running') this.#notes.delete(row.id);
    followers.update(next, this.#seen(row.id).pod);
    return undefined;
  }

  /** An error that is neither the cluster's nor the database's lies in the row: it fails, the others go on. */
  async #decideAndAct(client: KubernetesClient, row: WorkspaceRecord, news: ReturnType<FollowerSet['news']>) {
    let steps: Step[] = [];
    try {
      const seen = this.#seen(row.id);
      steps = plan(row, seen, this.#limits);
      const outcome: Outcome = await this.#executor.carryOut(client, row, steps, seen.volume);
      if (outcome.refused?.cause.reason === 'ApiServerUnreachable') this.#options.connection.doubt();
      return { steps, result: project(row, this.#seen(row.id), news, outcome, this.#limits) };
    } catch (error) {
      this.#options.logger.error(`Workspace ${row.id} cannot be worked on`, error as Error);
      return { steps: [], result: poison(row, error) };
    }
  }

  async #save(row: WorkspaceRecord, { changed, projection, events }: ProjectionResult): Promise<WorkspaceRecord> {
    if (!changed) return row;
    const saved = await this.#options.store.saveProjection(row, projection, events, this.#fence);
    this.#options.onChange(saved, 'workspace-changed');
    return saved;
  }

  async #showWaiting(row: WorkspaceRecord): Promise<void> {
    this.#waiting.add(row.id);
    const waiting = projectWaiting(row, this.#options.connection.status);
    if (waiting) await this.#save(row, { ...waiting, changed: true });
  }

  #wakeWaiting(): void {
    const ids = [...this.#waiting];
    this.#waiting.clear();
    for (const id of ids) this.wake(id);
  }

  async #collect(id: string): Promise<void> {
    const { connection, logger } = this.#options;
    this.#options.followers.forget(id);
    const { transport } = connection;
    if (!transport) return;
    await collectOrphans(new KubernetesClient(transport, FIELD_MANAGER), this.#seen(id), Date.now(), logger);
    this.#notes.delete(id);
  }

  #forget(id: string): void {
    this.#notes.delete(id);
    this.#options.followers.forget(id);
  }

  #podChanged(before: PodView | undefined, after: PodView | undefined): void {
    const same =
      before && after && isDeepStrictEqual({ ...before, resourceVersion: 0 }, { ...after, resourceVersion: 0 });
    if (!same) this.wake((after ?? before)!.workspaceId);
  }

  #noted(note: NoteView): void {
    const repeats = (one: NoteView) =>
      one.reason === note.reason && one.container === note.container && one.objectUid === note.objectUid;
    const others = (this.#notes.get(note.workspaceId) ?? []).filter(one => !repeats(one));
    this.#notes.set(note.workspaceId, [...others, note].slice(-NOTES));
    this.wake(note.workspaceId);
  }

  #watchFailed(error: unknown): void {
    this.#options.logger.debug(`A watch of cluster '${this.#options.settings.cluster.name}' broke off: ${error}`);
    this.#options.connection.doubt();
  }

  #later(action: () => void): void {
    setTimeout(() => !this.#abort.signal.aborted && action(), RETRY_MS).unref();
  }
}
