/**
 * What this browser tab remembers over a reload. Where the browser offers no room for it (blocked, or full), only
 * that is lost: pages save to the backend all the same.
 */
export const keeper = {
  keep(key: string, value: unknown): void {
    attempt(() => sessionStorage.setItem(key, JSON.stringify(value)));
  },

  recall(key: string): unknown {
    return attempt(() => JSON.parse(sessionStorage.getItem(key) ?? 'null'));
  },

  forget(key: string): void {
    attempt(() => sessionStorage.removeItem(key));
  },
};

function attempt<T>(deed: () => T): T | undefined {
  try {
    return deed();
  } catch {
    return undefined;
  }
}
