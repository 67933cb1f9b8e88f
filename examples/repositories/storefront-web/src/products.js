/** The products of the shop; prices in cents. */
export const products = [
  { name: 'Red shoes', price: 8_900 },
  { name: 'Blue shoes', price: 7_900 },
  { name: 'Laces', price: 450 },
];

/** A price as it is shown: 89.00 €. */
export function shownPrice(cents) {
  return `${(cents / 100).toFixed(2)} €`;
}
