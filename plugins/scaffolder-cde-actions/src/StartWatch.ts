import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, isError } from '@backstage/errors';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import type { CdeBackend, RequestOptions } from './CdeBackend';
import { causeWords, timelineLines } from './timelineWords';

type Watched = Pick<CdeBackend, 'workspace' | 'timeline'>;

/** Looks at a workspace again and again, and logs what is new since the last look. */
export class StartWatch {
  readonly #backend: Watched;
  readonly #id: string;
  readonly #logger: LoggerService;
  #workspace?: Workspace;
  #firstRun = 0;
  #lastEvent = 0;
  #said = '';

  constructor(backend: Watched, id: string, logger: LoggerService) {
    this.#backend = backend;
    this.#id = id;
    this.#logger = logger;
  }

  get name(): string {
    return `The workspace '${this.#workspace?.name ?? this.#id}'`;
  }

  /** Where it stands, for people. */
  get state(): string {
    if (!this.#workspace) {
      return 'the workspaces backend did not answer';
    }
    const { phase, cause } = this.#workspace;
    return cause ? `${phase}: ${causeWords(cause)}` : `it is ${phase}`;
  }

  /**
   * @returns whether it is ready
   * @throws InputError with the cause where it will not get ready by itself
   */
  async look(request: RequestOptions): Promise<boolean> {
    const workspace = await this.#whileAway<Workspace | undefined>(
      () => this.#backend.workspace(this.#id, request),
      undefined,
    );
    if (!workspace) {
      return false;
    }
    this.#firstRun ||= workspace.run;
    this.#workspace = workspace;
    await this.#logNews(workspace, request);
    const { phase, desired, cause } = workspace;
    if (desired !== 'running') {
      throw new InputError(
        `${this.name} was ${desired}, so it does not get ready. ${
          desired === 'stopped'
            ? 'Start it again on its page, or by cde:workspace:start'
            : 'Make another one'
        }`,
      );
    }
    if (phase === 'Failed') {
      throw new InputError(
        `${this.name} could not be started. ${
          cause ? causeWords(cause) : 'Its page says why'
        }`,
      );
    }
    return phase === 'Running';
  }

  /** A backend that is being restarted is waited for. */
  async #whileAway<T>(ask: () => Promise<T>, instead: T): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (isError(error) && error.name === 'ServiceUnavailableError') {
        this.#sayOnce(error.message);
        return instead;
      }
      throw error;
    }
  }

  async #logNews(
    { phase, cause }: Workspace,
    request: RequestOptions,
  ): Promise<void> {
    const events = await this.#whileAway(
      () => this.#backend.timeline(this.#id, this.#lastEvent, request),
      [],
    );
    for (const event of events) {
      this.#lastEvent = Math.max(this.#lastEvent, event.id);
      if (event.run < this.#firstRun) continue;
      for (const line of timelineLines(event)) {
        this.#logger.info(line);
      }
    }
    if (cause && phase !== 'Failed') {
      this.#sayOnce(`Waiting: ${causeWords(cause)}`);
    }
  }

  #sayOnce(text: string) {
    if (text !== this.#said) {
      this.#said = text;
      this.#logger.warn(text);
    }
  }
}
