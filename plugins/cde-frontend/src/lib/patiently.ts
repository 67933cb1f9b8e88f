const TRIES = 4;
const PAUSE_MS = 500;

/**
 * Loads a part of the app again where that failed: a tab whose address changes while it loads, or a portal that is
 * being restarted, loses a request now and then.
 */
export function patiently<T>(load: () => Promise<T>): () => Promise<T> {
  const attempt = async (left: number): Promise<T> => {
    try {
      return await load();
    } catch (error) {
      if (left === 1) throw error;
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
      return attempt(left - 1);
    }
  };
  return () => attempt(TRIES);
}
