import {
  applyEdits,
  parseTree,
  printParseErrorCode,
  type JSONPath,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@backstage/errors';
import type { JsonObject, JsonValue } from '@backstage/types';
import { appendEntry, layoutOf, removeEntry, render } from './entries';

/** A merged devcontainer.json and what became of what was wanted. */
export interface Merged {
  text: string;
  /** Properties that were added or changed, such as `customizations.vscode.extensions`. */
  changed: string[];
  /** Properties whose own value was kept though another one was wanted. */
  kept: string[];
}

/** Lists of which each entry counts by itself, so that they can be united; all others are one value. */
const SETS = ['forwardPorts', 'customizations.vscode.extensions'];
/** Each of these says where the container comes from; a file says it once. */
export const CONTAINER = [
  'image',
  'build',
  'dockerFile',
  'context',
  'dockerComposeFile',
  'service',
  'runServices',
];

class Merge {
  text: string;
  readonly changed: string[] = [];
  readonly kept: string[] = [];
  readonly #overwrite: boolean;

  constructor(text: string, overwrite: boolean) {
    rootOf(text);
    this.text = text;
    this.#overwrite = overwrite;
  }

  /** A file that says where its container comes from keeps that, or is rid of it. */
  withoutSecondContainer(wanted: JsonObject): JsonObject {
    const present = CONTAINER.filter(name => this.#find([name]));
    const others = present.filter(name => !Object.hasOwn(wanted, name));
    const replacing = CONTAINER.some(name => Object.hasOwn(wanted, name));
    if (!replacing || others.length === 0) return wanted;
    if (this.#overwrite) {
      for (const name of others) this.#remove(name);
      return wanted;
    }
    this.kept.push(...others);
    return Object.fromEntries(
      Object.entries(wanted).filter(([name]) => !CONTAINER.includes(name)),
    );
  }

  object(path: JSONPath, wanted: JsonObject) {
    for (const [name, value] of Object.entries(wanted)) {
      if (value !== undefined) this.#value([...path, name], value);
    }
  }

  #value(path: JSONPath, wanted: JsonValue) {
    const node = this.#find(path);
    const name = path.join('.');
    if (!node) {
      this.#add(path, wanted);
      return;
    }
    const own = valueOf(node);
    if (isDeepStrictEqual(own, wanted)) return;
    if (isObject(own) && isObject(wanted)) {
      this.object(path, wanted);
    } else if (
      Array.isArray(own) &&
      Array.isArray(wanted) &&
      SETS.includes(name)
    ) {
      this.#unite(path, own, wanted);
    } else if (this.#overwrite) {
      this.#replace(node, wanted);
      this.changed.push(name);
    } else {
      this.kept.push(name);
    }
  }

  #unite(path: JSONPath, own: JsonValue[], wanted: JsonValue[]) {
    const known = new Set(own.map(identity));
    for (const entry of wanted) {
      // "-publisher.name" says that somebody does not want it.
      if (known.has(identity(entry)) || known.has(`-${identity(entry)}`)) {
        continue;
      }
      this.#append(this.#find(path)!, margin =>
        render(entry, layoutOf(this.text), margin),
      );
      if (this.changed.at(-1) !== path.join('.')) {
        this.changed.push(path.join('.'));
      }
    }
  }

  #add(path: JSONPath, value: JsonValue) {
    const container = this.#find(path.slice(0, -1))!;
    this.#append(
      container,
      margin =>
        `${JSON.stringify(path.at(-1))}: ${render(
          value,
          layoutOf(this.text),
          margin,
        )}`,
    );
    this.changed.push(path.join('.'));
  }

  #append(container: Node, rendered: (margin: string) => string) {
    const edits = appendEntry(
      this.text,
      container,
      layoutOf(this.text),
      rendered,
    );
    this.text = applyEdits(this.text, edits);
  }

  #replace(node: Node, value: JsonValue) {
    const line = this.text.slice(
      this.text.lastIndexOf('\n', node.offset) + 1,
      node.offset,
    );
    const margin = /^[ \t]*/.exec(line)?.[0] ?? '';
    this.text = applyEdits(this.text, [
      {
        offset: node.offset,
        length: node.length,
        content: render(value, layoutOf(this.text), margin),
      },
    ]);
  }

  #remove(name: string) {
    const root = rootOf(this.text);
    const entry = root.children?.findLast(
      property => property.children?.[0].value === name,
    );
    if (entry) {
      this.text = applyEdits(this.text, removeEntry(this.text, root, entry));
      this.changed.push(name);
      // It may have been there twice.
      this.#remove(name);
    }
  }

  /** Of repeated names the last one counts, as everywhere. */
  #find(path: JSONPath): Node | undefined {
    return path.reduce<Node | undefined>(
      (node, name) =>
        node?.children?.findLast(
          property => property.children?.[0].value === name,
        )?.children?.[1],
      rootOf(this.text),
    );
  }
}

/**
 * Writes what is wanted into a devcontainer.json, leaving its comments, its layout and, unless they are to be
 * overwritten, its own values as they are. What it has already is not written again, so that merging twice is
 * merging once.
 *
 * @param text - of the file that is there, if there is one
 * @throws InputError where it cannot be read
 */
export function mergeDevcontainer(
  text: string | undefined,
  wanted: JsonObject,
  options: { overwrite?: boolean } = {},
): Merged {
  if (text === undefined || text.replace(/^\uFEFF/, '').trim() === '') {
    return {
      text: `${JSON.stringify(wanted, null, 2)}\n`,
      changed: Object.keys(wanted),
      kept: [],
    };
  }
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const merge = new Merge(text.slice(bom.length), options.overwrite ?? false);
  merge.object([], merge.withoutSecondContainer(wanted));
  return { text: bom + merge.text, changed: merge.changed, kept: merge.kept };
}

/** The object that a devcontainer.json is. @throws InputError, with line and column, for what is none */
export function parseDevcontainer(text: string): JsonObject {
  return valueOf(rootOf(text.replace(/^\uFEFF/, ''))) as JsonObject;
}

function rootOf(text: string): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) {
    throw new InputError(
      `The devcontainer.json that is there cannot be read: ${printParseErrorCode(
        error.error,
      )} at ${placeOf(
        text,
        error.offset,
      )}. Correct it, or remove it to have a new one written`,
    );
  }
  if (root?.type !== 'object') {
    throw new InputError(
      'The devcontainer.json that is there is no object: { … }. Correct it, or remove it to have a new one written',
    );
  }
  return root;
}

function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return `line ${lines.length}, column ${lines[lines.length - 1].length + 1}`;
}

function valueOf(node: Node): JsonValue {
  if (node.type === 'array') {
    return (node.children ?? []).map(valueOf);
  }
  if (node.type === 'object') {
    return Object.fromEntries(
      (node.children ?? []).map(({ children = [] }) => [
        String(children[0].value),
        valueOf(children[1]),
      ]),
    );
  }
  return node.value;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** 8080 and "8080" are one port, and extensions' ids have no case. */
function identity(entry: JsonValue): string {
  return typeof entry === 'string' || typeof entry === 'number'
    ? String(entry).toLowerCase()
    : JSON.stringify(entry);
}
