import type { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { RateBound, type AuditJournal, type AuditMeta, type NewAuditEntry } from '../audit';
import type { Clock } from './types';

const DENIALS_PER_MINUTE = 60;
const ACT = 'gateway-enter';

/** Who came, to which workspace and target, from where. */
export interface Visit {
  workspaceId: string;
  /** Known of those who were let in. */
  workspaceName?: string;
  target: string;
  address: string;
  userAgent?: string;
  /** Known of those who were let in. */
  userRef?: string;
}

/**
 * Who entered which workspace, and who was turned away. Denials cost an outsider
 * nothing, so beyond a number in a minute they are only counted.
 */
export class AuditTrail {
  readonly #options: { auditor: AuditorService; journal?: Pick<AuditJournal, 'append'>; logger: LoggerService };
  readonly #denials: RateBound;

  constructor(options: {
    auditor: AuditorService;
    journal?: Pick<AuditJournal, 'append'>;
    logger: LoggerService;
    clock: Clock;
  }) {
    this.#options = options;
    this.#denials = new RateBound(DENIALS_PER_MINUTE, () => options.clock.now());
  }

  async entered(visit: Visit): Promise<void> {
    const event = await this.#begin(visit);
    await event.success();
    await this.#keep(visit, { outcome: 'succeeded' });
  }

  async denied(reason: string, visit: Visit): Promise<void> {
    const earlier = this.#denials.take('all');
    if (earlier === undefined) return;
    const more: AuditMeta = earlier > 0 ? { earlierNotListed: earlier } : {};
    const event = await this.#begin(visit, more);
    await event.fail({ error: new Error(reason) });
    await this.#keep(visit, { outcome: 'denied', reason }, more);
  }

  #begin({ userAgent: _, ...visit }: Visit, more?: AuditMeta) {
    return this.#options.auditor.createEvent({ eventId: ACT, severityLevel: 'medium', meta: { ...visit, ...more } });
  }

  /** Somebody is not kept waiting outside because the audit cannot be written. */
  async #keep(visit: Visit, outcome: Pick<NewAuditEntry, 'outcome' | 'reason'>, more?: AuditMeta): Promise<void> {
    const { workspaceId, workspaceName, target, address, userAgent, userRef } = visit;
    try {
      await this.#options.journal?.append({
        actor: userRef ?? 'unknown',
        act: ACT,
        ...outcome,
        target: { kind: 'workspace', id: workspaceId, ...(workspaceName && { name: workspaceName }) },
        origin: { ip: address, ...(userAgent && { userAgent }) },
        meta: { target, ...more },
      });
    } catch (error) {
      this.#options.logger.error(`The audit of an entry into workspace '${workspaceId}' could not be written: ${error}`);
    }
  }
}
