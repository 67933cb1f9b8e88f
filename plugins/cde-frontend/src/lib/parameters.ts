import type {
  ParameterValue,
  TemplateParameter,
  TemplateParameters,
} from '@backstage-cde/plugin-cde-common';
import type { JsonObject, JsonValue } from '@backstage/types';

/** Values of parameters by name. */
export type ParameterValues = Record<string, ParameterValue>;

/** Widgets that a parameter may ask for; others are ignored, as a form with a plain field is better than none. */
const WIDGETS = new Set([
  'text',
  'textarea',
  'password',
  'select',
  'radio',
  'checkbox',
  'range',
  'updown',
  'hidden',
  'email',
  'uri',
  'date',
  'time',
]);

/** Hints that the form understands. */
const HINTS = new Set([
  'ui:widget',
  'ui:help',
  'ui:placeholder',
  'ui:options',
  'ui:enumNames',
  'ui:title',
  'ui:description',
  'ui:autofocus',
  'ui:readonly',
  'ui:disabled',
  'ui:emptyValue',
]);

/** A form in two halves: what is valid, and how it looks. */
export interface ParameterFormSchema {
  schema: JsonObject;
  uiSchema: JsonObject;
}

/**
 * Takes the hints, which templates write beside the schema, apart from it; and the
 * defaults, which are filled in once: a form that knew them would put them back whenever
 * a field is emptied.
 */
export function splitSchema(
  parameters: TemplateParameters,
  disabledKeys: readonly string[] = [],
): ParameterFormSchema {
  const properties: JsonObject = {};
  const uiSchema: JsonObject = {};
  for (const [key, parameter] of Object.entries(parameters.properties)) {
    const { schema, hints } = splitParameter(parameter);
    properties[key] = schema;
    uiSchema[key] = disabledKeys.includes(key)
      ? { ...hints, 'ui:disabled': true }
      : hints;
  }
  const schema: JsonObject = { type: 'object', properties };
  if (parameters.required) schema.required = parameters.required;
  return { schema, uiSchema };
}

function splitParameter(parameter: TemplateParameter) {
  const schema: JsonObject = {};
  const hints: JsonObject = {};
  for (const [key, value] of Object.entries(parameter)) {
    if (value === undefined || key === 'default') continue;
    if (!key.startsWith('ui:')) schema[key] = value;
    else if (isKnownHint(key, value)) hints[key] = value;
  }
  return { schema, hints };
}

function isKnownHint(key: string, value: JsonValue): boolean {
  if (!HINTS.has(key)) return false;
  return key !== 'ui:widget' || WIDGETS.has(String(value));
}

/** The values with defaults where there are none yet. */
export function withDefaults(
  parameters: TemplateParameters,
  values: ParameterValues,
): ParameterValues {
  const defaults = Object.entries(parameters.properties).map(
    ([key, parameter]) => [key, parameter.default],
  );
  return cleanValues(parameters, {
    ...Object.fromEntries(defaults),
    ...values,
  });
}

/** Only what the schema knows and what is a leaf. */
export function cleanValues(
  parameters: TemplateParameters,
  values: Record<string, unknown> | undefined,
): ParameterValues {
  const clean: ParameterValues = {};
  for (const key of Object.keys(parameters.properties)) {
    const value = values?.[key];
    if (
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean'
    )
      clean[key] = value;
  }
  return clean;
}
