import { DURATION_PATTERN } from './durations';

/** Parts of JSON schemas that occur more than once. */

export const parameterReference = {
  description:
    'The value of a parameter takes this place, whole and as it is: { $parameter: name }.',
  properties: {
    $parameter: { type: 'string', description: 'Name of the parameter.' },
  },
  required: ['$parameter'],
  additionalProperties: false,
};

/** A text, or the parameter that gives it. The keywords for objects do not apply to texts, and the other way round. */
export function leaf(description: string, options: object = {}) {
  return {
    ...parameterReference,
    type: ['string', 'object'],
    description: `${description} May be { $parameter: name }.`,
    minLength: 1,
    maxLength: 4096,
    ...options,
  };
}

export function environment(description: string) {
  return {
    type: 'object',
    description,
    maxProperties: 100,
    additionalProperties: {
      ...parameterReference,
      type: ['string', 'number', 'boolean', 'object'],
      description: 'Value of the variable, or { $parameter: name }.',
      maxLength: 32768,
    },
  };
}

export const text = (
  description: string,
  maxLength = 253,
  options: object = {},
) => ({
  type: 'string',
  description,
  minLength: 1,
  maxLength,
  ...options,
});

export const dnsLabel = (description: string, maxLength = 63) =>
  text(description, maxLength, { pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' });

export const quantity = (description: string) =>
  text(description, 32, {
    examples: ['500m', '1Gi'],
    pattern: '^[0-9]+(\\.[0-9]+)?[A-Za-z]{0,2}$',
  });

export const duration = (description: string) =>
  text(description, 8, {
    pattern: DURATION_PATTERN,
    examples: ['30m', '8h', '7d'],
  });

export const durationOrNever = (description: string) =>
  text(description, 8, {
    pattern: `^never$|${DURATION_PATTERN}`,
    examples: ['30m', '8h', 'never'],
  });

export const timeOfDay = (description: string) =>
  text(description, 5, {
    pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
    examples: ['08:00', '19:30'],
  });

export const port = {
  type: 'integer',
  description: 'TCP port.',
  minimum: 1,
  maximum: 65535,
};

export const names = (description: string, options: object = {}) => ({
  type: 'array',
  description,
  minItems: 1,
  maxItems: 50,
  uniqueItems: true,
  items: text('Name.', 63),
  ...options,
});

export const object = (
  description: string,
  properties: Record<string, object>,
  required: string[] = [],
) => ({
  type: 'object',
  description,
  properties,
  ...(required.length > 0 && { required }),
  additionalProperties: false,
});

export const list = (description: string, items: object, maxItems = 20) => ({
  type: 'array',
  description,
  maxItems,
  items,
});

export const texts = (description: string) => ({
  type: 'object',
  description,
  maxProperties: 50,
  additionalProperties: { type: 'string', maxLength: 4096 },
});
