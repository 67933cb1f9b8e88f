import { InputError } from '@backstage/errors';

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

/**
 * Cores of a Kubernetes CPU quantity: `2`, `0.5`, `250m`.
 * @throws InputError
 */
export function parseCores(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(m?)$/.exec(text);
  const cores = match ? Number(match[1]) / (match[2] ? 1000 : 1) : 0;
  if (cores <= 0) {
    throw new InputError(
      `'${text}' is not an amount of CPU; write for example '2' or '250m'`,
    );
  }
  return cores;
}

/**
 * Bytes of a Kubernetes quantity: `512Mi`, `5Gi`, `1.5G`, `1000`.
 * @throws InputError
 */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([A-Za-z]{0,2})$/.exec(text);
  const factor = match && Object.hasOwn(BYTES, match[2]) ? BYTES[match[2]] : 0;
  const bytes = match ? Math.round(Number(match[1]) * factor) : 0;
  if (bytes <= 0) {
    throw new InputError(
      `'${text}' is not an amount of bytes; write for example '512Mi' or '5Gi'`,
    );
  }
  return bytes;
}
