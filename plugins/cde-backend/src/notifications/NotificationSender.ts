import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { ClaimedNotification, Outbox } from './Outbox';

const TICK_MS = 5_000;
const BATCH = 20;
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 3600_000;
/** Within about a day; what nobody could be told by then is old. */
const MOST_ATTEMPTS = 30;
const PURGE_EVERY = 1000;

/**
 * Sends what waits in the outbox, by Backstage's notifications. One that was sent while this process ended may
 * be sent again; it takes the place of the first, by its scope.
 */
export class NotificationSender {
  readonly #outbox: Outbox;
  readonly #service: Pick<NotificationService, 'send'>;
  readonly #logger: LoggerService;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #complained = false;

  constructor(options: {
    outbox: Outbox;
    service: Pick<NotificationService, 'send'>;
    logger: LoggerService;
  }) {
    this.#outbox = options.outbox;
    this.#service = options.service;
    this.#logger = options.logger;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Sends what is due now. @returns how many were tried */
  async drain(): Promise<number> {
    let tried = 0;
    for (;;) {
      const batch = await this.#outbox.claim(BATCH);
      for (const claimed of batch) await this.#send(claimed);
      tried += batch.length;
      if (batch.length < BATCH || this.#stopping.signal.aborted) return tried;
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    for (let round = 0; !signal.aborted; round += 1) {
      try {
        await this.drain();
        if (round % PURGE_EVERY === 0) await this.#outbox.purge();
      } catch (error) {
        this.#logger.warn(`Notifications could not be read: ${error}`);
      }
      await sleep(TICK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #send({ id, attempts, notification }: ClaimedNotification) {
    const { recipient, ...payload } = notification;
    try {
      await this.#service.send({
        recipients: { type: 'entity', entityRef: recipient },
        payload: { ...payload, topic: 'Workspaces' },
      });
      this.#complained = false;
      await this.#outbox.done(id);
    } catch (error) {
      await this.#failed(id, attempts, error);
    }
  }

  /** A portal without the notifications plugin goes without them: its timelines tell the same. */
  async #failed(id: number, attempts: number, error: unknown): Promise<void> {
    if (!this.#complained) {
      this.#complained = true;
      this.#logger.warn(
        `Notifications cannot be sent, trying on; is the notifications plugin installed? ${error}`,
      );
    }
    if (attempts >= MOST_ATTEMPTS) {
      this.#logger.warn(`Notification ${id} is given up: ${error}`);
      await this.#outbox.done(id);
      return;
    }
    const pause = FIRST_PAUSE_MS * 2 ** (attempts - 1);
    await this.#outbox.putOff(id, Math.min(pause, LONGEST_PAUSE_MS));
  }
}
