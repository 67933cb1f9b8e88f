/** What the agent tells the portal, numbered, for any number of listeners. */
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { AgentEvent } from '@backstage-cde/plugin-cde-common';

/** Events kept for listeners that come later. */
const KEPT_EVENTS = 1000;

export class EventLog {
  /** Identifies this agent process. */
  readonly boot = randomUUID();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #events: AgentEvent[] = [];
  #seq = 0;

  emit(event: Omit<AgentEvent, 'seq' | 'boot' | 'at'>): void {
    this.#seq += 1;
    const at = new Date().toISOString();
    this.#events.push({ seq: this.#seq, boot: this.boot, at, ...event });
    if (this.#events.length > KEPT_EVENTS) {
      this.#events.shift();
    }
    this.#changes.emit('change');
  }

  /** The kept events after number `seq`, and then each as it happens. */
  async *after(seq: number, signal: AbortSignal): AsyncGenerator<AgentEvent> {
    for (let last = seq; !signal.aborted; ) {
      const news = this.#events.filter(event => event.seq > last);
      if (news.length > 0) {
        yield* news;
        last = news[news.length - 1].seq;
      } else {
        await once(this.#changes, 'change', { signal }).catch(aborted);
      }
    }
  }
}

/** For `catch`: the listener went away. */
export function aborted(error: Error): void {
  if (error.name !== 'AbortError') {
    throw error;
  }
}
