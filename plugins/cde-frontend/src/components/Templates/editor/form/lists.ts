/** The members of a list, none where it is something else. */
export function itemsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value)
    ? value.map(item => (typeof item === 'object' && item !== null ? item : {}))
    : [];
}

/** The entries of a mapping, none where it is something else. */
export function entriesOf(value: unknown): Array<[string, unknown]> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
    : [];
}

/** A name that is not taken yet: `size`, `size2`, … */
export function freeName(base: string, taken: string[]): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}${number}`;
    if (!taken.includes(name)) return name;
  }
}
