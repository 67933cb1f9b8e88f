import type { JsonValue } from '@backstage/types';
import type { ParameterReference, ParameterValue } from './types';

/** A place in a document. */
export type Path = Array<string | number>;

/** `spec.sidecars[0].image`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text ? `${text}.${part}` : part;
  }, '');
}

/** @public */
export function isParameterReference(
  value: unknown,
): value is ParameterReference {
  return (
    isObject(value) &&
    Object.keys(value).length === 1 &&
    typeof value.$parameter === 'string'
  );
}

/** Calls with each object that has the key `$parameter`, be it a well-formed reference or not. */
export function visitReferences(
  value: unknown,
  visit: (found: Record<string, unknown>, path: Path) => void,
  path: Path = [],
): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) =>
      visitReferences(item, visit, [...path, index]),
    );
  } else if (isObject(value)) {
    if (Object.hasOwn(value, '$parameter')) {
      visit(value, path);
      return;
    }
    for (const [key, item] of Object.entries(value))
      visitReferences(item, visit, [...path, key]);
  }
}

/**
 * The same document with each reference replaced by what `valueOf` gives. The document is built anew around the
 * values and nothing is ever read out of them, so they can be nothing but leaves.
 *
 * @public
 */
export function replaceParameters(
  value: JsonValue,
  valueOf: (name: string, path: Array<string | number>) => ParameterValue,
  path: Array<string | number> = [],
): JsonValue {
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      replaceParameters(item, valueOf, [...path, index]),
    );
  }
  if (!isObject(value)) return value;
  if (isParameterReference(value)) return valueOf(value.$parameter, path);
  const members = Object.entries(value as Record<string, JsonValue>).map(
    ([key, item]) => [key, replaceParameters(item, valueOf, [...path, key])],
  );
  return Object.fromEntries(members);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
