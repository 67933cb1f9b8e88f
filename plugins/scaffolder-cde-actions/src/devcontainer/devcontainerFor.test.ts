import { planDevcontainer } from '@backstage-cde/plugin-cde-common';
import { devcontainerFor, type DevcontainerOptions } from './devcontainerFor';
import { STACKS, type StackId } from './stacks';
import { validateDevcontainer } from './validateDevcontainer';

const make = (
  stack: StackId,
  files: Record<string, string> = {},
  options: DevcontainerOptions = {},
) => devcontainerFor(stack, new Map(Object.entries(files)), options);

describe('devcontainerFor', () => {
  it('makes all of it', () => {
    const { devcontainer, image } = make(
      'node',
      {
        'package.json': '{"engines":{"node":"22"},"dependencies":{"x":"1"}}',
        'package-lock.json': '',
      },
      {
        name: 'Payments API',
        ports: [
          8080,
          { port: 9229, label: 'Debugger', protocol: 'http' },
          8080,
        ],
        commands: { postCreateCommand: ['npm', 'test'] },
        extensions: ['acme.tools', 'dbaeumer.vscode-eslint'],
        settings: { 'editor.tabSize': 2 },
        containerEnv: { MODE: 'sandbox' },
        hostRequirements: { cpus: 2, memory: '4gb' },
      },
    );
    expect(image).toBe('mcr.microsoft.com/devcontainers/javascript-node:22');
    expect(devcontainer).toEqual({
      name: 'Payments API',
      image,
      hostRequirements: { cpus: 2, memory: '4gb' },
      containerEnv: { MODE: 'sandbox' },
      forwardPorts: [8080, 9229],
      portsAttributes: { '9229': { label: 'Debugger', protocol: 'http' } },
      updateContentCommand: 'npm ci',
      postCreateCommand: ['npm', 'test'],
      customizations: {
        vscode: {
          extensions: ['dbaeumer.vscode-eslint', 'acme.tools'],
          settings: { 'editor.tabSize': 2 },
        },
      },
      remoteUser: 'node',
    });
  });

  it.each<
    [string, StackId, Record<string, string>, DevcontainerOptions, string]
  >([
    ['the default', 'go', {}, {}, 'mcr.microsoft.com/devcontainers/go:1.24'],
    [
      'the files',
      'go',
      { 'go.mod': 'go 1.22' },
      {},
      'mcr.microsoft.com/devcontainers/go:1.22',
    ],
    [
      'a version',
      'go',
      { 'go.mod': 'go 1.22' },
      { version: '1.23' },
      'mcr.microsoft.com/devcontainers/go:1.23',
    ],
    [
      'TypeScript',
      'node',
      { 'tsconfig.json': '' },
      {},
      'mcr.microsoft.com/devcontainers/typescript-node:24',
    ],
    [
      'the platform',
      'go',
      {},
      { images: { go: 'cde.local/go:1' } },
      'cde.local/go:1',
    ],
    [
      'the platform by version',
      'python',
      {},
      { version: '3.11', images: { python: 'r.example/py:{version}-x' } },
      'r.example/py:3.11-x',
    ],
    [
      'an image',
      'go',
      {},
      { image: 'r.example/go', images: { go: 'x' } },
      'r.example/go',
    ],
    [
      'another stack of the platform',
      'go',
      {},
      { images: { node: 'x' } },
      'mcr.microsoft.com/devcontainers/go:1.24',
    ],
  ])('takes the image from %s', (_, stack, files, options, image) => {
    expect(make(stack, files, options).image).toBe(image);
    expect(make(stack, files, options).devcontainer.image).toBe(image);
  });

  it("names a user only where it knows the image's", () => {
    expect(make('go').devcontainer.remoteUser).toBe('vscode');
    expect(make('go', {}, { image: 'x' }).devcontainer).not.toHaveProperty(
      'remoteUser',
    );
    expect(
      make('go', {}, { image: 'x', remoteUser: 'dev' }).devcontainer.remoteUser,
    ).toBe('dev');
  });

  it('builds from a Dockerfile where one is asked for', () => {
    const made = make(
      'python',
      {},
      {
        dockerfile: 'Dockerfile',
        packages: ['jq', 'libpq-dev', 'jq'],
      },
    );
    expect(made.devcontainer).toMatchObject({
      build: { dockerfile: 'Dockerfile' },
    });
    expect(made.devcontainer).not.toHaveProperty('image');
    expect(made.dockerfile).toBe(
      [
        'FROM mcr.microsoft.com/devcontainers/python:3.13',
        '',
        'RUN apt-get update \\',
        '    && apt-get install --yes --no-install-recommends jq libpq-dev \\',
        '    && rm -rf /var/lib/apt/lists/*',
        '',
      ].join('\n'),
    );
    expect(make('go', {}, { dockerfile: 'Dockerfile' }).dockerfile).toBe(
      'FROM mcr.microsoft.com/devcontainers/go:1.24\n',
    );
  });

  it("leaves out the stack's command where an empty one is given", () => {
    const files = { 'package-lock.json': '' };
    expect(make('node', files).devcontainer.updateContentCommand).toBe(
      'npm ci',
    );
    expect(
      make('node', files, { commands: { updateContentCommand: '' } })
        .devcontainer,
    ).not.toHaveProperty('updateContentCommand');
  });

  it('opens a folder of the repository', () => {
    const { devcontainer } = make('go', {}, { folder: 'services/x' });
    const { plan } = planDevcontainer({
      file: {
        path: '.devcontainer/x/devcontainer.json',
        text: JSON.stringify(devcontainer),
      },
      alternatives: [],
      repository: { name: 'mono' },
      defaults: { image: 'x', user: { name: 'vscode' } },
      workspaceId: 'x',
    });
    expect(plan!.workspaceFolder).toBe('/workspaces/mono/services/x');
  });

  it.each(STACKS)('makes for %s what is valid and needs no warning', stack => {
    const { devcontainer } = make(stack);
    const checked = validateDevcontainer(
      '.devcontainer/devcontainer.json',
      JSON.stringify(devcontainer),
    );
    expect(checked).toEqual({ devcontainer, warnings: [] });
  });
});

describe('validateDevcontainer', () => {
  it.each([
    ['{"image": 5}', /image must be string/],
    ['{"forwardPorts": [70000]}', /forwardPorts\.0 must be/],
    [
      '{"waitFor": "never"}',
      /waitFor must be equal to one of .*onCreateCommand/,
    ],
    ['{"build": {}}', /build must have required property 'dockerfile'/],
    [
      '{"hostRequirements": {"memory": "lots"}}',
      /hostRequirements\.memory must match/,
    ],
    [
      '{"customizations": {"vscode": {"extensions": "x"}}}',
      /customizations\.vscode\.extensions must be array/,
    ],
    ['{"postCreateCommand": [1]}', /postCreateCommand\.0 must be string/],
    ['{"image" "x"}', /ColonExpected at line 1, column 10/],
    ['[]', /no object/],
  ])('refuses %s', (text, message) => {
    expect(() => validateDevcontainer('x', text)).toThrow(message);
  });

  it('warns of what a workspace would not do', () => {
    expect(
      validateDevcontainer('x', '{"image":"x","fowardPorts":[1]}').warnings,
    ).toEqual([expect.stringMatching(/Did you mean "forwardPorts"/)]);
  });
});
