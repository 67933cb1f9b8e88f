import type { LoggerService } from '@backstage/backend-plugin-api';
import { BoundedCache } from './BoundedCache';
import type { Clock } from './types';

/** Notes that people use workspaces, at most once in an interval for each. */
export class Activity {
  readonly #touch: (workspaceId: string) => Promise<void>;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #logger: LoggerService;
  readonly #noted = new BoundedCache<string, number>(10_000);

  constructor(touch: (workspaceId: string) => Promise<void>, clock: Clock, intervalMs: number, logger: LoggerService) {
    this.#touch = touch;
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#logger = logger;
  }

  /** Somebody does something in the workspace now. */
  note(workspaceId: string): void {
    const now = this.#clock.now();
    const last = this.#noted.get(workspaceId);
    if (last !== undefined && now - last < this.#intervalMs) return;
    this.#noted.set(workspaceId, now);
    this.#touch(workspaceId).catch(error => {
      this.#noted.delete(workspaceId);
      this.#logger.warn(`Activity of workspace '${workspaceId}' could not be noted: ${error}`);
    });
  }
}
