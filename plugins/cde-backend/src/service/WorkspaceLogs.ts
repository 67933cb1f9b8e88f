import { Readable } from 'node:stream';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import type {
  LifecyclePhase,
  TimelineEvent,
  TimelineStep,
} from '@backstage-cde/plugin-cde-common';
import type { WorkspaceRecord, WorkspaceStore } from '../workspaces';
import type { Runtime } from './types';

const LIFECYCLE: Record<LifecyclePhase, true> = {
  onCreateCommand: true,
  updateContentCommand: true,
  postCreateCommand: true,
  postStartCommand: true,
  postAttachCommand: true,
};
/** Steps that the agent keeps a whole log of. */
const AGENT_STEPS = new Set<string>([
  ...Object.keys(LIFECYCLE),
  'agent',
  'extensions',
  'ide',
]);

/** Logs of a workspace's steps: live from its agent, or what the timeline kept. */
export class WorkspaceLogs {
  readonly #store: Pick<WorkspaceStore, 'timeline'>;
  readonly #runtime: Pick<Runtime, 'readLog'>;
  readonly #logger: LoggerService;

  constructor(options: {
    store: Pick<WorkspaceStore, 'timeline'>;
    runtime: Pick<Runtime, 'readLog'>;
    logger: LoggerService;
  }) {
    this.#store = options.store;
    this.#runtime = options.runtime;
    this.#logger = options.logger;
  }

  /** @throws NotFoundError where the step has left no log */
  async read(
    workspace: WorkspaceRecord,
    step: TimelineStep,
    options: { follow: boolean; signal: AbortSignal },
  ): Promise<Readable> {
    const live =
      AGENT_STEPS.has(step) && workspace.observed.podIP
        ? await this.#live(workspace, step, options)
        : undefined;
    if (live) {
      return live;
    }
    const events = await this.#store.timeline(workspace.id, { limit: 1000 });
    const kept = events.findLast(
      (event: TimelineEvent) => event.step === step && event.tail !== undefined,
    );
    if (kept?.tail === undefined) {
      throw new NotFoundError(
        `The step '${step}' of the workspace '${workspace.name}' has left no log`,
      );
    }
    return Readable.from([kept.tail]);
  }

  /** `undefined` where the agent does not answer, or has no such log. */
  async #live(
    workspace: WorkspaceRecord,
    step: string,
    options: { follow: boolean; signal: AbortSignal },
  ) {
    try {
      const log = await this.#runtime.readLog(workspace, step, options);
      options.signal.addEventListener('abort', () => log.destroy());
      return log;
    } catch (error) {
      this.#logger.debug(
        `The agent of workspace ${workspace.id} does not give its log of '${step}': ${error}`,
      );
      return undefined;
    }
  }
}
