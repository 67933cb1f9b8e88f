import {
  isMap,
  isScalar,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import type { Path } from './references';
import type { TemplateProblem } from './types';

/** The longest text of a template, in bytes of UTF-8. @public */
export const MAX_TEMPLATE_BYTES = 64 * 1024;

/** More levels than any template needs; a limit keeps everything that walks a document from running out of stack. */
const DEEPEST = 40;
const MOST_ALIASES = 50;

/** YAML, read, that still knows where everything stands. */
export class TemplateSource {
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly value: unknown;

  private constructor(document: Document, lines: LineCounter, value: unknown) {
    this.#document = document;
    this.#lines = lines;
    this.value = value;
  }

  /** The problems alone where the text is no single, finite YAML document. */
  static read(
    text: string,
  ): { source: TemplateSource } | { problems: TemplateProblem[] } {
    const bytes = new TextEncoder().encode(text).length;
    if (bytes > MAX_TEMPLATE_BYTES) {
      return one(
        `The template has ${bytes} bytes; at most ${MAX_TEMPLATE_BYTES} are allowed`,
      );
    }
    try {
      return read(text, (document, lines, value) => ({
        source: new TemplateSource(document, lines, value),
      }));
    } catch (error) {
      // Too deep for the parser, or more aliases than allowed.
      const why =
        error instanceof RangeError
          ? 'it is nested too deeply'
          : (error as Error).message;
      return one(`The YAML cannot be read: ${why}`);
    }
  }

  /** 1-based position of a value, or of its key; of the nearest parent where it is not there itself. */
  at(
    path: Path,
    what: 'key' | 'value' = 'value',
  ): {
    line?: number;
    column?: number;
  } {
    const offset = this.#offset(path, what);
    if (offset === undefined) return {};
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }

  #offset(path: Path, what: 'key' | 'value'): number | undefined {
    if (path.length === 0) return this.#document.contents?.range?.[0];
    const parent = this.#node(path.slice(0, -1));
    const last = path.at(-1);
    const pair = isMap(parent)
      ? parent.items.find(item => keyOf(item) === String(last))
      : undefined;
    const key = pair?.key as Node | undefined;
    const value = this.#node(path);
    const found = what === 'key' ? key ?? value : value ?? key;
    return found?.range?.[0] ?? this.#offset(path.slice(0, -1), 'key');
  }

  #node(path: Path): Node | undefined {
    if (path.length === 0) return this.#document.contents ?? undefined;
    try {
      return this.#document.getIn(path, true) as Node | undefined;
    } catch {
      // The path leads through an alias or a value that has no members.
      return undefined;
    }
  }
}

function read<T>(
  text: string,
  done: (document: Document, lines: LineCounter, value: unknown) => T,
): T | { problems: TemplateProblem[] } {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    version: '1.2',
    uniqueKeys: true,
    merge: false,
  });
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (!document) return one('The template is empty');
  if (second) {
    const at = lines.linePos(second.range[0]);
    return one(
      'There are several YAML documents; a template is a single one',
      at,
    );
  }
  const problems = [...document.errors, ...document.warnings].map(error => ({
    severity: 'error' as const,
    message: `YAML: ${error.message}`,
    path: '',
    ...position(lines.linePos(error.pos[0])),
  }));
  if (problems.length > 0) return { problems };
  const value = document.toJS({ maxAliasCount: MOST_ALIASES });
  const strange = strangeness(value);
  return strange ? one(strange) : done(document, lines, value);
}

/** What JSON could not say. */
function strangeness(value: unknown, depth = 0): string | undefined {
  if (depth > DEEPEST) return 'The template is nested too deeply';
  if (typeof value === 'number' && !Number.isFinite(value))
    return 'The template has a number that is not finite';
  if (typeof value === 'bigint') return 'The template has too large a number';
  if (typeof value !== 'object' || value === null) return undefined;
  if (
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) !== Object.prototype
  )
    return 'The template has a value that is neither text, number, list nor object';
  if (Object.hasOwn(value, '__proto__'))
    return "The template has a key '__proto__', which is not allowed";
  for (const item of Object.values(value)) {
    const strange = strangeness(item, depth + 1);
    if (strange) return strange;
  }
  return undefined;
}

function keyOf({ key }: Pair): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}

function one(
  message: string,
  at?: { line: number; col: number },
): { problems: TemplateProblem[] } {
  const place = at ? position(at) : { line: 1, column: 1 };
  return { problems: [{ severity: 'error', message, path: '', ...place }] };
}

function position({ line, col }: { line: number; col: number }) {
  return { line, column: col };
}
