import { nearestName } from '../devcontainer/nearestName';
import { patternOf } from './patterns';
import type {
  ParameterValue,
  TemplateParameter,
  TemplateParameters,
  TemplateProblem,
} from './types';

/** When parameters are given. @public */
export type ParameterOccasion =
  /** A new workspace: the whole of them. */
  | 'creation'
  /** An existing one: those that shall become others. */
  | 'change'
  /** One start: ephemeral ones. */
  | 'start';

/** The longest text that a parameter may be, whatever its schema says. */
const LONGEST = 4096;

/**
 * What is wrong with values for a template's parameters; paths begin with `parameters`.
 *
 * @param options - `previous`: the values that the workspace has, for `change`
 * @public
 */
export function parameterProblems(
  parameters: TemplateParameters | undefined,
  values: Record<string, unknown>,
  options: {
    at: ParameterOccasion;
    previous?: Record<string, ParameterValue>;
  },
): TemplateProblem[] {
  const properties = parameters?.properties ?? {};
  const given = Object.entries(values).flatMap(([name, value]) => {
    const schema = Object.hasOwn(properties, name)
      ? properties[name]
      : undefined;
    const message = schema
      ? occasionProblem(name, schema, value, options) ??
        valueProblem(schema, value)
      : unknownProblem(name, Object.keys(properties));
    return message === undefined ? [] : [problemOf(name, message)];
  });
  const missing = options.at === 'creation' ? missingNames(parameters) : [];
  return [
    ...given,
    ...missing
      .filter(name => !Object.hasOwn(values, name))
      .map(name => problemOf(name, 'a value is needed')),
  ];
}

/** The values that apply where none are given. @public */
export function parameterDefaults(
  parameters: TemplateParameters | undefined,
): Record<string, ParameterValue> {
  return Object.fromEntries(
    Object.entries(parameters?.properties ?? {}).flatMap(
      ([name, { default: value }]): Array<[string, ParameterValue]> =>
        isLeaf(value) ? [[name, value]] : [],
    ),
  );
}

/** The values without those that are good for one start only: what is kept with a workspace. @public */
export function keptParameters(
  parameters: TemplateParameters | undefined,
  values: Record<string, ParameterValue>,
): Record<string, ParameterValue> {
  const properties = parameters?.properties ?? {};
  return Object.fromEntries(
    Object.entries(values).filter(
      ([name]) =>
        Object.hasOwn(properties, name) && !properties[name].ephemeral,
    ),
  );
}

/** What is wrong with a value of one parameter, if anything. @public */
export function valueProblem(
  schema: TemplateParameter,
  value: unknown,
): string | undefined {
  if (!hasType(schema.type, value)) {
    const article = schema.type === 'integer' ? 'an' : 'a';
    return `${article} ${schema.type} is expected, but it is ${typeName(
      value,
    )}`;
  }
  const choices = schema.enum;
  if (Array.isArray(choices) && !choices.some(choice => choice === value))
    return `one of ${choices
      .map(choice => JSON.stringify(choice))
      .join(', ')} is expected`;
  return typeof value === 'string'
    ? textProblem(schema, value)
    : numberProblem(schema, value);
}

function textProblem(
  schema: TemplateParameter,
  value: string,
): string | undefined {
  const length = [...value].length;
  const longest = Math.min(numberOf(schema.maxLength) ?? LONGEST, LONGEST);
  const least = numberOf(schema.minLength) ?? 0;
  if (length > longest)
    return `it has ${length} characters; at most ${longest} are allowed`;
  if (length < least)
    return `it has ${length} characters; at least ${least} are needed`;
  if (value.includes('\0') || /\p{Surrogate}/u.test(value))
    return 'it has characters that no text may have';
  if (
    typeof schema.pattern === 'string' &&
    !patternOf(schema.pattern).test(value)
  )
    return `it does not match the pattern ${schema.pattern}`;
  return undefined;
}

function numberProblem(
  schema: TemplateParameter,
  value: unknown,
): string | undefined {
  if (typeof value !== 'number') return undefined;
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } =
    schema;
  const bound = [
    typeof minimum === 'number' && value < minimum && `at least ${minimum}`,
    typeof maximum === 'number' && value > maximum && `at most ${maximum}`,
    typeof exclusiveMinimum === 'number' &&
      value <= exclusiveMinimum &&
      `more than ${exclusiveMinimum}`,
    typeof exclusiveMaximum === 'number' &&
      value >= exclusiveMaximum &&
      `less than ${exclusiveMaximum}`,
    typeof multipleOf === 'number' &&
      !isMultiple(value, multipleOf) &&
      `a multiple of ${multipleOf}`,
  ].find(text => typeof text === 'string');
  return bound ? `${bound} is expected, but it is ${value}` : undefined;
}

/** Decimal fractions are not exact, so the nearest multiple has to be close enough. */
function isMultiple(value: number, step: number): boolean {
  const times = value / step;
  return Math.abs(times - Math.round(times)) < 1e-9 * Math.max(1, times);
}

function occasionProblem(
  name: string,
  schema: TemplateParameter,
  value: unknown,
  {
    at,
    previous = {},
  }: { at: ParameterOccasion; previous?: Record<string, ParameterValue> },
): string | undefined {
  if (at === 'start' && !schema.ephemeral)
    return 'it is not for one start alone; change it in the settings of the workspace';
  if (at === 'change' && schema.ephemeral)
    return 'it is good for one start only; give it when the workspace is started';
  const same = Object.hasOwn(previous, name) && previous[name] === value;
  if (at === 'change' && !schema.mutable && !same)
    return 'it can be set only when the workspace is created';
  return undefined;
}

function missingNames(parameters: TemplateParameters | undefined): string[] {
  const { properties = {}, required = [] } = parameters ?? {};
  return required.filter(
    name =>
      Object.hasOwn(properties, name) && !isLeaf(properties[name].default),
  );
}

function unknownProblem(name: string, known: string[]): string {
  const nearest = nearestName(name, known);
  const hint = nearest ? `; did you mean '${nearest}'?` : '';
  return `the template has no such parameter${hint}`;
}

function problemOf(name: string, message: string): TemplateProblem {
  return {
    severity: 'error',
    message: `The parameter '${name.slice(0, 80)}': ${message}`,
    path: `parameters.${name.slice(0, 80)}`,
  };
}

function isLeaf(value: unknown): value is ParameterValue {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function hasType(type: TemplateParameter['type'], value: unknown): boolean {
  if (type === 'integer') return Number.isSafeInteger(value);
  if (type === 'number') return Number.isFinite(value);
  return typeof value === type;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
