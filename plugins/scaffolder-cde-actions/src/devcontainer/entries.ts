import { createScanner, type Edit, type Node } from 'jsonc-parser';
import type { JsonValue } from '@backstage/types';

/** How a file is written. */
export interface Layout {
  indent: string;
  eol: string;
}

/** The layout of a text; two spaces where it has none. */
export function layoutOf(text: string): Layout {
  return {
    indent: /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ',
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** A value as JSON, its further lines at a depth. */
export function render(
  value: JsonValue,
  { indent, eol }: Layout,
  margin: string,
): string {
  return JSON.stringify(value, null, indent).replaceAll(
    '\n',
    `${eol}${margin}`,
  );
}

/**
 * Edits that append to an object or an array, leaving the comments where they are: one that ends the last entry's
 * line goes on belonging to that entry.
 *
 * @param rendered - makes the entry's text, given the margin of its lines
 */
export function appendEntry(
  text: string,
  container: Node,
  layout: Layout,
  rendered: (margin: string) => string,
): Edit[] {
  const last = container.children?.at(-1);
  const opening = container.offset + 1;
  const closing = container.offset + container.length - 1;
  const from = last ? last.offset + last.length : opening;
  const rest = trivia(text, from, closing);
  const several = text.slice(opening, closing).includes('\n');
  const object = container.type === 'object';
  // A one-line object of the root stays readable only if it is broken up.
  const inLine = !several && (last ? !object || isShort(container) : !object);

  if (inLine) {
    const at = rest.end;
    return [
      ...(last && !rest.comma ? [insert(from, ',')] : []),
      insert(
        at,
        `${last ? ' ' : ''}${rendered(marginAt(text, container.offset))}`,
      ),
    ];
  }
  const outer = marginAt(text, container.offset);
  const margin =
    last && several ? marginAt(text, last.offset) : `${outer}${layout.indent}`;
  const closes = several ? '' : `${layout.eol}${outer}`;
  return [
    ...(last && !rest.comma ? [insert(from, ',')] : []),
    insert(
      rest.end,
      `${layout.eol}${margin}${rendered(margin)}${
        rest.comma ? ',' : ''
      }${closes}`,
    ),
  ];
}

/** Edits that take an entry out of an object, with the comma that it no longer needs, and without any comment. */
export function removeEntry(
  text: string,
  container: Node,
  entry: Node,
): Edit[] {
  const entries = container.children ?? [];
  const before = entries[entries.indexOf(entry) - 1];
  const end = entry.offset + entry.length;
  const comma = commaAfter(text, end);
  const separator =
    comma === undefined && before
      ? commaAfter(text, before.offset + before.length)
      : undefined;
  return [
    ...(separator === undefined ? [] : [cut(separator, separator + 1)]),
    wholeLine(text, entry.offset, comma === undefined ? end : comma + 1),
  ];
}

/** Takes the line with it where nothing else is on it. */
function wholeLine(text: string, from: number, to: number): Edit {
  const start = from - marginAt(text, from).length;
  const beginsLine = start === 0 || text[start - 1] === '\n';
  const rest = /^[ \t]*\r?\n/.exec(text.slice(to))?.[0];
  return beginsLine && rest ? cut(start, to + rest.length) : cut(from, to);
}

function commaAfter(text: string, from: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  scanner.scan();
  const offset = scanner.getTokenOffset();
  return text[offset] === ',' ? offset : undefined;
}

interface Trivia {
  /** After an entry there is a comma already. */
  comma: boolean;
  /** Where the next entry may begin: behind comma and comments of the same line. */
  end: number;
}

/** What follows an entry, or an opening bracket, up to the end of its line. */
function trivia(text: string, from: number, closing: number): Trivia {
  const scanner = createScanner(text, false);
  scanner.setPosition(from);
  const found: Trivia = { comma: false, end: from };
  for (;;) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    const end = offset + scanner.getTokenLength();
    // A token's first character tells commas, comments and white space apart.
    const first = text[offset];
    if (end > closing || !/[,/ \t]/.test(first)) return found;
    if (first === ',') found.comma = true;
    if (first === ',' || first === '/') found.end = end;
  }
}

function isShort(container: Node): boolean {
  return container.parent !== undefined && container.length < 60;
}

/** The white space that begins the line of an offset. */
function marginAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

function cut(from: number, to: number): Edit {
  return { offset: from, length: to - from, content: '' };
}

function insert(offset: number, content: string): Edit {
  return { offset, length: 0, content };
}
