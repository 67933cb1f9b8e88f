import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { nearestName } from '../../devcontainer/nearestName';
import { quoted, type Finding } from '../finding';
import { isObject, type Path } from '../references';
import { workspaceTemplateSchema } from '../schema';

let compiled: ValidateFunction | undefined;

/** What the JSON schema says of a document. */
export function structureFindings(value: unknown): Finding[] {
  compiled ??= new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
  }).compile(workspaceTemplateSchema);
  if (compiled(value)) return [];
  const findings = (compiled.errors ?? []).map(error =>
    findingOf(error, value),
  );
  return unique(findings);
}

function findingOf(error: ErrorObject, root: unknown): Finding {
  const path = pathOf(error.instancePath, root);
  const { params, data } = error;
  const schema = (error.parentSchema ?? {}) as {
    properties?: object;
    type?: string | string[];
    description?: string;
  };
  const known = Object.keys(schema.properties ?? {});
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = params.additionalProperty as string;
      const nearest = nearestName(name, known);
      const hint = nearest
        ? `did you mean '${nearest}'?`
        : `known here: ${known.join(', ')}`;
      return {
        path: [...path, name],
        message: `${quoted(name)} is not a key here; ${hint}`,
        at: 'key',
      };
    }
    case 'required': {
      const name = params.missingProperty as string;
      const isReference = name === '$parameter';
      return {
        path,
        message: isReference
          ? 'a value is expected here, or { $parameter: name } and nothing else'
          : `'${name}' is missing`,
        at: isReference ? 'value' : 'key',
      };
    }
    case 'type':
      return { path, message: typeMessage(schema.type, data) };
    case 'enum': {
      const values = params.allowedValues as unknown[];
      const nearest = nearestName(String(data), values.map(String));
      const hint = nearest ? `; did you mean '${nearest}'?` : '';
      return {
        path,
        message: `${quoted(data)} is not one of ${values.join(', ')}${hint}`,
      };
    }
    case 'pattern':
      return {
        path,
        message: `${quoted(data)} is not what is expected here: ${
          schema.description ?? `it has to match ${params.pattern}`
        }`,
      };
    case 'propertyNames':
      return {
        path: [...path, params.propertyName as string],
        message: `${quoted(params.propertyName)} cannot be a name here`,
        at: 'key',
      };
    default:
      return { path, message: `it ${error.message ?? 'is not valid'}` };
  }
}

function typeMessage(type: string | string[] | undefined, data: unknown) {
  const expected = [type ?? []].flat().map(name => TYPES[name] ?? name);
  const isLeafOrReference =
    expected.includes(TYPES.object) && expected.length > 1;
  const names = isLeafOrReference
    ? [
        ...expected.filter(name => name !== TYPES.object),
        '{ $parameter: name }',
      ]
    : expected;
  return `${names.join(' or ')} is expected, but it is ${nameOf(data)}`;
}

const TYPES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

function nameOf(data: unknown): string {
  if (data === null) return 'empty';
  if (Array.isArray(data)) return TYPES.array;
  if (typeof data === 'boolean') return String(data);
  return TYPES[typeof data] ?? typeof data;
}

/** JSON pointer to path; numbers are indices only where there is a list. */
function pathOf(pointer: string, root: unknown): Path {
  let value = root;
  return pointer
    .split('/')
    .slice(1)
    .map(part => {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const key = Array.isArray(value) ? Number(name) : name;
      if (Array.isArray(value)) value = value[Number(name)];
      else value = isObject(value) ? value[name] : undefined;
      return key;
    });
}

/** A name that does not match its pattern is reported twice by the validator. */
function unique(findings: Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path, message, at }) => {
    const key = JSON.stringify([path, at === 'key' ? 'key' : message]);
    return !seen.has(key) && seen.add(key);
  });
}
