/**
 * Regular expressions of templates are run on what users type, by an engine that tries every way to match. A
 * repetition inside a repetition can make that take for ever, so it is allowed only where each round begins with a
 * character that nothing else in the round can match, as in `[a-z]+(-[a-z]+)*`.
 *
 * @returns what is wrong with the pattern, if anything
 */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > 256) return 'it is longer than 256 characters';
  try {
    RegExp(pattern, 'u');
  } catch (error) {
    return (error as Error).message;
  }
  if (/\\[1-9k]|\(\?(?!:)/.test(pattern.replace(/\\\\/g, '')))
    return 'back references, look-around and named groups are not allowed';
  const { atoms } = readAtoms(pattern, 0);
  return atomsProblem(atoms);
}

/** The expression of a checked pattern. */
export function patternOf(pattern: string): RegExp {
  return new RegExp(pattern, 'u');
}

interface Atom {
  /** As it is written: one character, class or escape; of a group nothing. */
  text: string;
  group?: Atom[];
  /** May be repeated without end. */
  endless: boolean;
  optional: boolean;
}

const MOST_ENDLESS = 4;

/** @returns the atoms up to the end of the group, and where that is */
function readAtoms(
  pattern: string,
  start: number,
): { atoms: Atom[]; end: number } {
  const atoms: Atom[] = [];
  let at = start;
  while (at < pattern.length && pattern[at] !== ')') {
    let atom: Atom;
    if (pattern[at] === '(') {
      const from = pattern.startsWith('(?:', at) ? at + 3 : at + 1;
      const { atoms: group, end } = readAtoms(pattern, from);
      atom = { text: '', group, endless: false, optional: false };
      at = end + 1;
    } else {
      const [text] =
        /^(\[(\\.|[^\]\\])*\]|\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\.|.)/su.exec(
          pattern.slice(at),
        )!;
      atom = { text, endless: false, optional: false };
      at += text.length;
    }
    const quantifier = /^([*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(pattern.slice(at));
    if (quantifier) {
      const [whole, kind, least, comma, most] = quantifier;
      const bound = kind === '?' ? 1 : Number(most || least || Infinity);
      atom.endless =
        kind === '*' || kind === '+' || (comma === ',' && !most) || bound > 64;
      atom.optional = kind === '*' || kind === '?' || least === '0';
      at += whole.length;
    }
    atoms.push(atom);
  }
  return { atoms, end: at };
}

function atomsProblem(atoms: Atom[]): string | undefined {
  if (countEndless(atoms) > MOST_ENDLESS)
    return `it has more than ${MOST_ENDLESS} repetitions without an end`;
  return atoms
    .map(atom => {
      if (!atom.group) return undefined;
      if (atom.endless && !beginsUniquely(atom.group))
        return 'a repetition inside a repetition may take for ever; let each round begin with a character that occurs nowhere else in it';
      return atomsProblem(atom.group);
    })
    .find(problem => problem !== undefined);
}

function countEndless(atoms: Atom[]): number {
  return atoms.reduce(
    (sum, { endless, group }) =>
      sum + (endless ? 1 : 0) + (group ? countEndless(group) : 0),
    0,
  );
}

/** Whether the round is harmless: nothing in it varies, or its first character says where it begins. */
function beginsUniquely(group: Atom[]): boolean {
  const [first, ...rest] = group;
  const varies = group.some(
    one => one.endless || one.optional || one.group || one.text === '|',
  );
  if (!varies) return true;
  if (!first || first.group || first.optional || first.endless) return false;
  const literal = /^\\?([^\\[\].\w])$|^(\w)$/u.exec(first.text);
  const character = literal?.[1] ?? literal?.[2];
  if (character === undefined) return false;
  return rest.every(
    one =>
      !one.group &&
      one.text !== '|' &&
      !new RegExp(`^(?:${one.text})$`, 'u').test(character),
  );
}
