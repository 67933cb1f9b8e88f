const MOST_ACTORS = 10_000;

/** So that nobody fills the audit with what costs them nothing: beyond a number in a minute it is only counted. */
export class RateBound {
  readonly #perMinute: number;
  readonly #now: () => number;
  #minute = 0;
  #counts = new Map<string, number>();
  /** What was left out in earlier minutes and has not been told yet. */
  readonly #unlisted = new Map<string, number>();

  constructor(perMinute: number, now: () => number = Date.now) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** How many of the actor's were left out before this one; `undefined`: this one is left out as well. */
  take(actor: string): number | undefined {
    const minute = Math.floor(this.#now() / 60_000);
    if (minute !== this.#minute || this.#counts.size > MOST_ACTORS) {
      this.#minute = minute;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(actor) ?? 0) + 1;
    this.#counts.set(actor, count);
    if (count > this.#perMinute) {
      if (this.#unlisted.size > MOST_ACTORS) {
        this.#unlisted.clear();
      }
      this.#unlisted.set(actor, (this.#unlisted.get(actor) ?? 0) + 1);
      return undefined;
    }
    const earlier = this.#unlisted.get(actor) ?? 0;
    this.#unlisted.delete(actor);
    return earlier;
  }
}
