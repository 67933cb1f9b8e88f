import { feeFor } from './fees.js';

/** What goes back to the customer, in cents: the payment and its fee. */
export function refundOf(method, cents) {
  return cents + feeFor(method, cents);
}
