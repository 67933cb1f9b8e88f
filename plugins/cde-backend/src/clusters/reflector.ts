import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesObject } from '@kubernetes/client-node';
import { KubernetesError } from './errors';
import type { Transport } from './transport';

/** What a cache entry must tell about itself. */
export interface CachedView {
  name: string;
  uid: string;
  /** Grows with each change (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions). */
  resourceVersion: number;
}

export interface ReflectorOptions<T extends CachedView> {
  /** Path of the collection. */
  path: string;
  query?: Record<string, string>;
  /** Keeps the fields that are used; `undefined` leaves the object out. `before` is what was kept of it until now. */
  view(object: KubernetesObject, before: T | undefined): T | undefined;
  /** One object changed, appeared (`before` absent) or is gone (`after` absent). */
  onChange(before: T | undefined, after: T | undefined): void;
  /** A list is complete. */
  onList?(): void;
  /** Nothing is kept: only what happens from now on is told, and there is no first list. */
  notesOnly?: boolean;
  /** Resolves when the cluster can be asked. */
  whenConnected(signal: AbortSignal): Promise<Transport>;
  /** Something went wrong; the reflector tries again by itself. */
  onError(error: unknown): void;
  /** No byte for this long: the connection counts as dead. Bookmarks come about every minute. */
  silenceMs?: number;
}

interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: KubernetesObject & {
    code?: number;
    message?: string;
    reason?: string;
  };
}

const PAGE = '500';
const DEFAULT_SILENCE_MS = 90_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Keeps a copy of a collection up to date: one list, then a watch that is resumed where it ended.
 * Only "your version is too old" (410) leads to another list. It never gives up.
 */
export class Reflector<T extends CachedView> {
  readonly #options: ReflectorOptions<T>;
  readonly #items = new Map<string, T>();
  #resourceVersion = '';
  #pauseMs = FIRST_PAUSE_MS;
  #synced = false;
  /** Lists made so far, for tests and metrics. */
  lists = 0;

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
  }

  /** Whether the first list is there. */
  get synced(): boolean {
    return this.#synced;
  }

  get(name: string): T | undefined {
    return this.#items.get(name);
  }

  values(): IterableIterator<T> {
    return this.#items.values();
  }

  /**
   * Takes over the answer to a write, so that it is known before the watch tells of it. An answer that the
   * watch has overtaken is ignored: its object may be gone again.
   */
  offer(object: KubernetesObject): void {
    const view = this.#view(object);
    if (view && view.resourceVersion > Number(this.#resourceVersion || 0))
      this.#put(view);
  }

  /** Runs until the signal is given. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const transport = await this.#options.whenConnected(signal);
        if (!this.#resourceVersion) await this.#list(transport, signal);
        await this.#watch(transport, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (isGone(error)) this.#resourceVersion = '';
        else this.#options.onError(error);
        if (error instanceof KubernetesError && error.retryAfterMs)
          this.#pauseMs = Math.max(this.#pauseMs, error.retryAfterMs);
      }
      await this.#pause(signal);
    }
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const jittered = this.#pauseMs * (0.75 + Math.random() / 2);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    await sleep(jittered, undefined, { signal }).catch(() => undefined);
  }

  async #list(transport: Transport, signal: AbortSignal): Promise<void> {
    const { path, query, notesOnly } = this.#options;
    this.lists += 1;
    const seen = new Set<string>();
    let page: {
      metadata?: { resourceVersion?: string; continue?: string };
      items?: KubernetesObject[];
    };
    let next: string | undefined;
    do {
      const limits: Record<string, string> = {
        limit: notesOnly ? '1' : PAGE,
        ...(next && { continue: next }),
      };
      page = await transport.request({
        method: 'GET',
        path,
        query: { ...query, ...limits },
        timeoutMs: 60_000,
        signal,
      });
      for (const item of notesOnly ? [] : page.items ?? []) {
        const view = this.#view(item);
        if (!view) continue;
        seen.add(view.name);
        this.#put(view);
      }
      next = notesOnly ? undefined : page.metadata?.continue;
    } while (next);
    this.#resourceVersion = page.metadata?.resourceVersion ?? '';
    // What was written while the list was under way is newer than the list.
    for (const [name, item] of this.#items) {
      if (
        !seen.has(name) &&
        item.resourceVersion <= Number(this.#resourceVersion)
      )
        this.#remove(name);
    }
    this.#synced = true;
    this.#options.onList?.();
  }

  async #watch(transport: Transport, signal: AbortSignal): Promise<void> {
    const silence = new AbortController();
    const response = await transport.stream({
      method: 'GET',
      path: this.#options.path,
      query: {
        ...this.#options.query,
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion: this.#resourceVersion,
        // The server ends it by itself now and then, spread out so that watches do not return together.
        timeoutSeconds: String(300 + Math.floor(Math.random() * 300)),
      },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    response.socket?.setKeepAlive(true, 15_000);
    const silenceMs = this.#options.silenceMs ?? DEFAULT_SILENCE_MS;
    const timer = setTimeout(
      () => silence.abort(new Error('The watch fell silent')),
      silenceMs,
    );
    try {
      for await (const event of events(response, () => timer.refresh()))
        this.#receive(event);
    } finally {
      clearTimeout(timer);
      response.destroy();
      // However the stream ended: this is why.
      if (!signal.aborted) silence.signal.throwIfAborted();
    }
  }

  #receive({ type, object }: WatchEvent): void {
    if (type === 'ERROR') throw new KubernetesError(object.code ?? 500, object);
    this.#pauseMs = FIRST_PAUSE_MS;
    const version = object.metadata?.resourceVersion;
    if (type !== 'BOOKMARK') {
      const view = this.#view(object);
      if (view && this.#options.notesOnly)
        this.#options.onChange(
          undefined,
          type === 'DELETED' ? undefined : view,
        );
      else if (view && type === 'DELETED') this.#remove(view.name, view);
      else if (view) this.#put(view);
    }
    if (version) this.#resourceVersion = version;
  }

  #view(object: KubernetesObject): T | undefined {
    return this.#options.view(
      object,
      this.#items.get(object.metadata?.name ?? ''),
    );
  }

  #put(view: T): void {
    const before = this.#items.get(view.name);
    if (
      before &&
      before.uid === view.uid &&
      before.resourceVersion >= view.resourceVersion
    )
      return;
    this.#items.set(view.name, view);
    this.#options.onChange(before, view);
  }

  #remove(name: string, last?: T): void {
    const before = this.#items.get(name);
    if (!before || (last && last.uid !== before.uid)) return;
    this.#items.delete(name);
    this.#options.onChange(last ?? before, undefined);
  }
}

function isGone(error: unknown): boolean {
  return (
    error instanceof KubernetesError &&
    (error.status === 410 || error.reason === 'Expired')
  );
}

/** One event per line; a line may come in many pieces. */
async function* events(
  response: IncomingMessage,
  onData: () => void,
): AsyncGenerator<WatchEvent> {
  let rest: Buffer[] = [];
  for await (const data of response) {
    onData();
    let chunk = data as Buffer;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10)) {
      rest.push(chunk.subarray(0, end));
      const line = Buffer.concat(rest).toString('utf8').trim();
      rest = [];
      chunk = chunk.subarray(end + 1);
      if (line) yield JSON.parse(line) as WatchEvent;
    }
    if (chunk.length > 0) rest.push(chunk);
  }
}
