import type {
  LoggerService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import {
  findingOf,
  type DevcontainerFinding,
  type DevcontainerInspection,
} from '@backstage-cde/plugin-cde-common';
import type { Changes } from '../repositories';
import { fileUrl } from './fileUrl';
import { Shared } from './Shared';

/** What was found in a repository, and how to notice cheaply that it is another. */
export interface Findings {
  /** As the component has it. */
  url: string;
  finding: DevcontainerFinding;
  /** Name of the repository. */
  name: string;
  /** Milliseconds: when all places were looked at. */
  surveyedAt: number;
  /** Milliseconds: when last it was made sure of. */
  checkedAt: number;
  /** Of the file in use, for hosts that are asked for it. */
  etag?: string;
}

export interface WatchSettings {
  /** Between two questions whether the file in use is still the same. */
  checkMs: number;
  /** Between two looks at all places, as for a repository that has none. */
  surveyMs: number;
  /** No answer takes longer. */
  timeoutMs: number;
}

/** Components of one repository are processed about together. */
const SHARED_MS = 10_000;
/** A host that did not answer is left alone for so long. */
const DOWN_MS = 60_000;

export interface DevcontainerWatchOptions {
  settings: WatchSettings;
  /**
   * Reads a repository as a workspace's creation would.
   * @param pushedAt - what was known then is out of date; 0: no push is known
   */
  inspect: (
    url: string,
    pushedAt: number,
    signal: AbortSignal,
  ) => Promise<DevcontainerInspection>;
  reader: UrlReaderService;
  integrations: ScmIntegrationRegistry;
  /** Hosts that are read by git, whatever integrations there are. */
  plainHosts: string[];
  changes: Changes;
  logger: LoggerService;
  now?: () => number;
}

/**
 * Knows what devcontainer.json files a repository has, with few requests. All places are looked at by the workspaces
 * backend, which reads the repository as at a workspace's creation; in between, hosts with an integration are asked for
 * the file in use alone, by its etag.
 */
export class DevcontainerWatch {
  readonly #options: DevcontainerWatchOptions;
  readonly #now: () => number;
  readonly #shared: Shared;
  /** Hosts that did not answer, and until when they are left alone. */
  readonly #down = new Map<string, number>();

  constructor(options: DevcontainerWatchOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#shared = new Shared(SHARED_MS, this.#now);
  }

  /**
   * Never fails: where nothing can be learned now, what was known before stands.
   *
   * @param key - of the repository's pushes
   * @param former - what this came to before
   */
  async look(
    url: string,
    key: string,
    former: Findings | undefined,
  ): Promise<Findings | undefined> {
    const known = former?.url === url ? former : undefined;
    const { host } = new URL(url);
    if ((this.#down.get(host) ?? 0) > this.#now()) {
      return known;
    }
    try {
      const looked = await this.#look(url, key, known);
      if (this.#down.delete(host)) {
        this.#options.logger.info(`${host} answers again`);
      }
      return looked;
    } catch (error) {
      this.#failed(url, host, error);
      return known;
    }
  }

  async #look(
    url: string,
    key: string,
    known: Findings | undefined,
  ): Promise<Findings> {
    const pushedAt = await this.#options.changes.lastOf(key);
    if (!known || pushedAt >= known.surveyedAt) {
      return this.#survey(url, pushedAt);
    }
    const inUse = this.#fileInUse(known);
    const now = this.#now();
    const wait =
      inUse || known.finding.status === 'unknown'
        ? this.#options.settings.surveyMs
        : this.#surveyMsWithoutFile(url);
    if (now - known.surveyedAt >= wait) {
      return this.#survey(url, pushedAt);
    }
    return inUse && now - known.checkedAt >= this.#options.settings.checkMs
      ? this.#check(known, inUse, pushedAt)
      : known;
  }

  /** Through git it costs one question to look at all places; elsewhere a repository without a file is left alone. */
  #surveyMsWithoutFile(url: string): number {
    const { surveyMs, checkMs } = this.#options.settings;
    return this.#integration(url) ? surveyMs : checkMs;
  }

  async #survey(url: string, pushedAt: number): Promise<Findings> {
    const { inspect } = this.#options;
    const surveyedAt = this.#now();
    const found = await this.#shared
      .do(`survey ${pushedAt} ${url}`, () =>
        this.#inTime(signal => inspect(url, pushedAt, signal)),
      )
      .catch(refusal);
    return {
      url,
      finding: {
        status: found.status,
        paths: found.paths,
        unsupported: found.unsupported,
        ...(found.problem && { problem: found.problem }),
      },
      name: nameOf(found.repositoryUrl),
      surveyedAt,
      checkedAt: surveyedAt,
    };
  }

  /** One conditional request for the file in use. */
  async #check(
    known: Findings,
    file: string,
    pushedAt: number,
  ): Promise<Findings> {
    const { etag } = known;
    const checkedAt = this.#now();
    const answer = await this.#shared.do(`check ${file} ${etag}`, () =>
      this.#inTime(signal => this.#read(file, etag, signal)),
    );
    if (answer === 'gone') {
      return this.#survey(known.url, pushedAt);
    }
    if (answer === 'unchanged') {
      return { ...known, checkedAt };
    }
    return {
      ...known,
      finding: findingOf(known.name, known.finding.paths, answer.text),
      checkedAt,
      etag: answer.etag,
    };
  }

  async #read(file: string, etag: string | undefined, signal: AbortSignal) {
    try {
      const answer = await this.#options.reader.readUrl(file, { etag, signal });
      const text = (await answer.buffer()).toString();
      return { text, etag: answer.etag };
    } catch (error) {
      if (isError(error) && error.name === 'NotModifiedError') {
        return 'unchanged';
      }
      if (isError(error) && error.name === 'NotFoundError') {
        return 'gone';
      }
      throw error;
    }
  }

  #fileInUse({ url, finding }: Findings): string | undefined {
    const integration = this.#integration(url);
    const [path] = finding.paths;
    return integration && path !== undefined
      ? fileUrl(integration.type, url, path)
      : undefined;
  }

  #integration(url: string) {
    const { integrations, plainHosts } = this.#options;
    return plainHosts.includes(new URL(url).host)
      ? undefined
      : integrations.byUrl(url);
  }

  /** Not all readers heed the signal. */
  async #inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { timeoutMs } = this.#options.settings;
    const signal = AbortSignal.timeout(timeoutMs);
    let onTimeout = () => {};
    const late = new Promise<never>((_, reject) => {
      onTimeout = () =>
        reject(new Error(`no answer within ${timeoutMs / 1000} seconds`));
      signal.addEventListener('abort', onTimeout);
    });
    try {
      return await Promise.race([work(signal), late]);
    } finally {
      signal.removeEventListener('abort', onTimeout);
    }
  }

  #failed(url: string, host: string, error: unknown): void {
    const { logger } = this.#options;
    const message = `What devcontainer.json ${url} has is not known; what was known before stands, and ${host} is asked again in a minute: ${error}`;
    if (this.#down.has(host)) {
      logger.debug(message);
    } else {
      logger.warn(message);
    }
    this.#down.set(host, this.#now() + DOWN_MS);
  }
}

/** What asking again does not change: a repository that is not there, or not allowed. */
function refusal(error: unknown): DevcontainerInspection {
  const status = isError(error) ? Number(error.statusCode) : NaN;
  if (!(status >= 400 && status < 500) || status === 401 || status === 429) {
    throw error;
  }
  return {
    repositoryUrl: '',
    commit: '',
    status: 'unknown',
    paths: [],
    unsupported: [],
    problem: reasonOf(error),
  };
}

/** What the backend said, without what HTTP adds. */
function reasonOf(error: unknown): string {
  const { body, message } = error as {
    body?: { error?: { message?: string } };
    message: string;
  };
  return body?.error?.message ?? message;
}

function nameOf(repositoryUrl: string): string {
  return (
    repositoryUrl
      .split('/')
      .at(-1)
      ?.replace(/\.git$/, '') ?? ''
  );
}
