import { isError, NotFoundError } from '@backstage/errors';
import type {
  Cause,
  ChangeList,
  ChangeRequest,
} from '@backstage-cde/plugin-cde-common';
import type { ChangeHost } from '@backstage-cde/plugin-cde-node';
import { HostRefusal } from './HostRefusal';

/** Lists are kept for this long, refusals too, so that a busy page does not use a host's limit up. */
const LIST_MS = 30_000;
const CHANGE_MS = 15_000;
const MAX_KEPT = 500;

/** Pull requests, merge requests and changes in review, through whichever host knows the repository. */
export class Changes {
  readonly #hosts: ChangeHost[];
  readonly #now: () => number;
  readonly #kept = new Map<
    string,
    { until: number; answer: Promise<unknown> }
  >();

  /** @param hosts - asked in this order */
  constructor(hosts: ChangeHost[], now = Date.now) {
    this.#hosts = hosts;
    this.#now = now;
  }

  /** The open ones of a repository; a host that refuses is a problem of the list, and no error. */
  async list(repositoryUrl: string): Promise<ChangeList> {
    const host = this.#hostOf(repositoryUrl);
    if (!host) {
      return { supported: false, items: [] };
    }
    try {
      const { items, isComplete } = await this.#keep(
        `list ${repositoryUrl}`,
        LIST_MS,
        () => host.list(repositoryUrl),
      );
      return {
        supported: true,
        items,
        ...(!isComplete && { problem: tooMany(items.length) }),
      };
    } catch (error) {
      return { supported: true, items: [], problem: problemOf(error) };
    }
  }

  /** @throws NotFoundError, NotAllowedError, ServiceUnavailableError with cause and cure */
  async get(repositoryUrl: string, id: string): Promise<ChangeRequest> {
    const host = this.#hostOf(repositoryUrl);
    if (!host) {
      throw new NotFoundError(
        `${
          new URL(repositoryUrl).host
        } cannot be asked for pull requests; open the branch instead and copy its address`,
      );
    }
    try {
      return await this.#keep(`get ${id} ${repositoryUrl}`, CHANGE_MS, () =>
        host.get(repositoryUrl, id),
      );
    } catch (error) {
      throw error instanceof HostRefusal ? error.toError() : error;
    }
  }

  #hostOf(repositoryUrl: string): ChangeHost | undefined {
    return this.#hosts.find(host => host.supports(repositoryUrl));
  }

  /** Those who ask for the same meanwhile get the same answer. */
  async #keep<T>(
    key: string,
    forMs: number,
    ask: () => Promise<T>,
  ): Promise<T> {
    const now = this.#now();
    const kept = this.#kept.get(key);
    if (kept && kept.until > now) {
      return kept.answer as Promise<T>;
    }
    const answer = ask();
    this.#kept.delete(key);
    this.#kept.set(key, { until: now + forMs, answer });
    if (this.#kept.size > MAX_KEPT) {
      const [oldest] = this.#kept.keys();
      this.#kept.delete(oldest);
    }
    return answer;
  }
}

function tooMany(count: number): Cause {
  return {
    reason: 'TooMany',
    message: `There are more than the ${count} that are shown`,
    cure: 'Paste the address of another one to start from it',
  };
}

/** Refusals of hosts, built-in or added; other errors are the portal's own. */
function problemOf(error: unknown): Cause {
  if (error instanceof HostRefusal) {
    return error.problem;
  }
  const isRefusal =
    isError(error) &&
    ['NotAllowedError', 'NotFoundError', 'ServiceUnavailableError'].includes(
      error.name,
    );
  if (!isRefusal) {
    throw error;
  }
  return { reason: error.name.replace(/Error$/, ''), message: error.message };
}
