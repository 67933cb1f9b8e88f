import type { AuditorService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { Caller } from './types';

/** What is audited, with its severity. */
const EVENTS = {
  'workspace-create': 'medium',
  'workspace-start': 'low',
  'workspace-stop': 'low',
  'workspace-restart': 'low',
  'workspace-delete': 'medium',
  'workspace-open': 'medium',
  'workspace-read': 'low',
} as const;

export type AuditedAct = keyof typeof EVENTS;

/** Every change, denial and opening, with its outcome. */
export class AuditLog {
  readonly #auditor: AuditorService;

  constructor(auditor: AuditorService) {
    this.#auditor = auditor;
  }

  /** Runs an act; `meta` of the outcome is added to what was known before. */
  async record<T>(
    act: AuditedAct,
    caller: Caller,
    meta: JsonObject,
    run: () => Promise<{ result: T; meta?: JsonObject }>,
  ): Promise<T> {
    const event = await this.#auditor.createEvent({
      eventId: act,
      severityLevel: EVENTS[act],
      request: caller.request,
      meta: { actor: caller.credentials.principal.userEntityRef, ...meta },
    });
    try {
      const outcome = await run();
      await event.success({ meta: outcome.meta });
      return outcome.result;
    } catch (error) {
      await event.fail({ error: toError(error) });
      throw error;
    }
  }
}
