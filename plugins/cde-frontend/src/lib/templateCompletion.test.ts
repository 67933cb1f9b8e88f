import { suggestionsAt } from './templateCompletion';
import type { CompletionSchema } from './templateCompletion';

const leaf: CompletionSchema = {
  type: ['string', 'object'],
  description: 'Image.',
  properties: { $parameter: { type: 'string' } },
};

const SCHEMA: CompletionSchema = {
  type: 'object',
  properties: {
    kind: { type: 'string', enum: ['WorkspaceTemplate'] },
    metadata: { type: 'object', properties: { name: { type: 'string' } } },
    spec: {
      type: 'object',
      required: ['owner'],
      properties: {
        owner: { type: 'string', description: 'The group.' },
        image: leaf,
        privileged: { type: 'boolean' },
        resourceClasses: { type: 'array', items: { type: 'string' } },
        idle: { type: 'string', examples: ['30m', '8h'] },
        sidecars: {
          type: 'array',
          items: {
            type: 'object',
            properties: { name: { type: 'string' }, image: leaf },
          },
        },
        parameters: {
          type: 'object',
          properties: {
            properties: {
              type: 'object',
              additionalProperties: {
                type: 'object',
                properties: {
                  type: { type: 'string', enum: ['string', 'boolean'] },
                  title: { type: 'string' },
                },
              },
            },
          },
        },
      },
    },
  },
};

/** Labels at the place of `|`. */
function labels(marked: string, names = {}) {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  return suggestionsAt(SCHEMA, text, offset, names)?.options.map(
    ({ label }) => label,
  );
}

describe('keys', () => {
  it.each([
    ['of an empty document', '|', ['kind', 'metadata', 'spec']],
    ['without those that are there', 'kind: x\n|\nmetadata:\n', ['spec']],
    ['inside a mapping', 'spec:\n  own|', expect.arrayContaining(['owner'])],
    ['inside an item', 'spec:\n  sidecars:\n    - na|', ['name', 'image']],
    [
      'inside an item, further down',
      'spec:\n  sidecars:\n    - name: a\n      |',
      ['image'],
    ],
    [
      'inside an item that is not indented',
      'spec:\n  sidecars:\n  - name: a\n    |',
      ['image'],
    ],
    [
      'of another item',
      'spec:\n  sidecars:\n    - name: a\n      image: b\n    - |',
      ['name', 'image'],
    ],
    [
      'below free names',
      'spec:\n  parameters:\n    properties:\n      size:\n        t|',
      ['type', 'title'],
    ],
  ])('%s', (_, text, expected) => {
    expect(labels(text)).toEqual(expected);
  });

  it('are not offered in comments, nor where nothing is known', () => {
    expect(labels('# sp|')).toBeUndefined();
    expect(labels('other:\n  |')).toBeUndefined();
  });

  it('say what they are and bring what follows them', () => {
    const at = (text: string, label: string) =>
      suggestionsAt(SCHEMA, text, text.length)?.options.find(
        option => option.label === label,
      );
    expect(at('spec:\n  ', 'owner')).toEqual({
      label: 'owner',
      kind: 'key',
      insert: 'owner: ',
      detail: 'string, required',
      info: 'The group.',
    });
    expect(at('spec:\n  ', 'sidecars')?.insert).toBe('sidecars:\n    - ');
    expect(at('spec:\n  ', 'parameters')?.insert).toBe('parameters:\n    ');
    expect(at('spec:\n  ', 'image')?.insert).toBe('image: ');
  });
});

describe('values', () => {
  const PARAMETERS =
    'spec:\n  parameters:\n    properties:\n      size:\n        type: string\n      tag: {}\n';
  it.each([
    ['of an enumeration', 'kind: W|', ['WorkspaceTemplate']],
    ['of a boolean', 'spec:\n  privileged: |', ['true', 'false']],
    ['as examples', 'spec:\n  idle: |', ['30m', '8h']],
    [
      'as parameters of the text',
      `${PARAMETERS}  image: |`,
      ['{ $parameter: size }', '{ $parameter: tag }'],
    ],
    [
      'of a parameter',
      'spec:\n  parameters:\n    properties:\n      a:\n        type: |',
      ['string', 'boolean'],
    ],
    [
      'that the portal knows, in a list',
      'spec:\n  resourceClasses:\n    - |',
      ['small'],
    ],
    [
      'that the portal knows, in brackets',
      'spec:\n  resourceClasses: [a, s|',
      ['small'],
    ],
  ])('%s', (_, text, expected) => {
    expect(labels(text, { 'spec.resourceClasses.*': ['small'] })).toEqual(
      expected,
    );
  });

  it('replace what was begun', () => {
    const text = 'kind: Works';
    expect(suggestionsAt(SCHEMA, text, text.length)?.from).toBe(6);
  });
});
