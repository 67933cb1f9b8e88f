import {
  formatDuration,
  keptParameters,
  parameterDefaults,
  parameterProblems,
  parseDuration,
  replaceParameters,
  type TemplateParameters,
} from '.';
import { patternProblem } from './patterns';

const parameters: TemplateParameters = {
  properties: {
    name: {
      type: 'string',
      minLength: 2,
      maxLength: 5,
      pattern: '^[a-zé]+$',
    },
    level: { type: 'integer', minimum: 1, maximum: 5, mutable: true },
    share: { type: 'number', multipleOf: 0.1, default: 0.3 },
    size: { type: 'string', enum: ['s', 'm'], default: 's', mutable: true },
    debug: { type: 'boolean', default: false, ephemeral: true },
    note: { type: 'string', default: '' },
  },
  required: ['name', 'level', 'size'],
};

const good = { name: 'abc', level: 3 };

describe('values of parameters', () => {
  const cases: Array<[string, Record<string, unknown>, RegExp | undefined]> = [
    ['fit', good, undefined],
    ['missing', { name: 'abc' }, /'level': a value is needed/],
    ['unknown', { ...good, levell: 1 }, /'levell': .*did you mean 'level'\?/],
    [
      'unknown, of all objects',
      { ...good, constructor: 1 },
      /no such parameter/,
    ],
    [
      'a text for a number',
      { ...good, level: '3' },
      /an integer is expected, but it is a string/,
    ],
    ['a fraction', { ...good, level: 1.5 }, /an integer is expected/],
    ['not finite', { ...good, share: NaN }, /a number is expected/],
    [
      'too large to be exact',
      { ...good, level: 2 ** 60 },
      /an integer is expected/,
    ],
    ['too small', { ...good, level: 0 }, /at least 1 is expected/],
    ['too large', { ...good, level: 6 }, /at most 5 is expected/],
    ['a multiple, as far as numbers go', { ...good, share: 0.7 }, undefined],
    ['no multiple', { ...good, share: 0.75 }, /a multiple of 0\.1/],
    ['too short', { ...good, name: 'a' }, /at least 2/],
    ['too long', { ...good, name: 'abcdef' }, /at most 5/],
    ['of another pattern', { ...good, name: 'ab1' }, /does not match/],
    ['letters beyond ASCII', { ...good, name: 'éé' }, undefined],
    ['none of the choices', { ...good, size: 'l' }, /one of "s", "m"/],
    ['a list', { ...good, note: ['a'] }, /it is a list/],
    ['an object', { ...good, note: { $parameter: 'name' } }, /it is an object/],
    ['null', { ...good, note: null }, /it is null/],
    ['far too long', { ...good, note: 'x'.repeat(5000) }, /at most 4096/],
    ['NUL', { ...good, note: 'a\0b' }, /no text may have/],
    ['half a character', { ...good, note: '\ud800' }, /no text may have/],
    ['lines', { ...good, note: 'a\nb: $(x) {{ y }}' }, undefined],
    ['253 characters', { ...good, note: 'ü'.repeat(253) }, undefined],
  ];
  it.each(cases)('at creation: %s', (_, values, message) => {
    const problems = parameterProblems(parameters, values, { at: 'creation' });
    if (message) expect(problems[0].message).toMatch(message);
    else expect(problems).toEqual([]);
  });

  const previous = { name: 'abc', level: 3 };
  it.each<[Record<string, unknown>, RegExp | undefined]>([
    [{ level: 4 }, undefined],
    [{ name: 'abc' }, undefined],
    [{ name: 'abd' }, /only when the workspace is created/],
    [{ debug: true }, /good for one start only/],
    [{ level: 9 }, /at most 5/],
  ])('at a change: %j', (values, message) => {
    const problems = parameterProblems(parameters, values, {
      at: 'change',
      previous,
    });
    if (message) expect(problems[0].message).toMatch(message);
    else expect(problems).toEqual([]);
  });

  it.each<[Record<string, unknown>, RegExp | undefined]>([
    [{}, undefined],
    [{ debug: true }, undefined],
    [{ debug: 'yes' }, /a boolean is expected/],
    [{ level: 4 }, /not for one start alone/],
  ])('at a start: %j', (values, message) => {
    const problems = parameterProblems(parameters, values, { at: 'start' });
    if (message) expect(problems[0].message).toMatch(message);
    else expect(problems).toEqual([]);
  });

  it('have defaults, and ephemeral ones are not kept', () => {
    expect(parameterDefaults(parameters)).toEqual({
      share: 0.3,
      size: 's',
      debug: false,
      note: '',
    });
    expect(
      keptParameters(parameters, { ...good, debug: true, other: 1 }),
    ).toEqual(good);
    expect(
      parameterProblems(undefined, { a: 1 }, { at: 'start' }),
    ).toHaveLength(1);
  });
});

describe('patterns', () => {
  it.each([
    ['^[a-z]+(-[a-z]+)*$', true],
    ['^\\d{1,3}(\\.\\d{1,3}){3}$', true],
    ['^(dev|test)$', true],
    ['^(\\/[a-z]*)+$', true],
    ['^[a-z]*[0-9]*$', true],
    ['^(a+)+$', false],
    ['^(a|a)*$', false],
    ['^(-[a-z-]+)*$', false],
    ['^((a+))*$', false],
    ['^(\\w+\\s?)*$', false],
    ['(a?){100}', false],
    ['.*.*.*.*.*x', false],
    ['^(a)\\1$', false],
    ['(?<=a)b', false],
    ['[', false],
  ])('%s', (pattern, allowed) => {
    expect(patternProblem(pattern) === undefined).toBe(allowed);
  });
});

describe('lengths of time', () => {
  it.each([
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
    ['0m', undefined],
    ['1w', undefined],
    ['-1h', undefined],
    ['1.5h', undefined],
    [' 1h', undefined],
  ])('%s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
    if (ms !== undefined) expect(formatDuration(ms)).toBe(text);
  });
  it('are written as shortly as possible', () => {
    expect(formatDuration(90 * 60_000)).toBe('90m');
    expect(formatDuration(120 * 60_000)).toBe('2h');
  });
});

describe('replacing', () => {
  it('puts values in as they are, and reads nothing out of them', () => {
    const value = '{ $parameter: other }';
    expect(
      replaceParameters(
        { a: { $parameter: 'p' }, b: [{ $parameter: 'p' }, 'x'], c: null },
        () => value,
      ),
    ).toEqual({ a: value, b: [value, 'x'], c: null });
  });
});
