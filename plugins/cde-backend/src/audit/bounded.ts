import type { JsonObject, JsonValue } from '@backstage/types';
import { META_KEYS, type AuditMeta } from './types';

const STRING_CHARS = 200;
const ITEMS = 20;
const META_BYTES = 2048;

/** Text of a bounded length that every database can hold. */
export function bounded(text: string, most: number): string {
  const cut = text.length <= most ? text : `${text.slice(0, most - 1)}…`;
  // NUL and halves of characters are what PostgreSQL cannot store.
  return cut.replaceAll(
    /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g,
    '\uFFFD',
  );
}

/** The listed keys alone, with short values, in at most 2 KiB of JSON. */
export function boundedMeta(meta: AuditMeta): JsonObject {
  const known: JsonObject = {};
  for (const key of META_KEYS) {
    const value = meta[key];
    if (value === undefined || value === null) {
      continue;
    }
    const next = { ...known, [key]: short(value) };
    if (Buffer.byteLength(JSON.stringify(next)) <= META_BYTES) {
      known[key] = next[key];
    }
  }
  return known;
}

function short(value: JsonValue): JsonValue {
  if (typeof value === 'string') {
    return bounded(value, STRING_CHARS);
  }
  if (Array.isArray(value)) {
    return value.slice(0, ITEMS).map(short);
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).slice(0, ITEMS);
    return Object.fromEntries(
      entries.map(([key, item]) => [
        bounded(key, STRING_CHARS),
        item === undefined ? null : short(item),
      ]),
    );
  }
  return value;
}
