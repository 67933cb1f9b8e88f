const MAX_LENGTH = 63;

/**
 * A name that none of the others has: `payments-api-main`, `payments-api-main-2`, …
 * At most 63 characters.
 */
export function freeName(parts: string[], taken: string[]): string {
  const base = parts
    .map(part => part.replace(/[^\p{L}\p{N}._-]+/gu, '-'))
    .join('-')
    .replace(/^-+|-+$/g, '');
  const cut = (suffix: string) =>
    `${[...(base || 'workspace')]
      .slice(0, MAX_LENGTH - suffix.length)
      .join('')}${suffix}`;
  const used = new Set(taken);
  let name = cut('');
  for (let number = 2; used.has(name); number++) {
    name = cut(`-${number}`);
  }
  return name;
}
