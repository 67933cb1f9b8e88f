type Version = [major: number, minor: number, patch: number];
interface Interval {
  from: Version;
  /** Exclusive. */
  to: Version;
}

const ZERO: Version = [0, 0, 0];
const INFINITE: Version = [Infinity, 0, 0];
const CLAUSE =
  /(\^|~=|~>|~|>=|<=|===?|!=|>|<|=)?\s*v?(\d+(?:\.(?:\d+|[xX*]))*)/g;

/**
 * The newest of the known versions that a range of npm, Composer, Ruby or Python allows; where it allows none of
 * them, the first version that it names, as precise as the known ones.
 *
 * @param known - such as `3.12`, which stands for every `3.12.*`, the newest first
 */
export function versionFor(
  range: string,
  known: readonly string[],
): string | undefined {
  const alternatives = range
    .replace(/(\d)\s+-\s+(?=v?\d)/g, '$1 <=')
    .split(/\|\|?/)
    .map(clauses);
  const allowed = known.find(version => {
    const own = intervalOf('', version);
    return alternatives.some(intervals =>
      intervals.every(interval => overlap(interval, own)),
    );
  });
  return allowed ?? named(range, known[0]);
}

/** As many parts of a version as the pattern has: `22.3.1` is `22` beside `24`, and `3.12.4` is `3.12` beside `3.13`. */
export function named(text: string, pattern: string): string | undefined {
  const version = /\d+(?:\.\d+)*/.exec(text)?.[0];
  return version?.split('.').slice(0, pattern.split('.').length).join('.');
}

function clauses(alternative: string): Interval[] {
  return [...alternative.matchAll(CLAUSE)]
    .filter(([, operator]) => operator !== '!=')
    .map(([, operator = '', version], index, all) =>
      // "1.2 - 1.4" has become "1.2 <=1.4", whose first half is a lower bound.
      operator === '' && all[index + 1]?.[1] === '<='
        ? intervalOf('>=', version)
        : intervalOf(operator, version),
    );
}

function intervalOf(operator: string, text: string): Interval {
  const given = text
    .split('.')
    .filter(part => /^\d+$/.test(part))
    .slice(0, 3)
    .map(Number);
  const version: Version = [given[0] ?? 0, given[1] ?? 0, given[2] ?? 0];
  const after = (position: number) => bumped(version, position);
  const last = given.length - 1;
  switch (operator) {
    case '>=':
      return { from: version, to: INFINITE };
    case '>':
      return { from: after(last), to: INFINITE };
    case '<':
      return { from: ZERO, to: version };
    case '<=':
      return { from: ZERO, to: after(last) };
    case '^': {
      const significant = version.findIndex(part => part > 0);
      return { from: version, to: after(Math.max(significant, 0)) };
    }
    case '~':
      return { from: version, to: after(Math.min(last, 1)) };
    case '~=':
    case '~>':
      return { from: version, to: after(Math.max(last - 1, 0)) };
    default:
      return { from: version, to: after(last) };
  }
}

function bumped(version: Version, position: number): Version {
  return version.map((part, index) => {
    if (index === position) return part + 1;
    return index < position ? part : 0;
  }) as Version;
}

function overlap(one: Interval, other: Interval): boolean {
  return before(one.from, other.to) && before(other.from, one.to);
}

function before(one: Version, other: Version): boolean {
  const different = one.findIndex((part, index) => part !== other[index]);
  return different >= 0 && one[different] < other[different];
}
