const BYTES: Record<string, number> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Cores of a Kubernetes quantity (`2`, `0.5`, `250m`); `undefined`: it is none. @public */
export function coresOf(text: string): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,9})?)(m?)$/.exec(text);
  const cores = match ? Number(match[1]) / (match[2] ? 1000 : 1) : 0;
  return cores > 0 ? cores : undefined;
}

/** Bytes of a Kubernetes quantity (`512Mi`, `5Gi`, `1.5G`, `1000`); `undefined`: it is none. @public */
export function bytesOf(text: string): number | undefined {
  const match = /^(\d{1,18}(?:\.\d{1,9})?)([A-Za-z]{0,2})$/.exec(text);
  if (!match || !Object.hasOwn(BYTES, match[2])) return undefined;
  const bytes = Math.round(Number(match[1]) * BYTES[match[2]]);
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined;
}
