import type {
  CacheService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { HumanDuration } from '@backstage/types';

/** Longer than anything else is remembered that a change makes doubtful. */
const KEPT: HumanDuration = { days: 2 };

/**
 * Which repositories were pushed to, and when. In the portal's cache, because the replica that is told of a push is
 * not always the one that processes the entity; where each has a cache of its own, the other waits its usual time.
 */
export class Changes {
  readonly #cache: CacheService;
  readonly #logger: LoggerService;
  readonly #now: () => number;

  constructor(options: {
    cache: CacheService;
    logger: LoggerService;
    now?: () => number;
  }) {
    this.#cache = options.cache;
    this.#logger = options.logger;
    this.#now = options.now ?? Date.now;
  }

  async note(key: string): Promise<void> {
    try {
      await this.#cache.set(key, this.#now(), { ttl: KEPT });
    } catch (error) {
      this.#logger.warn(`A push to ${key} could not be noted: ${error}`);
    }
  }

  /** Milliseconds since the epoch; 0: none that is known. */
  async lastOf(key: string): Promise<number> {
    try {
      const at = await this.#cache.get(key);
      return typeof at === 'number' ? at : 0;
    } catch (error) {
      this.#logger.debug(`Pushes to ${key} are not known: ${error}`);
      return 0;
    }
  }
}
