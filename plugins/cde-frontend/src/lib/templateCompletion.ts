/** A JSON schema as far as completion reads it. */
export interface CompletionSchema {
  type?: string | readonly string[];
  description?: string;
  enum?: readonly unknown[];
  examples?: readonly unknown[];
  properties?: Record<string, CompletionSchema>;
  additionalProperties?: boolean | CompletionSchema;
  patternProperties?: Record<string, CompletionSchema>;
  items?: CompletionSchema;
  required?: readonly string[];
}

/** Something that may stand at the cursor. */
export interface Suggestion {
  label: string;
  /** What is put in; default: the label. */
  insert?: string;
  detail?: string;
  info?: string;
  kind: 'key' | 'value';
}

export interface Suggestions {
  /** Offset of what is replaced. */
  from: number;
  options: Suggestion[];
}

/** Names that only the portal knows: by path, with `*` for items of lists. */
export type KnownNames = Record<string, readonly string[]>;

/** A step into the document: the key or list item that begins at a column. */
interface Level {
  column: number;
  /** Absent for an item of a list. */
  key?: string;
}

const KEY = /^("[^"]*"|'[^']*'|[^\s#:'"-][^:#]*):(?=\s|$)/;

/** What may stand at a place in a template's text, also where the text around it is not finished. */
export function suggestionsAt(
  schema: CompletionSchema,
  text: string,
  offset: number,
  names: KnownNames = {},
): Suggestions | undefined {
  const lines = text.slice(0, offset).split('\n');
  const line = lines.pop() ?? '';
  if (/(^|\s)#/.test(line)) return undefined;
  const levels = levelsOf(line);
  const word = /[^\s,[\]{}"']*$/.exec(line)![0];
  const from = offset - word.length;
  const last = levels.at(-1);

  if (last?.key !== undefined) {
    const path = [...ancestors(lines, levels), ...pathOf(levels)];
    return values(schema, path, line, from, text, names);
  }
  const column = last ? last.column + 2 : line.length - word.length;
  const base = last
    ? [...ancestors(lines, levels), ...pathOf(levels)]
    : ancestors(lines, [{ column, key: '' }]);
  const inner = schemaAt(schema, base);
  if (!inner) return undefined;
  if (last && !isObject(inner)) {
    return { from, options: valueOptions(inner, base, text, names) };
  }
  const present = siblings(text, offset, column);
  const options = keyOptions(inner, column, present);
  return options.length > 0 ? { from, options } : undefined;
}

/** The schema of a value; an absent one where the path leads out of it. */
export function schemaAt(
  schema: CompletionSchema | undefined,
  path: readonly string[],
): CompletionSchema | undefined {
  return path.reduce<CompletionSchema | undefined>((inner, step) => {
    if (!inner) return undefined;
    if (step === '*') return inner.items;
    const own = inner.properties?.[step];
    if (own) return own;
    const pattern = Object.entries(inner.patternProperties ?? {}).find(
      ([key]) => new RegExp(key).test(step),
    );
    if (pattern) return pattern[1];
    const others = inner.additionalProperties;
    return typeof others === 'object' ? others : undefined;
  }, schema);
}

function values(
  schema: CompletionSchema,
  path: string[],
  line: string,
  from: number,
  text: string,
  names: KnownNames,
): Suggestions | undefined {
  const isList = /:\s+\[[^\]]*$/.test(line);
  const place = isList ? [...path, '*'] : path;
  const inner = schemaAt(schema, place);
  if (!inner) return undefined;
  const options = valueOptions(inner, place, text, names);
  return options.length > 0 ? { from, options } : undefined;
}

function valueOptions(
  schema: CompletionSchema,
  path: string[],
  text: string,
  names: KnownNames,
): Suggestion[] {
  const known = names[path.join('.')] ?? [];
  const said = [
    ...(schema.enum ?? []),
    ...(typesOf(schema).includes('boolean') ? [true, false] : []),
    ...(schema.enum ? [] : schema.examples ?? []),
  ].map(String);
  const options: Suggestion[] = [...new Set([...known, ...said])].map(
    label => ({ label, kind: 'value', info: schema.description }),
  );
  if (schema.properties?.$parameter) {
    for (const name of parameterNames(text)) {
      options.push({
        label: `{ $parameter: ${name} }`,
        kind: 'value',
        detail: 'parameter',
        info: schema.properties.$parameter.description,
      });
    }
  }
  return options;
}

function keyOptions(
  schema: CompletionSchema,
  column: number,
  present: Set<string>,
): Suggestion[] {
  return Object.entries(schema.properties ?? {})
    .filter(([key]) => !present.has(key) && key !== '$parameter')
    .map(([key, inner]) => ({
      label: key,
      kind: 'key',
      insert: key + ending(inner, column),
      detail: `${typesOf(inner).join(' | ')}${
        schema.required?.includes(key) ? ', required' : ''
      }`,
      info: inner.description,
    }));
}

/** What follows a key: a value on its line, or the place for members below it. */
function ending(schema: CompletionSchema, column: number): string {
  const below = `:\n${' '.repeat(column + 2)}`;
  const types = typesOf(schema);
  if (types[0] === 'array') return `${below}- `;
  return types.length === 1 && types[0] === 'object' ? below : ': ';
}

function typesOf({ type }: CompletionSchema): readonly string[] {
  if (!type) return [];
  return typeof type === 'string' ? [type] : type;
}

function isObject(schema: CompletionSchema): boolean {
  return typesOf(schema).includes('object');
}

/** The keys and list items that a line begins, from left to right. */
function levelsOf(line: string): Level[] {
  const levels: Level[] = [];
  let column = /^ */.exec(line)![0].length;
  let rest = line.slice(column);
  for (let dash = /^- +|^-$/.exec(rest); dash; dash = /^- +|^-$/.exec(rest)) {
    levels.push({ column });
    column += dash[0].length;
    rest = rest.slice(dash[0].length);
  }
  const key = KEY.exec(rest)?.[1];
  if (key !== undefined) {
    levels.push({ column, key: key.replace(/^["']|["']$/g, '') });
  }
  return levels;
}

/** The path of all that the lines above open and the levels stand in. */
function ancestors(above: string[], levels: Level[]): string[] {
  let [inner] = levels;
  const path: Level[] = [];
  for (let index = above.length - 1; index >= 0 && inner; index--) {
    if (!above[index].trim() || above[index].trim().startsWith('#')) continue;
    for (const level of levelsOf(above[index]).reverse()) {
      // An item may stand right below its list's key.
      const holdsItem =
        inner.key === undefined &&
        level.key !== undefined &&
        level.column === inner.column;
      if (level.column < inner.column || holdsItem) {
        path.unshift(level);
        inner = level;
      }
    }
  }
  return pathOf(path);
}

function pathOf(levels: Level[]): string[] {
  return levels.map(({ key }) => key ?? '*');
}

/** The keys that stand beside a place, in the same mapping. */
function siblings(text: string, offset: number, column: number): Set<string> {
  const found = new Set<string>();
  const above = text.slice(0, offset).split('\n');
  const beginsItem = levelsOf(above.pop() ?? '').length > 0;
  const before = beginsItem ? [] : above.reverse();
  const after = text.slice(offset).split('\n').slice(1);
  for (const lines of [before, after]) {
    for (const line of lines) {
      if (!line.trim() || line.trim().startsWith('#')) continue;
      const levels = levelsOf(line);
      const own = levels.find(level => level.column === column);
      if (own?.key !== undefined) found.add(own.key);
      // Less indented, or the next item: another mapping.
      if (/^ */.exec(line)![0].length < column) break;
    }
  }
  return found;
}

/** Names of the parameters that a text declares, as far as it can be read. */
function parameterNames(text: string): string[] {
  const block = /^( *)parameters:[ \t]*\n((?:\1 +.*\n?|[ \t]*\n)*)/m.exec(text);
  const inside = block && /^( *)properties:[ \t]*\n/m.exec(block[2]);
  if (!block || !inside) return [];
  const lines = block[2].slice(inside.index + inside[0].length).split('\n');
  const outer = inside[1].length;
  const names: string[] = [];
  let column: number | undefined;
  for (const line of lines) {
    if (!line.trim() || line.trim().startsWith('#')) continue;
    const indent = /^ */.exec(line)![0].length;
    if (indent <= outer) break;
    column ??= indent;
    const [level] = levelsOf(line);
    if (indent === column && level?.key) names.push(level.key);
  }
  return names;
}
