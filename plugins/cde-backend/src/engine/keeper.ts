import { isError } from '@backstage/errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  AgentActivity,
  AgentNotice,
  AutomaticAct,
} from '@backstage-cde/plugin-cde-common';
import {
  actCause,
  actChange,
  asksForActivity,
  decide,
  decideKeep,
  hasFailed,
  type Decision,
  type Heirs,
  lastActiveOf,
  type PolicyDeadline,
  policyDeadlines,
  refusedStartChange,
  type Sight,
  SYSTEM,
  warningCause,
  warningChange,
} from '../policies';
import type {
  Admission,
  DesiredChange,
  Fence,
  ReplaceableFields,
  WorkspaceRecord,
  WorkspaceStore,
} from '../workspaces';

/** What policies need beside the engine. */
export interface PolicyHooks extends Heirs {
  /** Of scheduled starts, which count like others. */
  admission?(row: WorkspaceRecord): Promise<Admission>;
  /**
   * What else a start makes of the row, for example a revision that is due.
   * @throws where it may not start any more; the owner is told why
   */
  beforeStart?(row: WorkspaceRecord): Promise<Partial<ReplaceableFields>>;
  /** Something was done by itself: for the audit and for open connections. */
  acted?(
    row: WorkspaceRecord,
    act: AutomaticAct,
    reason: string,
  ): void | Promise<void>;
}

/** The agent of a workspace, as far as policies ask it. */
export interface AgentPort {
  /** With the time since it was last active, by the pod's own clock. @throws where it cannot be reached */
  activity(
    row: WorkspaceRecord,
  ): Promise<AgentActivity & { inactiveMs: number }>;
  notify(row: WorkspaceRecord, notice: AgentNotice): Promise<void>;
  /** Whether the cluster answers, so that an agent that does not is itself to blame. */
  isReachable(): boolean;
}

export interface KeeperOptions {
  store: Pick<WorkspaceStore, 'get' | 'changeDesired' | 'touchActivity'>;
  agent: AgentPort;
  hooks: PolicyHooks;
  logger: LoggerService;
  fence: Fence;
  /** By the database's clock: this engine's beginning. What was not written before it was not heard. */
  since: number;
}

/** How policies are seen at a look, for when the next one is to be. */
export interface PolicyView extends Sight {
  /** Something could not be found out, and is asked again then. */
  notBefore?: number;
}

/** What came of a look at a row. */
export interface PolicyLook {
  row: WorkspaceRecord;
  view: PolicyView;
  changed: boolean;
}

/** For so long an agent that does not answer may have something to say; longer where its whole cluster does not. */
const DOUBT_MS = 5 * 60_000;
const OUTAGE_MS = 24 * 3600_000;
const ASK_AGAIN_MS = 60_000;
/** Never in a row without a pause, whatever the clock does. */
const LEAST_MS = 250;

/** Milliseconds until policies want a look at the row; `null`: never. */
export function policyLookIn(
  row: WorkspaceRecord,
  view: PolicyView,
): number | null {
  const { nextLookAt } = decide(row, view);
  if (nextLookAt === null) return null;
  const at = Math.max(nextLookAt, view.notBefore ?? 0);
  return Math.max(Math.ceil(at - row.readAt), LEAST_MS);
}

/** Does to rows what their policies ask for; what the cluster has to do then is the engine's. */
export class Keeper {
  readonly #options: KeeperOptions;
  /** Warnings that the agents of this time were told. */
  readonly #noticed = new Map<string, string>();

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** How rows are to be judged. */
  get sight(): Sight {
    return { heardSince: this.#options.since };
  }

  /**
   * Does what is due.
   * @returns the row as it is then
   */
  async look(row: WorkspaceRecord): Promise<PolicyLook> {
    const { act, warn } = this.#decide(row);
    const next = act ?? warn;
    if (!next) {
      await this.#tell(row);
      return { row, view: this.sight, changed: false };
    }
    if (asksForActivity(next.act)) {
      const answer = await this.#askAgent(row, next);
      if (answer === 'unknown' && act && this.#isDoubtful(row, act))
        return this.#later(row);
      if (answer === 'active') return this.#again(row);
    }
    if (act?.act === 'scheduled-start') return this.#start(row, act.at);
    const record = act
      ? await this.#act(row, act)
      : await this.#warn(row, next.act);
    if (!record) return this.#again(row);
    return { row: record, view: this.sight, changed: true };
  }

  forget(id: string): void {
    this.#noticed.delete(id);
  }

  /** What is wrong with a row is said where it is projected. */
  #decide(row: WorkspaceRecord): Decision {
    try {
      return decide(row, this.sight);
    } catch {
      return { nextLookAt: null };
    }
  }

  /** Nobody decides without the agent for a while. */
  #isDoubtful(row: WorkspaceRecord, act: PolicyDeadline): boolean {
    const due = Math.max(act.at, act.warning?.due ?? 0);
    const isReachable = this.#options.agent.isReachable();
    return row.readAt < due + (isReachable ? DOUBT_MS : OUTAGE_MS);
  }

  #later(row: WorkspaceRecord): PolicyLook {
    const notBefore = row.readAt + ASK_AGAIN_MS;
    return { row, view: { ...this.sight, notBefore }, changed: false };
  }

  async #again(row: WorkspaceRecord): Promise<PolicyLook> {
    const fresh = (await this.#options.store.get(row.id)) ?? row;
    return { row: fresh, view: this.sight, changed: false };
  }

  /** Whoever works on, or asks for it in the IDE, is not stopped. */
  async #askAgent(
    row: WorkspaceRecord,
    { act, warning }: PolicyDeadline,
  ): Promise<'active' | 'idle' | 'unknown'> {
    const { agent, store } = this.#options;
    let found: Awaited<ReturnType<AgentPort['activity']>>;
    try {
      found = await agent.activity(row);
    } catch (error) {
      this.#options.logger.debug(
        `The agent of workspace ${row.id} does not say whether it is idle: ${error}`,
      );
      return 'unknown';
    }
    const { busy, inactiveMs, kept = [] } = found;
    const used = row.readAt - inactiveMs > lastActiveOf(row);
    if (busy || used) await store.touchActivity(row.id, busy ? 0 : inactiveMs);
    if (warning && kept.includes(noticeId(act, warning.at))) {
      const keep = await this.#change(row, (_, current) =>
        decideKeep(current, SYSTEM),
      );
      if (keep) return 'active';
    }
    return act === 'idle-stop' && (busy || used) ? 'active' : 'idle';
  }

  async #warn(
    row: WorkspaceRecord,
    act: AutomaticAct,
  ): Promise<WorkspaceRecord | undefined> {
    const record = await this.#change(row, ({ warn }, current) =>
      warn?.act === act
        ? warningChange(current, warn, this.#options.hooks)
        : undefined,
    );
    if (record) await this.#tell(record);
    return record;
  }

  async #act(
    row: WorkspaceRecord,
    { act }: PolicyDeadline,
  ): Promise<WorkspaceRecord | undefined> {
    const { hooks } = this.#options;
    const record = await this.#change(row, ({ act: fresh }, current) =>
      fresh?.act === act ? actChange(current, fresh, hooks) : undefined,
    );
    if (record) await this.#acted(row, record, act);
    return record;
  }

  async #acted(
    before: WorkspaceRecord,
    record: WorkspaceRecord,
    act: AutomaticAct,
  ): Promise<void> {
    const { hooks, logger } = this.#options;
    const { message } = actCause(before, act);
    logger.info(`Workspace ${record.id}: ${act}. ${message}`);
    await hooks.acted?.(record, act, message);
  }

  /** A start that is refused is told of once, and tried again at the next time of the schedule. */
  async #start(row: WorkspaceRecord, at: number): Promise<PolicyLook> {
    const { hooks, logger } = this.#options;
    const isSame = ({ act }: Decision) =>
      act?.act === 'scheduled-start' && act.at === at;
    const done = (record: WorkspaceRecord | undefined) =>
      record
        ? { row: record, view: this.sight, changed: true }
        : this.#again(row);
    try {
      const replace = await hooks.beforeStart?.(row);
      const admission = await hooks.admission?.({ ...row, ...replace });
      const record = await this.#change(
        row,
        (fresh, current) =>
          isSame(fresh) && current.version === row.version
            ? actChange(current, { act: 'scheduled-start', at }, hooks, replace)
            : undefined,
        admission,
      );
      if (record) await this.#acted(row, record, 'scheduled-start');
      return await done(record);
    } catch (error) {
      if (!isRefusal(error)) {
        logger.warn(
          `Workspace ${row.id} could not be started by its schedule, trying again: ${error}`,
        );
        return this.#later(row);
      }
      const refused = await this.#change(row, (fresh, current) =>
        isSame(fresh)
          ? refusedStartChange(current, at, error.message, hooks)
          : undefined,
      );
      return done(refused);
    }
  }

  /** Decides anew about the locked row, so that who was faster wins. */
  async #change(
    { id }: WorkspaceRecord,
    decideFresh: (
      fresh: Decision,
      current: WorkspaceRecord,
    ) => DesiredChange | undefined,
    admission?: Admission,
  ): Promise<WorkspaceRecord | undefined> {
    const { store, fence } = this.#options;
    const result = await store.changeDesired(
      id,
      current => decideFresh(decide(current, this.sight), current),
      { fence, admission },
    );
    return result?.changed ? result.record : undefined;
  }

  /** Shows in the IDE what was warned of; best effort, again after a failure. */
  async #tell(row: WorkspaceRecord): Promise<void> {
    const warned = policyDeadlinesOf(row, this.sight).find(
      ({ warning }) => warning !== undefined,
    );
    if (!warned?.warning || row.phase !== 'Running' || hasFailed(row)) return;
    const { act, canKeep, warning } = warned;
    const id = noticeId(act, warning.at);
    if (this.#noticed.get(row.id) === id) return;
    const { message } = warningCause(row, { act, canKeep, due: warning.due });
    try {
      await this.#options.agent.notify(row, {
        id,
        message,
        at: new Date(warning.due).toISOString(),
        keep: canKeep,
      });
      this.#noticed.set(row.id, id);
    } catch (error) {
      this.#options.logger.debug(
        `The IDE of workspace ${row.id} was not told of its stop: ${error}`,
      );
    }
  }
}

function policyDeadlinesOf(row: WorkspaceRecord, sight: Sight) {
  try {
    return policyDeadlines(row, sight);
  } catch {
    return [];
  }
}

function noticeId(act: AutomaticAct, at: number): string {
  return `${act}:${at}`;
}

/** What the rules say, in contrast to what did not work. */
function isRefusal(error: unknown): error is Error {
  return (
    isError(error) &&
    [
      'ConflictError',
      'NotAllowedError',
      'InputError',
      'NotFoundError',
    ].includes(error.name)
  );
}
