import {
  Document,
  LineCounter,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  parseDocument,
  stringify,
} from 'yaml';
import type { JsonValue } from '@backstage/types';

/** Keys from the root of a document to one of its values. */
export type DocumentPath = ReadonlyArray<string | number>;

/** A template's text as the form reads it. */
export interface ReadDocument {
  /** Absent where the text is no readable YAML. */
  value?: Record<string, unknown>;
  problem?: { message: string; line?: number };
}

/** Reads the text for the form, which has nothing to show for what is not even YAML. */
export function readDocument(text: string): ReadDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error) {
    const { line } = lines.linePos(error.pos[0]);
    return { problem: { message: firstLine(error.message), line } };
  }
  try {
    const value = document.toJS({ maxAliasCount: 50 });
    if (isObject(value)) return { value };
    return value === null || value === undefined
      ? { value: {} }
      : { problem: { message: 'A template is a mapping of keys to values.' } };
  } catch (caught) {
    return { problem: { message: firstLine(String(caught)) } };
  }
}

/** The value at a path, `undefined` where there is none. */
export function valueAt(value: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
}

/**
 * The text with the value at a path changed, or removed where it is `undefined`. Comments and everything else
 * stay; where only one plain value changes, not a character beside it does.
 *
 * @throws where the text is no readable YAML, or the path leads through something that has no members
 */
export function editDocument(
  text: string,
  path: DocumentPath,
  value: JsonValue | undefined,
): string {
  const document = parseDocument(text, { keepSourceTokens: true });
  if (document.errors.length > 0) throw document.errors[0];
  const spliced = spliceLeaf(text, document, path, value);
  if (spliced !== undefined) return spliced;

  const habits = {
    lineWidth: 0,
    indent: indentOf(text),
    indentSeq: !/^( *)[^\s#-][^\n]*:[ \t]*\n\1- /m.test(text),
    flowCollectionPadding: isPadded(text, value),
  };
  const before = document.toString(habits);
  if (value === undefined) removeAt(document, path);
  else setAt(document, path, value);
  return inOwnLines(text, before, document.toString(habits));
}

/**
 * The text with a key renamed in its place.
 *
 * @throws where there is no such key, or the new one is taken
 */
export function renameKey(
  text: string,
  path: DocumentPath,
  name: string,
): string {
  const document = parseDocument(text);
  const map = document.getIn(path.slice(0, -1), true);
  const key = String(path.at(-1));
  const pair = isMap(map)
    ? map.items.find(item => isScalar(item.key) && item.key.value === key)
    : undefined;
  const node = pair?.key;
  if (!isMap(map) || !isScalar(node) || !node.range) {
    throw new Error(`There is no ${path.join('.')}`);
  }
  if (name !== key && map.has(name)) throw new Error(`${name} is taken`);
  const [start, end] = node.range;
  return text.slice(0, start) + leafText(name) + text.slice(end);
}

/** Puts a new leaf in the place of an old one, where both are written on one line. */
function spliceLeaf(
  text: string,
  document: Document,
  path: DocumentPath,
  value: JsonValue | undefined,
): string | undefined {
  const node = document.getIn(path, true);
  const isLeaf = value !== null && typeof value !== 'object';
  if (!isScalar(node) || !isLeaf || value === undefined) return undefined;
  if (!node.range || node.anchor || node.tag || !isFlow(node.type)) {
    return undefined;
  }
  const [start, end] = node.range;
  const written = text.slice(start, end);
  // An absent value has no place of its own.
  if (!written || written.includes('\n')) return undefined;
  if (typeof value === 'string' && value.includes('\n')) return undefined;
  return text.slice(0, start) + leafText(value) + text.slice(end);
}

function isFlow(type: string | null | undefined): boolean {
  return type === 'PLAIN' || type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
}

/** How a leaf is written: plain where that is safe wherever it stands, else in JSON's quotes, which YAML knows. */
function leafText(value: string | number | boolean): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const plain = stringify(value, { lineWidth: 0 }).trimEnd();
  const isSafe = plain === value && !/[[\]{},#]|: /.test(value);
  return isSafe ? value : JSON.stringify(value);
}

function setAt(document: Document, path: DocumentPath, value: JsonValue) {
  if (path.length === 0) throw new Error('The document itself is not a value');
  if (!isCollection(document.contents)) {
    document.contents = document.createNode({}) as never;
  }
  path.slice(0, -1).forEach((_key, depth) => {
    const parent = path.slice(0, depth + 1);
    const node = document.getIn(parent, true);
    // `key:` with nothing after it becomes a mapping or a list.
    if (node === undefined || (isScalar(node) && node.value === null)) {
      const isList = typeof path[depth + 1] === 'number';
      document.setIn(parent, document.createNode(isList ? [] : {}));
    } else if (isAlias(node) || !isCollection(node)) {
      throw new Error(`${parent.join('.')} has no members`);
    }
  });
  document.setIn(path, inStyleOf(document, path, value));
}

/** A new value written as the old one was: in brackets or as a block, with its comments. */
function inStyleOf(document: Document, path: DocumentPath, value: JsonValue) {
  const old = document.getIn(path, true);
  const node = document.createNode(value);
  if (isCollection(old) && isCollection(node)) {
    node.flow = old.flow;
    node.commentBefore = old.commentBefore;
    node.comment = old.comment;
  }
  return node;
}

/** Removes a value, and what became empty by that. */
function removeAt(document: Document, path: DocumentPath) {
  if (!document.hasIn(path)) return;
  document.deleteIn(path);
  const parent = path.slice(0, -1);
  const node = parent.length > 0 && document.getIn(parent, true);
  if (isCollection(node) && node.items.length === 0) {
    removeAt(document, parent);
  }
}

/** Whether what is inside of braces, or of brackets for a list, is written with spaces around it. */
function isPadded(text: string, value: JsonValue | undefined): boolean {
  return Array.isArray(value)
    ? /\[ /.test(text) && !/\[[^\s\]]/.test(text)
    : !/\{[^\s}]/.test(text);
}

/** The change from one text to another made in the text as it was written: its other lines stay. */
function inOwnLines(text: string, before: string, after: string): string {
  const own = text.replace(/([^\n])$/, '$1\n').split('\n');
  const old = before.split('\n');
  const now = after.split('\n');
  // Lines that the library has joined or taken away: there is no telling which is which.
  if (own.length !== old.length) return after;
  const shorter = Math.min(old.length, now.length);
  let top = 0;
  while (top < shorter && old[top] === now[top]) top++;
  let bottom = 0;
  while (bottom < shorter - top && old.at(-1 - bottom) === now.at(-1 - bottom))
    bottom++;
  const changed = [
    ...own.slice(0, top),
    ...now.slice(top, now.length - bottom),
    ...own.slice(own.length - bottom),
  ].join('\n');
  const meaning = (one: string) => JSON.stringify(readDocument(one));
  return meaning(changed) === meaning(after) ? changed : after;
}

/** Two spaces, unless the text has another habit. */
function indentOf(text: string): number {
  const [, first] = /^( +)[^\s#-]/m.exec(text) ?? [];
  return first && first.length <= 8 ? first.length : 2;
}

function firstLine(message: string): string {
  return message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, '');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
