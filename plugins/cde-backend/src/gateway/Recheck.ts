import type { Exchanges } from './Exchanges';
import type { GatewayLimits } from './limits';
import type { SessionGuard } from './SessionGuard';
import type { Clock, SessionClaims } from './types';

const PARALLEL_CHECKS = 10;

/**
 * Looks again and again whether those with something open may still have it, for
 * what this process is not told: decisions of other replicas, ends of sessions.
 */
export class Recheck {
  readonly #exchanges: Exchanges;
  readonly #guard: Pick<SessionGuard, 'check'>;
  readonly #clock: Clock;
  readonly #graceMs: number;
  /** When each session with something open was last found to be good. */
  #lastGood = new Map<string, number>();

  constructor(
    exchanges: Exchanges,
    guard: Pick<SessionGuard, 'check'>,
    clock: Clock,
    limits: Pick<GatewayLimits, 'uncheckedGraceMs'>,
  ) {
    this.#exchanges = exchanges;
    this.#guard = guard;
    this.#clock = clock;
    this.#graceMs = limits.uncheckedGraceMs;
  }

  /** One round over the sessions that have something open: all, or those of a workspace. */
  async run(workspaceId?: string): Promise<void> {
    const all = this.#exchanges.sessions();
    const isDue = (claims: SessionClaims) => !workspaceId || claims.workspaceId === workspaceId;
    const waiting = all.filter(isDue);
    const lastGood = new Map<string, number>();
    for (const { sessionId } of all.filter(claims => !isDue(claims))) {
      const goodAt = this.#lastGood.get(sessionId);
      if (goodAt !== undefined) lastGood.set(sessionId, goodAt);
    }
    const worker = async () => {
      for (let claims = waiting.pop(); claims; claims = waiting.pop()) {
        const goodAt = await this.#lookAt(claims);
        if (goodAt !== undefined) lastGood.set(claims.sessionId, goodAt);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL_CHECKS }, worker));
    this.#lastGood = lastGood;
  }

  /** Until when it is known to be good; `undefined`: it was closed. */
  async #lookAt(claims: SessionClaims): Promise<number | undefined> {
    const outcome = await this.#guard.check(claims);
    if (!('reason' in outcome)) return outcome.claims.issuedAt;
    const goodAt = this.#lastGood.get(claims.sessionId) ?? claims.issuedAt;
    // A database that is down for a moment throws nobody out; a long silence does.
    if (outcome.reason === 'unavailable' && this.#clock.now() - goodAt < this.#graceMs) return goodAt;
    this.#exchanges.closeWhere(({ sessionId }) => sessionId === claims.sessionId);
    return undefined;
  }
}
