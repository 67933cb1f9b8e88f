import { cleanValues, splitSchema, withDefaults } from './parameters';

const PARAMETERS = {
  properties: {
    size: { type: 'integer' as const, minimum: 1, default: 5 },
    text: {
      type: 'string' as const,
      mutable: true,
      'ui:widget': 'textarea',
      'ui:help': 'Say it.',
      'ui:field': 'OwnerPicker',
    },
    odd: { type: 'string' as const, 'ui:widget': 'no-such-widget' },
  },
  required: ['text'],
};

it('takes the hints that the form knows apart from the schema', () => {
  expect(splitSchema(PARAMETERS, ['size'])).toEqual({
    schema: {
      type: 'object',
      properties: {
        size: { type: 'integer', minimum: 1 },
        text: { type: 'string', mutable: true },
        odd: { type: 'string' },
      },
      required: ['text'],
    },
    uiSchema: {
      size: { 'ui:disabled': true },
      text: { 'ui:widget': 'textarea', 'ui:help': 'Say it.' },
      odd: {},
    },
  });
});

it('keeps leaves that the schema knows, and nothing else', () => {
  expect(
    cleanValues(PARAMETERS, {
      size: 0,
      text: { not: 'a leaf' },
      other: 'unknown',
      odd: '',
    }),
  ).toEqual({ size: 0, odd: '' });
  expect(cleanValues(PARAMETERS, undefined)).toEqual({});
});

it('fills in defaults only where there is no value', () => {
  expect(withDefaults(PARAMETERS, {})).toEqual({ size: 5 });
  expect(withDefaults(PARAMETERS, { size: 7, text: 'a' })).toEqual({
    size: 7,
    text: 'a',
  });
});
