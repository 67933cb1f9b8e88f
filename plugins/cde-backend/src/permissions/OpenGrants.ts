/**
 * Who was let into somebody else's workspace by a policy's conditions.
 *
 * The gateway checks again every few minutes, without the user's token that a policy would need. The owner needs none;
 * others keep what they were granted for a while, and then open the workspace from the portal again.
 */
export class OpenGrants {
  readonly #expiries = new Map<string, number>();
  readonly #ttlMs: number;
  readonly #now: () => number;

  constructor(options: { ttlMs?: number; now?: () => number } = {}) {
    this.#ttlMs = options.ttlMs ?? 3600_000;
    this.#now = options.now ?? Date.now;
  }

  add(userRef: string, workspaceId: string): void {
    for (const [key, expiry] of this.#expiries) {
      if (expiry <= this.#now()) {
        this.#expiries.delete(key);
      }
    }
    this.#expiries.set(`${userRef}\n${workspaceId}`, this.#now() + this.#ttlMs);
  }

  has(userRef: string, workspaceId: string): boolean {
    return (
      (this.#expiries.get(`${userRef}\n${workspaceId}`) ?? 0) > this.#now()
    );
  }
}
