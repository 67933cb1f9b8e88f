import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  boundedMeta,
  RateBound,
  type AuditJournal,
  type AuditMeta,
  type NewAuditEntry,
} from '../audit';
import type { Caller } from './types';

/** What is audited, with its severity. */
const EVENTS = {
  'workspace-create': 'medium',
  'workspace-start': 'low',
  'workspace-stop': 'low',
  'workspace-restart': 'low',
  'workspace-delete': 'medium',
  'workspace-open': 'medium',
  'workspace-enter-other': 'high',
  'workspace-read': 'low',
  'workspace-configure': 'low',
  'workspace-keep': 'low',
  'workspace-share': 'medium',
  'workspace-unshare': 'medium',
  'workspace-transfer': 'high',
  'workspace-bulk': 'high',
  'template-create': 'medium',
  'template-save-draft': 'low',
  'template-publish': 'high',
  'template-rollback': 'high',
  'template-state': 'medium',
  'template-delete': 'medium',
  'template-preview': 'low',
  'template-read': 'low',
  'quota-read': 'low',
  'quota-set': 'high',
  'usage-read': 'low',
  'git-token-set': 'low',
  'git-token-remove': 'low',
  'git-secret-set': 'medium',
  'git-secret-remove': 'medium',
  'audit-read': 'low',
  'audit-export': 'high',
  'request-refused': 'medium',
  'idle-stop': 'low',
  'scheduled-stop': 'low',
  'scheduled-start': 'low',
  'quiet-hours-stop': 'low',
  'lifetime-stop': 'low',
  'retention-delete': 'medium',
  'offboarding-stop': 'high',
  'user-offboard': 'high',
  'user-return': 'high',
} as const;

export type AuditedAct = keyof typeof EVENTS;

type Event = Awaited<ReturnType<AuditorService['createEvent']>>;

interface Audited {
  act: AuditedAct;
  actor: string;
  meta: AuditMeta;
  caller?: Caller;
}

/** Failures and denials of one user that are listed in a minute. */
const REFUSALS_PER_MINUTE = 60;
const SYSTEM = 'system';

/**
 * Every change, denial and opening, with its outcome: as an event of Backstage's auditor, and as a
 * row that the portal shows. The row is written after the outcome, so that one that cannot be
 * written undoes nothing: it is an error in the log and counted, and the event stands.
 */
export class AuditLog {
  readonly #auditor: AuditorService;
  readonly #journal: Pick<AuditJournal, 'append'>;
  readonly #logger: LoggerService;
  readonly #refusals: RateBound;
  #lost = 0;

  constructor(options: {
    auditor: AuditorService;
    journal: Pick<AuditJournal, 'append'>;
    logger: LoggerService;
    now?: () => number;
  }) {
    this.#auditor = options.auditor;
    this.#journal = options.journal;
    this.#logger = options.logger;
    this.#refusals = new RateBound(REFUSALS_PER_MINUTE, options.now);
  }

  /** Rows that could not be written since the start. */
  get lost(): number {
    return this.#lost;
  }

  /** Runs an act; `meta` of the outcome is added to what was known before. */
  async record<T>(
    act: AuditedAct,
    caller: Caller,
    meta: AuditMeta,
    run: () => Promise<{ result: T; meta?: AuditMeta }>,
  ): Promise<T> {
    const actor = caller.credentials.principal.userEntityRef;
    const event = await this.#begin(act, actor, meta, caller);
    let outcome: Awaited<ReturnType<typeof run>>;
    try {
      outcome = await run();
    } catch (error) {
      await this.#refused(event, { act, caller, actor, meta }, toError(error));
      throw error;
    }
    const all = { ...meta, ...outcome.meta };
    await this.#end(event, { act, caller, actor, meta: all });
    return outcome.result;
  }

  /** Something that the portal did by itself. */
  async recordSystem(
    act: AuditedAct,
    meta: AuditMeta,
    outcome: { error?: unknown } = {},
  ): Promise<void> {
    const event = await this.#begin(act, SYSTEM, meta);
    const error =
      outcome.error === undefined ? undefined : toError(outcome.error);
    await this.#end(event, { act, actor: SYSTEM, meta }, error);
  }

  #begin(act: AuditedAct, actor: string, meta: AuditMeta, caller?: Caller) {
    return this.#auditor.createEvent({
      eventId: act,
      severityLevel: EVENTS[act],
      ...(caller && { request: caller.request }),
      meta: { actor, ...boundedMeta(meta) },
    });
  }

  async #refused(event: Event, what: Audited, error: Error) {
    const earlierNotListed = this.#refusals.take(what.actor);
    if (earlierNotListed === undefined) {
      await this.#tell(event, what, error);
      return;
    }
    const more = earlierNotListed > 0 ? { earlierNotListed } : {};
    await this.#end(event, { ...what, meta: { ...what.meta, ...more } }, error);
  }

  /** Nothing that goes wrong here undoes what was done. */
  async #end(event: Event, what: Audited, error?: Error): Promise<void> {
    await this.#tell(event, what, error);
    const { act, actor, meta, caller } = what;
    const outcome = outcomeOf(error);
    try {
      await this.#journal.append({
        actor,
        act,
        outcome,
        ...targetOf(meta),
        ...reasonOf(meta, error),
        ...(caller && { origin: originOf(caller.request) }),
        meta: withoutTarget(meta),
      });
    } catch (failure) {
      this.#lost += 1;
      this.#logger.error(
        `The audit of '${act}' by ${actor} (${outcome}) could not be written to the database, ${
          this.#lost
        } in all: ${failure}`,
      );
    }
  }

  async #tell(event: Event, { act, actor, meta }: Audited, error?: Error) {
    try {
      await (error
        ? event.fail({ error })
        : event.success({ meta: boundedMeta(meta) }));
    } catch (failure) {
      this.#logger.error(
        `The outcome of '${act}' by ${actor} could not be told to the auditor: ${failure}`,
      );
    }
  }
}

function outcomeOf(error: Error | undefined): NewAuditEntry['outcome'] {
  if (!error) {
    return 'succeeded';
  }
  return isDenial(error) ? 'denied' : 'failed';
}

/** Not found is how a denial looks where existence is hidden. */
function isDenial(error: Error): boolean {
  return ['NotAllowedError', 'NotFoundError'].includes(error.name);
}

function targetOf(meta: AuditMeta): Pick<NewAuditEntry, 'target'> {
  if (meta.workspaceId) {
    const name = meta.workspaceName && { name: String(meta.workspaceName) };
    return {
      target: { kind: 'workspace', id: String(meta.workspaceId), ...name },
    };
  }
  if (meta.templateId) {
    return { target: { kind: 'template', id: String(meta.templateId) } };
  }
  if (meta.userRef) {
    return { target: { kind: 'user', id: String(meta.userRef) } };
  }
  // Of all acts, only setting a limit has some.
  if (meta.limits) {
    const { kind, per, target = kind } = meta;
    return {
      target: {
        kind: 'quota',
        id: [kind, per, target].join(' '),
        name: String(target),
      },
    };
  }
  return {};
}

function withoutTarget(meta: AuditMeta): AuditMeta {
  const { workspaceId, workspaceName, templateId, reason, ...rest } = meta;
  return workspaceId && templateId ? { templateId, ...rest } : rest;
}

function reasonOf(meta: AuditMeta, error?: Error): { reason?: string } {
  if (error) {
    return { reason: error.message };
  }
  return meta.reason ? { reason: String(meta.reason) } : {};
}

function originOf(request: Caller['request']): NewAuditEntry['origin'] {
  const userAgent = request.get('user-agent');
  const [path] = request.originalUrl.split('?');
  return {
    ...(request.ip && { ip: request.ip }),
    ...(userAgent && { userAgent }),
    method: request.method,
    path,
  };
}
