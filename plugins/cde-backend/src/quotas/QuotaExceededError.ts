import { ConflictError } from '@backstage/errors';
import type { QuotaRefusal } from '@backstage-cde/plugin-cde-common';
import type { UsedLimit } from './types';
import { refusalSentence } from './words';

/**
 * A limit does not leave room. Answered with 409, whose error has `quota`: which limits, whose, and what uses them.
 */
export class QuotaExceededError extends ConflictError {
  /** Part of the answer, as every own property that can be enumerated. */
  readonly quota?: QuotaRefusal;
  readonly #limits: UsedLimit[];

  constructor(limits: UsedLimit[], quota?: QuotaRefusal) {
    super(refusalSentence(limits, quota));
    // Backstage finds the status of an answer by the name.
    this.name = 'ConflictError';
    this.#limits = limits;
    if (quota) this.quota = quota;
  }

  /** The limits that do not leave room. */
  get limits(): UsedLimit[] {
    return this.#limits;
  }
}
