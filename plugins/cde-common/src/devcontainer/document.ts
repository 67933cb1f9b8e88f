import {
  createScanner,
  parseTree,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import type { JsonValue } from '@backstage/types';
import { syntaxProblem } from './syntaxProblem';

/** A place in a file, both 1-based; columns count UTF-16 units, a tab is one. */
export interface Position {
  line: number;
  column: number;
}

/** A value of the file together with where it stands. */
export interface SourceValue {
  /** For example `forwardPorts[1]` or `customizations.vscode.settings`. */
  path: string;
  value: JsonValue;
  /** Where the property (its name) or the array's item begins. */
  at: Position;
  /** Where the value itself begins. */
  valueAt: Position;
  /** Of an array. */
  items?: SourceValue[];
  /** Of an object; of repeated names the last one. */
  members?: Map<string, SourceValue>;
}

/** A mistake at a place of the file. */
export interface DocumentProblem extends Position {
  severity: 'error' | 'warning';
  message: string;
}

/** What could be read of a file; `root` is absent if that is no object at all. */
export interface SourceDocument {
  root?: SourceValue & { members: Map<string, SourceValue> };
  problems: DocumentProblem[];
}

const MAX_LENGTH = 256 * 1024;
const MAX_DEPTH = 64;
const MAX_SYNTAX_PROBLEMS = 10;

/**
 * Reads JSON with comments and trailing commas, going on after mistakes as the
 * reference implementation does, and saying where they are.
 */
export function readDocument(text: string): SourceDocument {
  const content = text.replace(/^\uFEFF/, '');
  const positionAt = positions(content);
  const problems: DocumentProblem[] = [];
  const unusable = (message: string, offset = 0): SourceDocument => ({
    problems: [
      ...problems,
      { severity: 'error', message, ...positionAt(offset) },
    ],
  });

  if (content.length > MAX_LENGTH) {
    return unusable(
      `The file is larger than ${
        MAX_LENGTH / 1024
      } KiB, which no devcontainer.json needs.`,
    );
  }
  const tooDeep = firstOffsetDeeperThan(content, MAX_DEPTH);
  if (tooDeep !== undefined) {
    return unusable(
      `The file is nested deeper than ${MAX_DEPTH} levels.`,
      tooDeep,
    );
  }

  const errors: ParseError[] = [];
  const tree = parseTree(content, errors, {
    allowTrailingComma: true,
    allowEmptyContent: true,
  });
  for (const error of errors.slice(0, MAX_SYNTAX_PROBLEMS)) {
    problems.push({
      severity: 'error',
      message: syntaxProblem(error, content),
      ...positionAt(error.offset),
    });
  }
  if (!tree)
    return errors.length > 0
      ? { problems }
      : unusable('The file is empty; expected an object: { … }.');

  const root = toSourceValue(tree, '', tree.offset, positionAt, problems);
  if (!root.members) {
    return unusable(
      `Expected an object ({ … }) at the top, found ${describe(root.value)}.`,
      tree.offset,
    );
  }
  return { root: { ...root, members: root.members }, problems };
}

/** Names a value's type for messages: "a string", "an array". */
export function describe(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function positions(content: string): (offset: number) => Position {
  const starts = [0];
  for (const match of content.matchAll(/\r\n|\r|\n/g))
    starts.push(match.index + match[0].length);
  return offset => {
    const line = starts.findLastIndex(start => start <= offset);
    return { line: line + 1, column: offset - starts[line] + 1 };
  };
}

/** Guards the recursive parser against a file made to exhaust the stack. */
function firstOffsetDeeperThan(
  content: string,
  limit: number,
): number | undefined {
  const scanner = createScanner(content, true);
  let depth = 0;
  for (
    scanner.scan();
    scanner.getTokenOffset() < content.length;
    scanner.scan()
  ) {
    // A token's first character tells brackets from strings and comments.
    const first = content[scanner.getTokenOffset()];
    if (first === '{' || first === '[') depth++;
    if (first === '}' || first === ']') depth--;
    if (depth > limit) return scanner.getTokenOffset();
  }
  return undefined;
}

function toSourceValue(
  node: Node,
  path: string,
  offset: number,
  positionAt: (offset: number) => Position,
  problems: DocumentProblem[],
): SourceValue {
  const place = {
    path,
    at: positionAt(offset),
    valueAt: positionAt(node.offset),
  };
  if (node.type === 'array') {
    const items = (node.children ?? []).map((child, index) =>
      toSourceValue(
        child,
        `${path}[${index}]`,
        child.offset,
        positionAt,
        problems,
      ),
    );
    return { ...place, items, value: items.map(item => item.value) };
  }
  if (node.type !== 'object')
    return { ...place, value: (node.value ?? null) as JsonValue };

  const members = new Map<string, SourceValue>();
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    // A name whose value could not be read has its syntax problem already.
    if (!key || !value) continue;
    const name = String(key.value);
    const earlier = members.get(name);
    if (earlier) {
      problems.push({
        severity: 'warning',
        message: `"${name}" is given twice; the one in line ${
          positionAt(key.offset).line
        } counts.`,
        ...earlier.at,
      });
    }
    members.set(
      name,
      toSourceValue(
        value,
        path ? `${path}.${name}` : name,
        key.offset,
        positionAt,
        problems,
      ),
    );
  }
  const value = Object.fromEntries(
    [...members].map(([name, member]) => [name, member.value]),
  );
  return { ...place, members, value };
}
