import type { JsonObject } from '@backstage/types';
import { mergeDevcontainer, parseDevcontainer } from './mergeDevcontainer';

const lines = (...all: string[]) => `${all.join('\n')}\n`;

describe('mergeDevcontainer', () => {
  const table: Array<[string, string, JsonObject, string]> = [
    [
      'adds behind the last property, whose comment stays with it',
      lines('{', '  // ours', '  "name": "A" // the name', '}'),
      { image: 'x', name: 'B' },
      lines(
        '{',
        '  // ours',
        '  "name": "A", // the name',
        '  "image": "x"',
        '}',
      ),
    ],
    [
      'goes on with trailing commas and tabs',
      lines('{', '\t"name": "A", /* n */', '\t// more to come', '}'),
      { forwardPorts: [1], portsAttributes: { '1': { label: 'L' } } },
      lines(
        '{',
        '\t"name": "A", /* n */',
        '\t"forwardPorts": [',
        '\t\t1',
        '\t],',
        '\t"portsAttributes": {',
        '\t\t"1": {',
        '\t\t\t"label": "L"',
        '\t\t}',
        '\t},',
        '\t// more to come',
        '}',
      ),
    ],
    [
      'unites ports, which are numbers or texts',
      lines(
        '{',
        '  "forwardPorts": [8080, "9090"], // two',
        '  "name": "A"',
        '}',
      ),
      { forwardPorts: [8080, 9090, 3000] },
      lines(
        '{',
        '  "forwardPorts": [8080, "9090", 3000], // two',
        '  "name": "A"',
        '}',
      ),
    ],
    [
      'unites extensions, but for those that are not wanted',
      lines(
        '{',
        '  "customizations": {',
        '    "vscode": {',
        '      "extensions": [',
        '        "Acme.One", // the first',
        '        "-acme.two"',
        '      ]',
        '    }',
        '  }',
        '}',
      ),
      {
        customizations: {
          vscode: {
            extensions: ['acme.one', 'acme.two', 'acme.three'],
            settings: { a: 1 },
          },
        },
      },
      lines(
        '{',
        '  "customizations": {',
        '    "vscode": {',
        '      "extensions": [',
        '        "Acme.One", // the first',
        '        "-acme.two",',
        '        "acme.three"',
        '      ],',
        '      "settings": {',
        '        "a": 1',
        '      }',
        '    }',
        '  }',
        '}',
      ),
    ],
    [
      'breaks up one line only where it must',
      lines('{ "customizations": { "vscode": { "settings": { "a": 1 } } } }'),
      { customizations: { vscode: { settings: { b: 2 } } } },
      lines(
        '{ "customizations": { "vscode": { "settings": { "a": 1, "b": 2 } } } }',
      ),
    ],
    [
      'fills what is empty',
      lines('{', '  "forwardPorts": [],', '  "containerEnv": {}', '}'),
      { forwardPorts: [1, 2], containerEnv: { A: 'b' } },
      lines(
        '{',
        '  "forwardPorts": [1, 2],',
        '  "containerEnv": {',
        '    "A": "b"',
        '  }',
        '}',
      ),
    ],
    [
      'keeps comments of an empty file',
      lines('{', '  // nothing yet', '}'),
      { name: 'A' },
      lines('{', '  "name": "A"', '  // nothing yet', '}'),
    ],
    [
      'keeps a container of its own',
      lines('{', '  "build": { "dockerfile": "Dockerfile" }', '}'),
      { image: 'x', name: 'A' },
      lines(
        '{',
        '  "build": { "dockerfile": "Dockerfile" },',
        '  "name": "A"',
        '}',
      ),
    ],
    [
      'keeps commands, whose words are no set',
      lines('{', '  "postCreateCommand": ["npm", "ci"]', '}'),
      { postCreateCommand: ['npm', 'test'] },
      lines('{', '  "postCreateCommand": ["npm", "ci"]', '}'),
    ],
    [
      'takes the last of repeated names',
      lines(
        '{',
        '  "name": "A",',
        '  "containerEnv": {},',
        '  "containerEnv": { "X": "1" }',
        '}',
      ),
      { containerEnv: { X: '2', Y: '3' } },
      lines(
        '{',
        '  "name": "A",',
        '  "containerEnv": {},',
        '  "containerEnv": { "X": "1", "Y": "3" }',
        '}',
      ),
    ],
  ];

  it.each(table)('%s', (_, text, wanted, expected) => {
    const merged = mergeDevcontainer(text, wanted);
    expect(merged.text).toBe(expected);
    // Twice is once.
    expect(mergeDevcontainer(merged.text, wanted)).toEqual({
      text: expected,
      changed: [],
      kept: merged.kept,
    });
  });

  it.each(table)(
    'does the same with other ends of lines: %s',
    (_, text, wanted, expected) => {
      const windows = (value: string) =>
        `\uFEFF${value.replaceAll('\n', '\r\n')}`;
      expect(mergeDevcontainer(windows(text), wanted).text).toBe(
        windows(expected),
      );
    },
  );

  it('overwrites where that is wanted, and nothing else', () => {
    const text = lines(
      '{',
      '  "name": "A", // kept comment',
      '  "build": { "dockerfile": "D" },',
      '  "features": {}, // gone is only the build',
      '  "postCreateCommand": ["npm", "ci"],',
      '  "forwardPorts": [1]',
      '}',
    );
    const merged = mergeDevcontainer(
      text,
      {
        name: 'B',
        image: 'x',
        postCreateCommand: { a: 'b' },
        forwardPorts: [2],
      },
      { overwrite: true },
    );
    expect(merged.text).toContain('"name": "B", // kept comment');
    expect(merged.text).toContain('"features": {}, // gone is only the build');
    expect(parseDevcontainer(merged.text)).toEqual({
      name: 'B',
      features: {},
      postCreateCommand: { a: 'b' },
      forwardPorts: [1, 2],
      image: 'x',
    });
    expect(merged.kept).toEqual([]);
  });

  it.each([
    ['{ "build": {}, "name": "A" }', '{ "image": "x", "name": "A" }'],
    ['{ "name": "A", "build": {} }', '{ "name": "A", "image": "x" }'],
    ['{"build":{},"build":{"a":1}}', '{"image":"x"}'],
    [
      lines(
        '{',
        '  "name": "A", // one',
        '  // two',
        '  "build": {} // three',
        '}',
      ),
      lines(
        '{',
        '  "name": "A", // one',
        '  // two',
        '  // three',
        '  "image": "x"',
        '}',
      ),
    ],
  ])('replaces one kind of container by another in %j', (text, like) => {
    const merged = mergeDevcontainer(text, { image: 'x' }, { overwrite: true });
    expect(parseDevcontainer(merged.text)).toEqual(parseDevcontainer(like));
    const comments = (value: string) => value.match(/\/\/ \w+/g);
    expect(comments(merged.text)).toEqual(comments(like));
  });

  it('writes a new file', () => {
    for (const text of [undefined, '', '\uFEFF \n']) {
      expect(mergeDevcontainer(text, { name: 'A' }).text).toBe(
        '{\n  "name": "A"\n}\n',
      );
    }
  });

  it('says what it kept', () => {
    const { kept, changed } = mergeDevcontainer('{"image":"a","name":"A"}', {
      image: 'b',
      name: 'A',
      containerEnv: { X: '1' },
    });
    expect(kept).toEqual(['image']);
    expect(changed).toEqual(['containerEnv']);
  });

  it.each([
    ['{"image" "x"}', /ColonExpected at line 1, column 10/],
    ['{\n  "a": 1\n', /CloseBraceExpected at line 3/],
    ['[]', /no object/],
    ['5', /no object/],
  ])('does not touch %j', (text, message) => {
    expect(() =>
      mergeDevcontainer(text, { name: 'A' }, { overwrite: true }),
    ).toThrow(message);
  });

  it('treats names as names', () => {
    const wanted = JSON.parse('{"containerEnv":{"__proto__":"x","a.b":"c"}}');
    const { text } = mergeDevcontainer('{"containerEnv":{"q":"r"}}', wanted);
    expect(JSON.parse(text)).toEqual(
      JSON.parse('{"containerEnv":{"q":"r","__proto__":"x","a.b":"c"}}'),
    );
  });
});
