import type { AuditorService } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type { Clock } from './types';

const DENIALS_PER_MINUTE = 60;

/**
 * Who entered which workspace, and who was turned away. Denials cost an outsider
 * nothing, so beyond a number in a minute they are only counted.
 */
export class AuditTrail {
  readonly #auditor: AuditorService;
  readonly #clock: Clock;
  #minute = 0;
  #denials = 0;

  constructor(auditor: AuditorService, clock: Clock) {
    this.#auditor = auditor;
    this.#clock = clock;
  }

  async entered(meta: JsonObject): Promise<void> {
    const event = await this.#auditor.createEvent({ eventId: 'gateway-enter', severityLevel: 'medium', meta });
    await event.success();
  }

  async denied(reason: string, meta: JsonObject): Promise<void> {
    const minute = Math.floor(this.#clock.now() / 60_000);
    const unreported = minute === this.#minute ? 0 : Math.max(0, this.#denials - DENIALS_PER_MINUTE);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#denials = 0;
    }
    this.#denials += 1;
    if (this.#denials > DENIALS_PER_MINUTE) return;
    const event = await this.#auditor.createEvent({
      eventId: 'gateway-enter',
      severityLevel: 'medium',
      meta: unreported > 0 ? { ...meta, earlierDenialsNotListed: unreported } : meta,
    });
    await event.fail({ error: new Error(reason) });
  }
}
