import { planDevcontainer, type DevcontainerInput } from './planDevcontainer';

const defaults = { image: 'example.org/base:1', user: { name: 'vscode' } };

function outcomeOf(
  text: string | object | undefined,
  over: Partial<DevcontainerInput> = {},
) {
  const content =
    typeof text === 'object' ? JSON.stringify(text, null, 2) : text;
  const outcome = planDevcontainer({
    ...(content !== undefined && {
      file: { path: '.devcontainer/devcontainer.json', text: content },
    }),
    alternatives: [],
    repository: { name: 'shop' },
    defaults,
    workspaceId: '0b8f7f0e-1111-4222-8333-444455556666',
    ...over,
  });
  const entry = (property: string) =>
    outcome.report.properties.find(
      candidate => candidate.property === property,
    );
  return { ...outcome, entry };
}

function planOf(text: string | object) {
  const { plan } = outcomeOf(text);
  if (!plan) throw new Error('expected a plan');
  return plan;
}

describe('without a file', () => {
  it('applies the defaults', () => {
    const { plan, report } = outcomeOf(undefined);
    expect(plan).toMatchObject({
      image: 'example.org/base:1',
      remoteUser: 'vscode',
      home: '/home/vscode',
      repositoryFolder: '/workspaces/shop',
      workspaceFolder: '/workspaces/shop',
      waitFor: 'updateContentCommand',
    });
    expect(report).toEqual({
      source: 'default',
      alternatives: [],
      properties: [],
      problems: [],
    });
  });

  it.each([
    [undefined, '/workspaces/workspace'],
    ['..', '/workspaces/workspace'],
    ['a b/../c', '/workspaces/a-b-..-c'],
    ['.github', '/workspaces/github'],
  ])('makes a folder of the repository name %p', (name, folder) => {
    const { plan } = outcomeOf(undefined, {
      repository: name === undefined ? undefined : { name },
    });
    expect(plan?.repositoryFolder).toBe(folder);
  });
});

describe('reading', () => {
  it('takes comments, trailing commas, tabs, CRLF and a byte order mark without a word', () => {
    const { plan, report } = outcomeOf(
      '\uFEFF// For details, see https://aka.ms/devcontainer.json.\r\n{\r\n\t"name": "Go", /* the\r\n language */\r\n\t"image": "mcr.microsoft.com/devcontainers/go:1-1.22-bookworm",\r\n\t"forwardPorts": [8080,],\r\n}\r\n',
    );
    expect(plan).toMatchObject({
      image: 'mcr.microsoft.com/devcontainers/go:1-1.22-bookworm',
    });
    expect(report.problems).toEqual([]);
    expect(
      report.properties.map(({ property, line, column }) => [
        property,
        line,
        column,
      ]),
    ).toEqual([
      ['name', 3, 2],
      ['image', 5, 2],
      ['forwardPorts', 6, 2],
    ]);
  });

  it.each<
    [
      string,
      string,
      { line: number; column: number; message: RegExp; plan: boolean },
    ]
  >([
    [
      'a missing comma',
      '{\n  "image": "a:1"\n  "name": "x"\n}',
      {
        line: 3,
        column: 3,
        message: /expected "," .*found "name"/,
        plan: true,
      },
    ],
    [
      'a missing colon',
      '{\n  "image" "a:1"\n}',
      {
        line: 2,
        column: 11,
        message: /expected ":" .*found "a:1"/,
        plan: false,
      },
    ],
    [
      'a missing brace',
      '{\n  "image": "a:1"\n',
      {
        line: 3,
        column: 1,
        message: /expected "}", found the end of the file/,
        plan: true,
      },
    ],
    [
      'an unclosed string',
      '{\n  "name": "x,\n  "image": "a:1"\n}',
      { line: 2, column: 11, message: /not closed in its line/, plan: true },
    ],
    [
      'single quotes',
      "{\n  'image': 'a:1'\n}",
      { line: 2, column: 3, message: /expected double quotes/, plan: false },
    ],
    [
      'a bare word',
      '{\n  "image": "a:1",\n  "init": yes\n}',
      {
        line: 3,
        column: 11,
        message: /expected a value.*found yes/,
        plan: true,
      },
    ],
    [
      'an unclosed comment',
      '{ "image": "a:1" } /* x',
      { line: 1, column: 20, message: /not closed/, plan: true },
    ],
    [
      'an empty file',
      '',
      { line: 1, column: 1, message: /empty/, plan: false },
    ],
    [
      'an array',
      '\n["a"]',
      {
        line: 2,
        column: 1,
        message: /expected an object .*found an array/i,
        plan: false,
      },
    ],
    [
      'a deep file',
      `{"a":${'['.repeat(100_000)}`,
      { line: 1, column: 69, message: /nested deeper/, plan: false },
    ],
    [
      'a huge file',
      `{"a":"${'x'.repeat(300_000)}"}`,
      { line: 1, column: 1, message: /larger than 256 KiB/, plan: false },
    ],
  ])('says where %s is', (_case, text, expected) => {
    const { plan, report } = outcomeOf(text);
    expect(report.problems[0]).toMatchObject({
      severity: 'error',
      path: '.devcontainer/devcontainer.json',
      line: expected.line,
      column: expected.column,
      message: expect.stringMatching(expected.message),
    });
    expect(plan !== undefined).toBe(expected.plan);
  });

  it('lets the last of two equal names count, and says so', () => {
    const { plan, report } = outcomeOf('{\n"image": "a:1",\n"image": "b:2"\n}');
    expect(plan?.image).toBe('b:2');
    expect(report.problems).toEqual([
      expect.objectContaining({
        severity: 'warning',
        line: 2,
        message: expect.stringContaining('line 3 counts'),
      }),
    ]);
  });

  it('does not let a file reach prototypes', () => {
    const plan = planOf(
      '{"image":"a:1","settings":{"__proto__":{"polluted":1}},"containerEnv":{"__proto__":"x"}}',
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(plan.settings)).toEqual(['__proto__']);
  });

  it('notes a place that only we look at', () => {
    const { report } = outcomeOf(undefined, {
      file: {
        path: '.devcontainer/.devcontainer.json',
        text: '{"image":"a:1"}',
      },
    });
    expect(report.problems).toEqual([
      expect.objectContaining({
        severity: 'warning',
        message: expect.stringContaining('other tools will not find it'),
      }),
    ]);
  });
});

describe('tiers', () => {
  it.each([
    [
      { build: { dockerfile: 'Dockerfile' } },
      'build',
      /Dockerfile is not supported yet/,
    ],
    [
      { dockerFile: 'Dockerfile', context: '..' },
      'dockerFile',
      /Dockerfile is not supported yet/,
    ],
    [
      { dockerComposeFile: 'compose.yml', service: 'app', runServices: ['db'] },
      'dockerComposeFile',
      /Compose is not supported yet/,
    ],
    [
      { image: 'a:1', dockerComposeFile: ['a.yml'] },
      'dockerComposeFile',
      /Compose is not supported yet/,
    ],
  ])('refuses %j by name', (file, property, message) => {
    const { plan, report, entry } = outcomeOf(file);
    expect(plan).toBeUndefined();
    expect(entry(property)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(message),
    });
    expect(report.problems).toEqual([
      expect.objectContaining({
        severity: 'error',
        message: expect.stringMatching(message),
      }),
    ]);
  });

  it('goes on without features, naming them', () => {
    const { plan, report, entry } = outcomeOf({
      image: 'a:1',
      features: {
        'ghcr.io/devcontainers/features/node:1': {},
        './local': 'latest',
      },
    });
    expect(plan?.image).toBe('a:1');
    expect(entry('features')).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('features/node:1, ./local'),
    });
    expect(report.problems).toEqual([
      expect.objectContaining({ severity: 'warning', line: 3 }),
    ]);
  });

  it('uses the default image where the file names none', () => {
    const { plan, entry } = outcomeOf({ name: 'x' });
    expect(plan?.image).toBe(defaults.image);
    expect(entry('image')).toMatchObject({
      outcome: 'translated',
      reason: expect.stringContaining('default applies'),
    });
  });

  it.each(['', 'a b', '--privileged', 'x'.repeat(600), 7, null, '$(id)'])(
    'has no plan for the image %p',
    image => {
      const { plan, report } = outcomeOf({ image });
      expect(plan).toBeUndefined();
      expect(report.problems[0]).toMatchObject({
        severity: 'error',
        line: 2,
        column: 12,
      });
    },
  );
});

describe('variables', () => {
  it('replaces what is known and says what is not', () => {
    const { plan, entry } = outcomeOf({
      image: 'example.org/${localEnv:VARIANT:node}:24',
      workspaceFolder: '/workspaces/${localWorkspaceFolderBasename}/web',
      containerEnv: {
        HOST_HOME: '${localEnv:HOME}',
        CACHE: '${containerWorkspaceFolder}/.cache',
        REPO: '${localWorkspaceFolder}',
        NAME: '${containerWorkspaceFolderBasename}',
        OLD: '${env:USER}',
        SHELL_STYLE: '${X:-y}',
        LATE: '${containerEnv:LANG}',
      },
      remoteEnv: { PATH: '${containerEnv:PATH}:/opt/bin', LANG: null },
    });
    expect(plan).toMatchObject({
      image: 'example.org/node:24',
      workspaceFolder: '/workspaces/shop/web',
      containerEnv: {
        HOST_HOME: '',
        CACHE: '/workspaces/shop/web/.cache',
        REPO: '/workspaces/shop',
        NAME: 'web',
        OLD: '',
        SHELL_STYLE: '${X:-y}',
        LATE: '${containerEnv:LANG}',
      },
      remoteEnv: { PATH: '${containerEnv:PATH}:/opt/bin', LANG: null },
    });
    expect(entry('containerEnv')).toMatchObject({
      outcome: 'translated',
      reason: expect.stringMatching(
        /\$\{localEnv:HOME\} is empty.*\$\{env:USER\} is empty.*containerEnv:LANG\} stays/,
      ),
    });
    expect(entry('image')?.reason).toMatch(/its default/);
  });

  it('gives a stable devcontainerId of 52 characters', () => {
    const id = planOf({
      image: 'a:1',
      containerEnv: { ID: '${devcontainerId}' },
    }).containerEnv.ID;
    expect(id).toMatch(/^[0-9a-v]{52}$/);
    expect(
      planOf({ image: 'a:1', containerEnv: { ID: '${devcontainerId}' } })
        .containerEnv.ID,
    ).toBe(id);
  });
});

describe('environment', () => {
  it.each([
    'LD_PRELOAD',
    'LD_AUDIT',
    'PATH',
    'HOME',
    'GIT_SSH_COMMAND',
    'CDE_TOKEN',
    'KUBERNETES_SERVICE_HOST',
    'a b',
    '',
  ])('refuses %p by name, in both places', name => {
    const { plan, entry } = outcomeOf({
      image: 'a:1',
      containerEnv: { [name]: 'x', OK: '1' },
      remoteEnv: { [name]: 'x' },
    });
    expect(plan).toMatchObject({ containerEnv: { OK: '1' }, remoteEnv: {} });
    expect(entry(`containerEnv.${name}`)).toMatchObject({
      outcome: 'refused',
      line: 4,
    });
    expect(entry(`remoteEnv.${name}`)).toMatchObject({ outcome: 'refused' });
  });

  it('keeps NODE_OPTIONS away from the tools that run the workspace', () => {
    const plan = planOf({
      image: 'a:1',
      containerEnv: { NODE_OPTIONS: '--max-old-space-size=4096' },
    });
    expect(plan).toMatchObject({
      containerEnv: {},
      remoteEnv: { NODE_OPTIONS: '--max-old-space-size=4096' },
    });
  });

  it('takes numbers and booleans as text, and nothing else', () => {
    const { plan, report, entry } = outcomeOf({
      image: 'a:1',
      containerEnv: { PORT: 3000, DEBUG: true, LIST: ['x'], NONE: null },
    });
    expect(plan?.containerEnv).toEqual({ PORT: '3000', DEBUG: 'true' });
    expect(entry('containerEnv.PORT')).toMatchObject({ outcome: 'translated' });
    expect(
      report.problems.map(problem => [problem.line, problem.message]),
    ).toEqual([
      [6, 'containerEnv.LIST: expected a string, found an array.'],
      [9, 'containerEnv.NONE: expected a string, found null.'],
    ]);
  });
});

describe('user', () => {
  it.each([
    [{ remoteUser: 'vscode' }, 'vscode', '/home/vscode', 'applied'],
    [{ remoteUser: 'node' }, 'node', '/home/node', 'translated'],
    [{ remoteUser: 'root' }, 'vscode', '/home/vscode', 'translated'],
    [{ remoteUser: '0:0' }, 'vscode', '/home/vscode', 'translated'],
    [{ remoteUser: '1000' }, 'vscode', '/home/vscode', 'translated'],
    [
      { remoteUser: '${localEnv:USER}' },
      'vscode',
      '/home/vscode',
      'translated',
    ],
    [{ remoteUser: '../etc' }, 'vscode', '/home/vscode', 'ignored'],
    [{ remoteUser: 7 }, 'vscode', '/home/vscode', 'ignored'],
  ])('%j is %s with the home %s', (file, name, home, outcome) => {
    const { plan, entry } = outcomeOf({ image: 'a:1', ...file });
    expect(plan).toMatchObject({ remoteUser: name, home });
    expect(entry('remoteUser')?.outcome).toBe(outcome);
  });

  it('takes containerUser where there is no remoteUser', () => {
    expect(planOf({ image: 'a:1', containerUser: 'node' }).remoteUser).toBe(
      'node',
    );
    const { plan, entry } = outcomeOf({
      image: 'a:1',
      containerUser: 'root',
      remoteUser: 'node',
    });
    expect(plan?.remoteUser).toBe('node');
    expect(entry('containerUser')?.outcome).toBe('ignored');
  });

  it('knows a home that is elsewhere', () => {
    const { plan } = outcomeOf(
      { image: 'a:1' },
      { defaults: { image: 'b:1', user: { name: 'dev', home: '/users/dev' } } },
    );
    expect(plan).toMatchObject({ remoteUser: 'dev', home: '/users/dev' });
  });
});

describe('folders', () => {
  const bind = (target: string) =>
    `source=\${localWorkspaceFolder},target=${target},type=bind,consistency=cached`;
  it.each([
    [
      { workspaceFolder: '/workspaces/shop/web' },
      '/workspaces/shop',
      '/workspaces/shop/web',
    ],
    [{ workspaceFolder: '/app' }, '/workspaces/shop', '/app'],
    [
      { workspaceMount: bind('/workspace'), workspaceFolder: '/workspace' },
      '/workspace',
      '/workspace',
    ],
    [{ workspaceMount: bind('/srv/code') }, '/srv/code', '/srv/code'],
    [
      { workspaceMount: bind('/workspaces/${localWorkspaceFolderBasename}') },
      '/workspaces/shop',
      '/workspaces/shop',
    ],
    [
      { workspaceMount: bind('/usr/lib'), workspaceFolder: '/usr/lib' },
      '/workspaces/shop',
      '/usr/lib',
    ],
    [
      { workspaceMount: bind('/a/../etc') },
      '/workspaces/shop',
      '/workspaces/shop',
    ],
    [
      { workspaceMount: bind('/home/vscode/code') },
      '/workspaces/shop',
      '/workspaces/shop',
    ],
    [{ workspaceMount: '' }, '/workspaces/shop', '/workspaces/shop'],
    [
      { workspaceMount: bind('relative') },
      '/workspaces/shop',
      '/workspaces/shop',
    ],
    [{ workspaceFolder: 'relative' }, '/workspaces/shop', '/workspaces/shop'],
  ])(
    '%j clones into %s and opens %s',
    (file, repositoryFolder, workspaceFolder) => {
      expect(planOf({ image: 'a:1', ...file })).toMatchObject({
        repositoryFolder,
        workspaceFolder,
      });
    },
  );
});

describe('ports', () => {
  it('reads every form', () => {
    const { plan, report } = outcomeOf({
      image: 'a:1',
      forwardPorts: [
        3000,
        '3001',
        'localhost:3002',
        '6379/tcp',
        'db:5432',
        '53/udp',
        0,
        70000,
        'x',
        null,
      ],
      appPort: ['8080:80', 9000],
      portsAttributes: {
        '3000': {
          label: 'Web',
          protocol: 'https',
          onAutoForward: 'openPreview',
        },
        '3001-3002': { label: 'Range' },
        '4000': { label: 'Only here', protocol: 'ftp', colour: 'red' },
        'node .*': { label: 'Process' },
        '1': 'x',
      },
      otherPortsAttributes: { onAutoForward: 'ignore' },
    });
    expect(plan?.ports).toEqual([
      { port: 80, protocol: 'http' },
      { port: 3000, protocol: 'https', label: 'Web' },
      { port: 3001, protocol: 'http', label: 'Range' },
      { port: 3002, protocol: 'http', label: 'Range' },
      { port: 4000, protocol: 'http', label: 'Only here' },
      { port: 6379, protocol: 'tcp' },
      { port: 9000, protocol: 'http' },
    ]);
    const outcomes = Object.fromEntries(
      report.properties.map(entry => [entry.property, entry.outcome]),
    );
    expect(outcomes).toMatchObject({
      forwardPorts: 'applied',
      'forwardPorts[1]': 'translated',
      'forwardPorts[3]': 'translated',
      'forwardPorts[4]': 'refused',
      'forwardPorts[5]': 'refused',
      'forwardPorts[6]': 'ignored',
      appPort: 'translated',
      'portsAttributes.3000.onAutoForward': 'ignored',
      'portsAttributes.4000.protocol': 'ignored',
      'portsAttributes.node .*': 'ignored',
      otherPortsAttributes: 'ignored',
    });
    expect(report.problems.map(problem => problem.message)).toEqual([
      expect.stringContaining('forwardPorts[6]: expected a port number'),
      expect.stringContaining('forwardPorts[7]'),
      expect.stringContaining('forwardPorts[8]'),
      expect.stringContaining('forwardPorts[9]'),
      'portsAttributes.1: expected an object with label, protocol and the like, found a string ("x").',
      'portsAttributes.4000.protocol: expected "http" or "https", found a string ("ftp").',
    ]);
  });
});

describe('customizations', () => {
  it('takes extensions and settings, the newer place winning over the legacy one', () => {
    const { plan, entry } = outcomeOf({
      image: 'a:1',
      customizations: {
        vscode: {
          extensions: [
            'golang.Go',
            'golang.go',
            '-ms-python.python',
            'not an id',
          ],
          settings: {
            'editor.tabSize': 2,
            'go.goroot': '${containerWorkspaceFolder}/go',
          },
          unwantedRecommendations: [],
        },
        codespaces: { openFiles: ['README.md'] },
      },
      extensions: ['ms-python.python', 'dbaeumer.vscode-eslint'],
      settings: { 'editor.tabSize': 8, 'files.eol': '\n' },
    });
    expect(plan?.extensions).toEqual(['dbaeumer.vscode-eslint', 'golang.go']);
    expect(plan?.settings).toEqual({
      'editor.tabSize': 2,
      'files.eol': '\n',
      'go.goroot': '/workspaces/shop/go',
    });
    expect(entry('extensions')?.outcome).toBe('translated');
    expect(entry('customizations.codespaces')?.outcome).toBe('ignored');
    expect(entry('customizations.vscode.extensions[3]')?.outcome).toBe(
      'ignored',
    );
  });
});

describe('lifecycle', () => {
  it('reads the three forms', () => {
    const { plan, entry, report } = outcomeOf({
      image: 'a:1',
      initializeCommand: 'docker login',
      onCreateCommand:
        'cd ${containerWorkspaceFolder} && echo ${containerEnv:LANG} ${containerEnv:X:y} ${HOME:-z}',
      updateContentCommand: [
        'npm',
        'ci',
        '--prefix',
        '${containerWorkspaceFolder}',
      ],
      postCreateCommand: {
        deps: 'npm ci',
        db: ['./db.sh', 'up'],
        nothing: '',
        wrong: 7,
      },
      postStartCommand: '',
      postAttachCommand: ['echo', 3],
      waitFor: 'postCreateCommand',
    });
    expect(plan?.lifecycle).toEqual({
      onCreateCommand: [
        {
          name: '',
          run: 'cd /workspaces/shop && echo ${LANG} ${X:-y} ${HOME:-z}',
        },
      ],
      updateContentCommand: [
        { name: '', run: ['npm', 'ci', '--prefix', '/workspaces/shop'] },
      ],
      postCreateCommand: [
        { name: 'deps', run: 'npm ci' },
        { name: 'db', run: ['./db.sh', 'up'] },
      ],
    });
    expect(plan?.waitFor).toBe('postCreateCommand');
    expect(entry('initializeCommand')?.outcome).toBe('refused');
    expect(entry('postStartCommand')?.outcome).toBe('ignored');
    expect(report.problems.map(problem => problem.message)).toEqual([
      expect.stringContaining('postCreateCommand.wrong: expected'),
      expect.stringContaining('postAttachCommand: expected'),
    ]);
  });

  it.each([
    ['initializeCommand', 'onCreateCommand', 'translated'],
    ['postStartCommand', 'postStartCommand', 'applied'],
    ['sometime', 'updateContentCommand', 'ignored'],
  ])('waits for %s as %s', (value, phase, outcome) => {
    const { plan, entry } = outcomeOf({ image: 'a:1', waitFor: value });
    expect(plan?.waitFor).toBe(phase);
    expect(entry('waitFor')?.outcome).toBe(outcome);
  });

  it.each([
    ['sudo chown -R node .', true],
    ['npm ci && sudo apt-get update', true],
    ['cat pseudo sudoku.txt', false],
  ])(
    'warns of rights that %j will not get: %p',
    (postCreateCommand, warned) => {
      const { report } = outcomeOf({ image: 'a:1', postCreateCommand });
      expect(
        report.problems.some(problem => problem.message.includes('sudo')),
      ).toBe(warned);
    },
  );

  it('changes its hash exactly with the image and the once-only commands', () => {
    const base = { image: 'a:1', postCreateCommand: { a: 'x', b: 'y' } };
    const { hash } = planOf(base);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(
      planOf({
        ...base,
        name: 'n',
        postStartCommand: 'z',
        forwardPorts: [1],
        containerEnv: { A: 'b' },
      }).hash,
    ).toBe(hash);
    expect(planOf({ ...base, image: 'a:2' }).hash).not.toBe(hash);
    expect(planOf({ ...base, onCreateCommand: 'z' }).hash).not.toBe(hash);
    expect(
      planOf({ ...base, postCreateCommand: { a: 'x', b: ['y'] } }).hash,
    ).not.toBe(hash);
  });
});

describe('the machine', () => {
  it.each([
    [
      { cpus: 4, memory: '8gb', storage: '32GB', gpu: 'optional' },
      { cpus: 4, memory: 8 * 2 ** 30, storage: 32 * 2 ** 30, gpu: 'optional' },
      0,
    ],
    [
      { memory: '512mb', gpu: { cores: 100 } },
      { memory: 512 * 2 ** 20, gpu: true },
      0,
    ],
    [{ cpus: 'many', memory: '8 gigs', gpu: 'yes', disk: 1 }, undefined, 3],
  ])('reads hostRequirements %j', (hostRequirements, expected, problems) => {
    const { plan, report } = outcomeOf({ image: 'a:1', hostRequirements });
    expect(plan?.hostRequirements).toEqual(expected);
    expect(report.problems).toHaveLength(problems);
  });

  it('answers runArgs by name', () => {
    const { plan, report } = outcomeOf({
      image: 'a:1',
      runArgs: [
        '--init',
        '--cap-add=SYS_PTRACE',
        '--security-opt',
        'seccomp=unconfined',
        '--network=host',
        '--gpus',
        'all',
        '--env-file',
        '.env',
        '-e',
        'A=b',
        '--env=PATH=/x',
        '--shm-size=1g',
        '--frobnicate',
      ],
    });
    expect(plan?.containerEnv).toEqual({ A: 'b' });
    expect(plan?.hostRequirements).toEqual({ gpu: true });
    expect(
      report.properties
        .filter(({ property }) => property.startsWith('runArgs'))
        .map(({ property, outcome }) => `${property} ${outcome}`),
    ).toEqual([
      'runArgs[0] translated',
      'runArgs[1] refused',
      'runArgs[2] refused',
      'runArgs[4] refused',
      'runArgs[5] translated',
      'runArgs[7] refused',
      'runArgs[9] translated',
      'runArgs[11] refused',
      'runArgs[12] ignored',
      'runArgs[13] refused',
    ]);
  });

  it('answers mounts by name', () => {
    const { report } = outcomeOf({
      image: 'a:1',
      mounts: [
        'source=/var/run/docker.sock,target=/var/run/docker.sock,type=bind',
        { type: 'volume', source: 'cache', target: '/home/vscode/.cache' },
        'source=modules,target=${containerWorkspaceFolder}/node_modules,type=volume',
        'source=data,target=/data,type=volume',
        'type=tmpfs,target=/scratch',
        7,
      ],
    });
    expect(
      report.properties.map(
        ({ property, outcome }) => `${property} ${outcome}`,
      ),
    ).toEqual([
      'image applied',
      'mounts[0] refused',
      'mounts[1] translated',
      'mounts[2] translated',
      'mounts[3] ignored',
      'mounts[4] ignored',
      'mounts[5] ignored',
    ]);
  });

  it.each([
    ['privileged', true, 'refused'],
    ['privileged', false, 'applied'],
    ['capAdd', ['SYS_PTRACE'], 'refused'],
    ['capAdd', [], 'applied'],
    ['securityOpt', ['seccomp=unconfined'], 'refused'],
    ['init', true, 'translated'],
    ['overrideCommand', true, 'applied'],
    ['overrideCommand', false, 'ignored'],
    ['secrets', { TOKEN: {} }, 'ignored'],
    ['userEnvProbe', 'loginShell', 'ignored'],
    ['shutdownAction', 'none', 'ignored'],
    ['updateRemoteUserUID', false, 'ignored'],
    ['overrideFeatureInstallOrder', ['a'], 'ignored'],
    ['$schema', 'https://x', 'ignored'],
    ['devPort', 1, 'ignored'],
    ['service', 'app', 'refused'],
  ])('%s %j is %s', (property, value, outcome) => {
    const { plan, entry } = outcomeOf({ image: 'a:1', [property]: value });
    expect(plan).toBeDefined();
    expect(entry(property)).toMatchObject({ outcome, line: 3, column: 3 });
  });
});

describe('mistakes', () => {
  it.each([
    ['forwardPorts', 3000, 'an array of port numbers, found a number (3000)'],
    [
      'forwardPorts',
      '3000',
      'an array of port numbers, found a string ("3000")',
    ],
    [
      'containerEnv',
      ['A=b'],
      'an object of environment variables, found an array',
    ],
    [
      'customizations',
      'vscode',
      'an object with a member for each tool, such as "vscode", found a string ("vscode")',
    ],
    [
      'extensions',
      'golang.go',
      'an array of extension ids such as "golang.go", found a string ("golang.go")',
    ],
    ['postCreateCommand', true, 'in parallel), found a boolean (true)'],
    ['portsAttributes', [], 'an object whose names are ports, found an array'],
    ['runArgs', '--init', 'an array of strings, found a string ("--init")'],
    ['mounts', 'x', 'an array of mounts, found a string ("x")'],
    [
      'features',
      ['node'],
      'an object whose names are features, found an array',
    ],
    [
      'hostRequirements',
      4,
      'an object with cpus, memory, storage and gpu, found a number (4)',
    ],
  ])('says where %s has the wrong type (%j)', (property, value, message) => {
    const { plan, report, entry } = outcomeOf({
      image: 'a:1',
      [property]: value,
    });
    expect(plan).toBeDefined();
    expect(entry(property)).toMatchObject({
      outcome: 'ignored',
      line: 3,
      column: 3,
    });
    expect(report.problems).toEqual([
      expect.objectContaining({
        severity: 'error',
        line: 3,
        column: property.length + 7,
        message: expect.stringContaining(message),
      }),
    ]);
  });

  it.each([
    ['forwardPort', 'forwardPorts'],
    ['postcreatecommand', 'postCreateCommand'],
    ['remoteuser', 'remoteUser'],
    ['workspacefolder', 'workspaceFolder'],
    ['banana', undefined],
  ])('warns of the unknown %s, meaning %s', (name, meant) => {
    const { report, entry } = outcomeOf({ image: 'a:1', [name]: 1 });
    expect(entry(name)?.outcome).toBe('ignored');
    expect(report.problems).toEqual([
      expect.objectContaining({ severity: 'warning', line: 3, column: 3 }),
    ]);
    const hint = /Did you mean "(.*)"\?/.exec(report.problems[0].message)?.[1];
    expect(hint).toBe(meant);
  });

  it('gives every top-level property an outcome', () => {
    const names = [
      'image',
      'build',
      'context',
      'dockerFile',
      'name',
      'features',
      'forwardPorts',
      'appPort',
      'extensions',
      'settings',
      'containerEnv',
      'remoteEnv',
      'remoteUser',
      'containerUser',
      'workspaceFolder',
      'workspaceMount',
      'mounts',
      'runArgs',
      'onCreateCommand',
      'waitFor',
      'hostRequirements',
      'capAdd',
      'somethingElse',
      'customizations',
    ];
    const { report } = outcomeOf(
      Object.fromEntries(names.map(name => [name, 7])),
    );
    expect(
      new Set(
        report.properties.map(({ property }) => property.split(/[.[]/)[0]),
      ),
    ).toEqual(new Set(names));
  });
});
