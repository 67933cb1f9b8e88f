import type { GatewayLimits } from './limits';
import type { SessionClaims } from './types';

/** A request or websocket in progress. */
export interface Exchange {
  readonly claims: SessionClaims;
  /** Cuts it off at both ends. */
  close(): void;
}

/** All that is in progress: counted against limits, and closed when its right to be there ends. */
export class Exchanges {
  readonly #limits: Pick<GatewayLimits, 'openPerUser' | 'openPerWorkspace'>;
  readonly #open = new Set<Exchange>();
  readonly #counts = new Map<string, number>();

  constructor(limits: Pick<GatewayLimits, 'openPerUser' | 'openPerWorkspace'>) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Counts a new one in; false: its user or its workspace has too many already. */
  begin(exchange: Exchange): boolean {
    const { userRef, workspaceId } = exchange.claims;
    const ofUser = this.#counts.get(userRef) ?? 0;
    const ofWorkspace = this.#counts.get(workspaceId) ?? 0;
    if (ofUser >= this.#limits.openPerUser || ofWorkspace >= this.#limits.openPerWorkspace) return false;
    this.#counts.set(userRef, ofUser + 1);
    this.#counts.set(workspaceId, ofWorkspace + 1);
    this.#open.add(exchange);
    return true;
  }

  /** Counts it out; calling it again does nothing. */
  end(exchange: Exchange): void {
    if (!this.#open.delete(exchange)) return;
    for (const key of [exchange.claims.userRef, exchange.claims.workspaceId]) {
      const rest = (this.#counts.get(key) ?? 1) - 1;
      if (rest > 0) this.#counts.set(key, rest);
      else this.#counts.delete(key);
    }
  }

  closeWhere(matches: (claims: SessionClaims) => boolean): void {
    for (const exchange of [...this.#open]) {
      if (matches(exchange.claims)) exchange.close();
    }
  }

  /** The latest claims of each session that has something open. */
  sessions(): SessionClaims[] {
    const latest = new Map<string, SessionClaims>();
    for (const { claims } of this.#open) {
      const known = latest.get(claims.sessionId);
      if (!known || known.issuedAt < claims.issuedAt) latest.set(claims.sessionId, claims);
    }
    return [...latest.values()];
  }
}
