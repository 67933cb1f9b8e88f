import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentEvent } from '@backstage-cde/plugin-cde-common';
import { agentEvents, agentStatus } from './agentClient';
import type { AgentNews } from './agentNews';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 3_000;
/** An agent that floods us is not listened to beyond this until it was written down. */
const MOST_PENDING = 1000;

export interface FollowerOptions {
  podUid: string;
  /** Opens a tunnel to the agent's HTTP interface. */
  open(): Promise<Duplex>;
  /** There are news, or the agent settled. */
  onNews(): void;
}

/**
 * Listens to one pod's agent. It connects again as often as needed; what was heard twice is told once by the
 * events' numbers.
 */
export class AgentFollower {
  readonly podUid: string;
  readonly #options: FollowerOptions;
  readonly #stop = new AbortController();
  #pending: AgentEvent[] = [];
  #settled = false;
  #asking = false;
  #last: { boot: string; seq: number } = { boot: '', seq: 0 };
  #tunnel?: Duplex;

  constructor(options: FollowerOptions) {
    this.podUid = options.podUid;
    this.#options = options;
    void this.#run();
  }

  /** What was heard and not yet written down. */
  news(): AgentNews {
    return {
      podUid: this.podUid,
      events: [...this.#pending],
      settled: this.#settled,
    };
  }

  /** These news are written down. */
  heard(news: AgentNews): void {
    this.#pending = this.#pending.slice(news.events.length);
  }

  close(): void {
    this.#stop.abort();
    this.#tunnel?.destroy();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    let pause = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      try {
        this.#tunnel = await this.#options.open();
        if (signal.aborted) this.#tunnel.destroy();
        for await (const event of agentEvents(this.#tunnel)) {
          pause = FIRST_PAUSE_MS;
          await this.#take(event);
        }
      } catch {
        // Expected while the agent starts, restarts or ends; the pod's status tells what became of it.
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  async #take(event: AgentEvent): Promise<void> {
    if (event.boot === this.#last.boot && event.seq <= this.#last.seq) return;
    if (event.boot !== this.#last.boot) this.#settled = false;
    this.#last = event;
    if (this.#pending.length < MOST_PENDING) this.#pending.push(event);
    this.#options.onNews();
    if (event.state !== 'started') void this.#askWhetherSettled();
  }

  /** Lifecycle commands may go on behind the IDE; the last one's end is not marked by an event of its own. */
  async #askWhetherSettled(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      await sleep(100);
      this.#asking = false;
      if (this.#settled || this.#stop.signal.aborted) return;
      const status = await agentStatus(await this.#options.open());
      this.#settled =
        status.settled && status.ideReady && status.boot === this.#last.boot;
      if (this.#settled) this.#options.onNews();
    } catch {
      // The next event asks again.
      this.#asking = false;
    }
  }
}
