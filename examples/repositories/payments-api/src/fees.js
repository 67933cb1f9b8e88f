const RATES = { card: 0.014, invoice: 0.02, voucher: 0 };

/** The fee for a payment, in cents, never less than one cent where there is a rate. */
export function feeFor(method, cents) {
  if (!(method in RATES)) throw new Error(`unknown payment method: ${method}`);
  const fee = Math.round(cents * RATES[method]);
  return RATES[method] > 0 ? Math.max(1, fee) : 0;
}
