import { object, text } from './schemaParts';

const number = (description: string) => ({ type: 'number', description });
const size = (description: string) => ({
  type: 'integer',
  description,
  minimum: 0,
  maximum: 4096,
});
const leafValue = { type: ['string', 'number', 'boolean'], maxLength: 4096 };

/** JSON schema of one parameter: itself a JSON schema of a leaf, with hints for the form. */
const parameter = {
  ...object(
    'A parameter: a JSON schema of one value, with hints for the form (`ui:widget`, `ui:help`, …) as in the scaffolder.',
    {
      type: {
        type: 'string',
        description: 'What the value is.',
        enum: ['string', 'number', 'integer', 'boolean'],
      },
      title: text('What the form calls it.', 100),
      description: text('What it is for, shown below the field.', 1000),
      default: {
        ...leafValue,
        description: 'Value that applies where none is given.',
      },
      enum: {
        type: 'array',
        description: 'The only values that may be chosen.',
        minItems: 1,
        maxItems: 200,
        uniqueItems: true,
        items: leafValue,
      },
      enumNames: {
        type: 'array',
        description:
          'What the form calls the values of `enum`, in their order.',
        maxItems: 200,
        items: { type: 'string', maxLength: 200 },
      },
      examples: {
        type: 'array',
        description: 'Examples.',
        maxItems: 20,
        items: leafValue,
      },
      minimum: number('The smallest number.'),
      maximum: number('The largest number.'),
      exclusiveMinimum: number('The number has to be larger.'),
      exclusiveMaximum: number('The number has to be smaller.'),
      multipleOf: {
        type: 'number',
        description: 'The number has to be a multiple of this.',
        exclusiveMinimum: 0,
      },
      minLength: size('The fewest characters.'),
      maxLength: size('The most characters; 4096 at most.'),
      pattern: {
        type: 'string',
        description:
          'Regular expression that has to match somewhere in the text; write ^…$ for the whole of it.',
        minLength: 1,
        maxLength: 256,
      },
      mutable: {
        type: 'boolean',
        description:
          'May be changed later; takes effect at the next start. Default: only at creation.',
      },
      ephemeral: {
        type: 'boolean',
        description:
          'Good for one start, and forgotten after it. Needs a default.',
      },
    },
    ['type'],
  ),
  patternProperties: { '^ui:[A-Za-z]{1,40}$': {} },
};

export const parametersSchema = object(
  'What developers choose when they make a workspace. Values take the place of { $parameter: name } elsewhere.',
  {
    properties: {
      type: 'object',
      description: 'The parameters by name, in the order of the form.',
      maxProperties: 50,
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]{0,62}$' },
      additionalProperties: parameter,
    },
    required: {
      type: 'array',
      description:
        'Names of parameters without a default that have to be given.',
      uniqueItems: true,
      maxItems: 50,
      items: { type: 'string' },
    },
  },
  ['properties'],
);
