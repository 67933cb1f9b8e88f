import type { NamedObject } from '../../clusters';
import { stringify } from 'yaml';

const HIDDEN = '<hidden>';

/** YAML as people read it; of Secrets the keys alone. */
export function withoutSecrets(object: NamedObject): string {
  // Through JSON, as it goes to the API server: without what is undefined, and without shared parts.
  const plain = JSON.parse(JSON.stringify(object)) as Record<string, unknown>;
  const { apiVersion, kind, metadata, ...rest } = plain;
  const shown = kind === 'Secret' ? hideValues(rest) : rest;
  return stringify({ apiVersion, kind, metadata, ...shown }, { lineWidth: 0 });
}

function hideValues(rest: Record<string, unknown>): Record<string, unknown> {
  const hide = (map: unknown) =>
    typeof map === 'object' && map !== null
      ? Object.fromEntries(Object.keys(map).map(key => [key, HIDDEN]))
      : HIDDEN;
  return Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === 'data' || key === 'stringData' ? hide(value) : value,
    ]),
  );
}
