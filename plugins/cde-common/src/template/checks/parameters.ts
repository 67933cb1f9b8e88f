import { quoted, type Finding } from '../finding';
import { valueProblem } from '../parameters';
import { patternProblem } from '../patterns';
import {
  isParameterReference,
  visitReferences,
  type Path,
} from '../references';
import type {
  TemplateParameter,
  TemplateParameters,
  WorkspaceTemplateSpec,
} from '../types';

const NUMBERS = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
];
const TEXTS = ['minLength', 'maxLength', 'pattern'];

/** Declarations of parameters, and the places where their values go. */
export function parameterFindings(spec: WorkspaceTemplateSpec): Finding[] {
  const { parameters } = spec;
  return [
    ...Object.entries(parameters?.properties ?? {}).flatMap(([name, schema]) =>
      declarationFindings(schema, ['spec', 'parameters', 'properties', name]),
    ),
    ...requiredFindings(parameters),
    ...referenceFindings(spec),
  ];
}

function declarationFindings(schema: TemplateParameter, path: Path): Finding[] {
  const findings: Finding[] = [];
  const add = (key: string, message: string) =>
    findings.push({ path: [...path, key], message });
  const isNumber = schema.type === 'number' || schema.type === 'integer';
  for (const key of [
    ...(isNumber ? [] : NUMBERS),
    ...(schema.type === 'string' ? [] : TEXTS),
  ]) {
    if (key in schema) add(key, `it has no meaning for a ${schema.type}`);
  }
  if (larger(schema.minimum, schema.maximum))
    add('minimum', 'it is more than the maximum');
  if (larger(schema.minLength, schema.maxLength))
    add('minLength', 'it is more than maxLength');
  const pattern =
    typeof schema.pattern === 'string' && patternProblem(schema.pattern);
  if (pattern) {
    add('pattern', `the pattern cannot be used: ${pattern}`);
    return findings;
  }
  const { enum: choices, ...rest } = schema;
  const withoutChoices = rest as TemplateParameter;
  for (const [index, choice] of list(choices).entries()) {
    const problem = valueProblem(withoutChoices, choice);
    if (problem)
      findings.push({ path: [...path, 'enum', index], message: problem });
  }
  const names = schema.enumNames;
  if (names && list(names).length !== list(schema.enum).length)
    add('enumNames', 'it needs as many entries as enum');
  if (schema.default !== undefined) {
    const problem = valueProblem(schema, schema.default);
    if (problem)
      add('default', `the default does not fit its own schema: ${problem}`);
  }
  if (schema.ephemeral && schema.default === undefined)
    add(
      'ephemeral',
      'it needs a default, for starts that nobody is asked about',
    );
  if (schema.ephemeral && schema.mutable)
    add('mutable', 'an ephemeral parameter is never kept, so it cannot change');
  return findings;
}

function requiredFindings(parameters: TemplateParameters | undefined) {
  return (parameters?.required ?? []).flatMap((name, index): Finding[] =>
    Object.hasOwn(parameters?.properties ?? {}, name)
      ? []
      : [
          {
            path: ['spec', 'parameters', 'required', index],
            message: `There is no parameter ${quoted(name)}`,
          },
        ],
  );
}

function referenceFindings(spec: WorkspaceTemplateSpec): Finding[] {
  const properties = spec.parameters?.properties ?? {};
  const required = spec.parameters?.required ?? [];
  const findings: Finding[] = [];
  const used = new Set<string>();
  visitReferences(spec, (found, inner) => {
    const path = ['spec', ...inner];
    const add = (message: string) => findings.push({ path, message });
    if (!isParameterReference(found)) {
      add('a reference is { $parameter: name } and nothing else');
      return;
    }
    const name = found.$parameter;
    used.add(name);
    const place = placeOf(inner);
    const schema = Object.hasOwn(properties, name)
      ? properties[name]
      : undefined;
    if (!place) {
      add(
        'a parameter cannot stand here: its value can only be an image, a variable, an argument, the size of the volume, or a value inside a manifest',
      );
    } else if (!schema) {
      add(`There is no parameter ${quoted(name)}`);
    } else if (place === 'text' && schema.type !== 'string') {
      add(
        `the parameter '${name}' is of the type ${schema.type}, but a text is expected`,
      );
    } else if (schema.default === undefined && !required.includes(name)) {
      add(
        `the parameter '${name}' may have no value; give it a default or make it required`,
      );
    }
  });
  const unused = Object.keys(properties).filter(name => !used.has(name));
  return [
    ...findings,
    ...unused.map(
      (name): Finding => ({
        path: ['spec', 'parameters', 'properties', name],
        message: `the parameter '${name}' is used nowhere`,
        severity: 'warning',
        at: 'key',
      }),
    ),
  ];
}

/** Where a value may go: as a text only, or as whatever it is. */
function placeOf(path: Path): 'text' | 'any' | undefined {
  const [first, second, third, fourth] = path;
  if (first === 'environment' && path.length === 2) return 'any';
  if (first === 'manifests' && path.length > 2)
    return ['apiVersion', 'kind', 'metadata', 'status'].includes(String(third))
      ? undefined
      : manifestPlace(path);
  if (first === 'devcontainer' && second === 'image' && path.length === 2)
    return 'text';
  if (first === 'volume' && second === 'size' && path.length === 2)
    return 'text';
  if (first !== 'sidecars') return undefined;
  if (third === 'image' && path.length === 3) return 'text';
  if (third === 'args' && typeof fourth === 'number') return 'text';
  return third === 'environment' && path.length === 4 ? 'any' : undefined;
}

/** Objects inside manifests (pod templates, lists) say what they are by keys that no value may choose. */
function manifestPlace(path: Path): 'any' | undefined {
  return ['apiVersion', 'kind'].includes(String(path.at(-1))) ||
    path.includes('metadata')
    ? undefined
    : 'any';
}

function larger(a: unknown, b: unknown): boolean {
  return typeof a === 'number' && typeof b === 'number' && a > b;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
