import {
  editDocument,
  readDocument,
  renameKey,
  valueAt,
} from './templateDocument';

const TEXT = `# Our template
metadata:
  name: node # never change it
  tags: [node, web]
spec:
  devcontainer:
    image: node:24
  resourceClasses:
    - small
  gpu:
`;

describe('editDocument', () => {
  it.each([
    ['another text', 'node:26', 'image: node:26'],
    ['a text with a colon', 'a: b', 'image: "a: b"'],
    ['a text like a number', '24', 'image: "24"'],
    [
      'a text like a reference',
      '{ $parameter: x }',
      'image: "{ $parameter: x }"',
    ],
    ['a text with a comment sign', 'a #b', 'image: "a #b"'],
    ['a number', 24, 'image: 24'],
    ['a boolean', true, 'image: true'],
  ])('changes not a character beside %s', (_, value, line) => {
    expect(editDocument(TEXT, ['spec', 'devcontainer', 'image'], value)).toBe(
      TEXT.replace('image: node:24', line),
    );
  });

  it('keeps comments and habits when the structure changes', () => {
    expect(editDocument(TEXT, ['spec', 'ides'], ['vscode-web'])).toBe(
      TEXT.replace('  gpu:\n', '  gpu:\n  ides:\n    - vscode-web\n'),
    );
    expect(editDocument(TEXT, ['metadata', 'title'], 'Node')).toBe(
      TEXT.replace('web]\n', 'web]\n  title: Node\n'),
    );
  });

  it('leaves other lines as they were written, whatever the habits', () => {
    const mixed = `spec:
  resourceClasses: [small,  medium]   # two
  environment:
    A: { $parameter: a }
    B: {$parameter: b}
  ides: [ vscode-web ]`;
    const path = ['spec', 'environment', 'A'];
    expect(editDocument(mixed, path, { $parameter: 'c' })).toBe(
      `${mixed.replace('{ $parameter: a }', '{$parameter: c}')}\n`,
    );
    expect(editDocument(mixed, path, undefined)).toBe(
      `${mixed.replace('    A: { $parameter: a }\n', '')}\n`,
    );
    const padded = mixed.replace('{$parameter: b}', '{ $parameter: b }');
    expect(editDocument(padded, path, { $parameter: 'c' })).toBe(
      `${padded.replace('a }', 'c }')}\n`,
    );
    expect(editDocument(padded, ['spec', 'ides'], ['a', 'b'])).toBe(
      `${padded.replace('[ vscode-web ]', '[a, b]')}\n`,
    );
  });

  it('makes what is missing on the way, also below an empty key', () => {
    const text = editDocument(TEXT, ['spec', 'gpu', 'count'], 2);
    expect(valueAt(readDocument(text).value, ['spec', 'gpu'])).toEqual({
      count: 2,
    });
    const more = editDocument(text, ['spec', 'policies', 'idle', 'max'], '4h');
    expect(valueAt(readDocument(more).value, ['spec', 'policies'])).toEqual({
      idle: { max: '4h' },
    });
  });

  it('removes a value with what became empty', () => {
    const text = editDocument(
      TEXT,
      ['spec', 'devcontainer', 'image'],
      undefined,
    );
    expect(readDocument(text).value?.spec).toEqual({
      resourceClasses: ['small'],
      gpu: null,
    });
    expect(text).toContain('# Our template');
    expect(editDocument(TEXT, ['spec', 'nothing'], undefined)).toBe(TEXT);
  });

  it('writes a list as it was written before', () => {
    expect(editDocument(TEXT, ['metadata', 'tags'], ['a', 'b'])).toBe(
      TEXT.replace('[node, web]', '[a, b]'),
    );
    expect(
      editDocument(TEXT, ['spec', 'resourceClasses'], ['small', 'large']),
    ).toBe(TEXT.replace('- small', '- small\n    - large'));
  });

  it('begins a document where there is none', () => {
    expect(editDocument('', ['metadata', 'name'], 'a')).toBe(
      'metadata:\n  name: a\n',
    );
  });

  it('writes long texts as blocks and reads them back', () => {
    const value = 'First line\n{{ second }}: [';
    const text = editDocument(TEXT, ['metadata', 'description'], value);
    expect(valueAt(readDocument(text).value, ['metadata', 'description'])).toBe(
      value,
    );
  });

  it('refuses what leads through a value without members', () => {
    expect(() => editDocument(TEXT, ['metadata', 'name', 'x'], 'y')).toThrow(
      'metadata.name has no members',
    );
    expect(() => editDocument('a: [', ['a'], 'y')).toThrow();
  });
});

describe('renameKey', () => {
  it('changes the key alone', () => {
    expect(renameKey(TEXT, ['metadata', 'tags'], 'labels')).toBe(
      TEXT.replace('tags:', 'labels:'),
    );
    expect(renameKey(TEXT, ['metadata', 'tags'], 'a: b')).toBe(
      TEXT.replace('tags:', '"a: b":'),
    );
  });

  it('takes no key that is taken, and none that is not there', () => {
    expect(() => renameKey(TEXT, ['metadata', 'tags'], 'name')).toThrow(
      'name is taken',
    );
    expect(() => renameKey(TEXT, ['metadata', 'x'], 'y')).toThrow(
      'There is no metadata.x',
    );
  });
});

describe('readDocument', () => {
  it.each([
    ['a: [1', { problem: { message: expect.any(String), line: 1 } }],
    [
      'a: 1\na: 2',
      { problem: { message: expect.stringMatching(/unique/i), line: 2 } },
    ],
    ['just a text', { problem: { message: expect.stringMatching(/mapping/) } }],
    ['', { value: {} }],
    ['a: 1', { value: { a: 1 } }],
  ])('of %j', (text, expected) => {
    expect(readDocument(text)).toEqual(expected);
  });

  it('reads no alias bomb', () => {
    const bomb = `a: &a [${'x,'.repeat(9)}x]\n${[...'bcdefg']
      .map((key, index) => {
        const before = 'abcdef'[index];
        return `${key}: &${key} [${`*${before},`.repeat(9)}*${before}]`;
      })
      .join('\n')}`;
    expect(readDocument(bomb).problem).toBeDefined();
  });
});
