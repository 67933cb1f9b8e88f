import { detectStack } from './detectStack';
import { STACKS, stacks, type StackId } from './stacks';
import { versionFor } from './versions';

const detect = (files: Record<string, string>, given?: StackId) =>
  detectStack(new Map(Object.entries(files)), given);

describe('versionFor', () => {
  const NODE = ['24', '22', '20'];
  const PYTHON = ['3.13', '3.12', '3.11'];
  it.each([
    ['22', NODE, '22'],
    ['22.3.1', NODE, '22'],
    ['>=20', NODE, '24'],
    ['>=20 <23', NODE, '22'],
    ['^22.3', NODE, '22'],
    ['~20.11.0', NODE, '20'],
    ['18 || 20 || 22', NODE, '22'],
    ['20.x', NODE, '20'],
    ['20 - 22', NODE, '22'],
    ['<= 22', NODE, '22'],
    ['< 22', NODE, '20'],
    ['> 22', NODE, '24'],
    ['v22.1.0', NODE, '22'],
    ['*', NODE, '24'],
    ['lts/*', NODE, '24'],
    ['>=26', NODE, '26'],
    ['16', NODE, '16'],
    ['28.1', NODE, '28'],
    ['>=3.9', PYTHON, '3.13'],
    ['>=3.9,<3.13', PYTHON, '3.12'],
    ['~=3.11', PYTHON, '3.13'],
    ['~=3.11.2', PYTHON, '3.11'],
    ['==3.12.*', PYTHON, '3.12'],
    ['^3.11', PYTHON, '3.13'],
    ['!=3.13.0,>=3.12', PYTHON, '3.13'],
    ['3.12.4', PYTHON, '3.12'],
    ['~> 3.11', PYTHON, '3.13'],
    ['^8.1|^8.2', ['8.4', '8.3'], '8.4'],
    ['nothing', ['1'], '1'],
  ])('%s of %j is %s', (range, known, expected) => {
    expect(versionFor(range, known)).toBe(expected);
  });
});

describe('detectStack', () => {
  it.each<[string, Record<string, string>, StackId, string | undefined]>([
    [
      'engines',
      { 'package.json': '{"engines":{"node":">=22 <23"}}' },
      'node',
      '22',
    ],
    ['no engines', { 'package.json': '{}' }, 'node', undefined],
    [
      'a package.json that is broken',
      { 'package.json': '{' },
      'node',
      undefined,
    ],
    [
      'engines of a strange type',
      { 'package.json': '{"engines":{"node":22}}' },
      'node',
      undefined,
    ],
    [
      '.nvmrc before engines',
      { 'package.json': '{"engines":{"node":"24"}}', '.nvmrc': 'v20.1.0\n' },
      'node',
      '20',
    ],
    ['go.mod', { 'go.mod': 'module x\n\ngo 1.22\n' }, 'go', '1.22'],
    [
      'a toolchain',
      { 'go.mod': 'module x\n\ngo 1.22.1\ntoolchain go1.23.4\n' },
      'go',
      '1.23',
    ],
    [
      'requires-python',
      { 'pyproject.toml': '[project]\nrequires-python = ">=3.10,<3.12"\n' },
      'python',
      '3.11',
    ],
    [
      'poetry',
      { 'pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.11"\n' },
      'python',
      '3.13',
    ],
    [
      'requirements.txt',
      { 'requirements.txt': 'flask\n' },
      'python',
      undefined,
    ],
    [
      '.python-version',
      { 'setup.py': '', '.python-version': '3.12.1' },
      'python',
      '3.12',
    ],
    [
      'maven',
      { 'pom.xml': '<maven.compiler.release>17</maven.compiler.release>' },
      'java',
      '17',
    ],
    [
      'maven 1.8',
      { 'pom.xml': '<java.version>1.8</java.version>' },
      'java',
      '8',
    ],
    [
      'gradle',
      { 'build.gradle.kts': 'languageVersion = JavaLanguageVersion.of(21)' },
      'java',
      '21',
    ],
    [
      'older gradle',
      { 'build.gradle': 'sourceCompatibility = JavaVersion.VERSION_11' },
      'java',
      '11',
    ],
    ['Gemfile', { Gemfile: 'source "x"\nruby "3.2.4"\n' }, 'ruby', '3.2'],
    [
      '.ruby-version',
      { Gemfile: '', '.ruby-version': 'ruby-3.3.0' },
      'ruby',
      '3.3',
    ],
    ['Cargo.toml', { 'Cargo.toml': '[package]' }, 'rust', undefined],
    [
      'composer.json',
      { 'composer.json': '{"require":{"php":">=8.1 <8.3"}}' },
      'php',
      '8.2',
    ],
    [
      'a project file',
      { 'Shop.csproj': '<TargetFramework>net8.0</TargetFramework>' },
      'dotnet',
      '8.0',
    ],
    [
      'several frameworks',
      {
        'a.csproj':
          '<TargetFrameworks>netstandard2.0;net9.0</TargetFrameworks>',
      },
      'dotnet',
      '9.0',
    ],
    [
      'a solution',
      { 'Shop.sln': '', 'global.json': '{"sdk":{"version":"8.0.100"}}' },
      'dotnet',
      '8.0',
    ],
  ])('reads %s', (_, files, stack, version) => {
    expect(detect(files)).toEqual({
      stack,
      ...(version && { version }),
      evidence: expect.any(Array),
      others: [],
    });
  });

  it('follows the order of precedence, and says what else there is', () => {
    const evidence: Record<string, string> = {
      'package.json': '{}',
      'composer.json': '{}',
      Gemfile: '',
      'requirements.txt': '',
      'x.csproj': '',
      'pom.xml': '',
      'Cargo.toml': '',
      'go.mod': '',
    };
    const found = detect(evidence);
    expect([found!, ...found!.others].map(({ stack }) => stack)).toEqual(
      STACKS.filter(stack => stack !== 'base'),
    );
    expect(detect(evidence, 'node')).toMatchObject({
      stack: 'node',
      evidence: ['package.json'],
    });
    expect(detect(evidence, 'node')!.others).toHaveLength(7);
  });

  it('finds nothing where nothing is', () => {
    expect(detect({})).toBeUndefined();
    expect(detect({ 'README.md': '# x' })).toBeUndefined();
    expect(detect({}, 'base')).toEqual({
      stack: 'base',
      evidence: [],
      others: [],
    });
  });

  it.each([
    ['node', { 'package.json': '{}' }, undefined],
    [
      'node',
      { 'package.json': '{"devDependencies":{"x":"1"}}' },
      'npm install',
    ],
    ['node', { 'package-lock.json': '' }, 'npm ci'],
    ['node', { 'yarn.lock': '' }, 'corepack yarn install'],
    [
      'node',
      { 'pnpm-lock.yaml': '' },
      'corepack pnpm install --frozen-lockfile',
    ],
    [
      'go',
      { 'go.mod': 'module x\n\nrequire example.com/y v1.0.0\n' },
      'go mod download',
    ],
    ['go', { 'go.mod': 'module x\n' }, undefined],
    [
      'python',
      { 'requirements.txt': '' },
      'pip install --user --requirement requirements.txt',
    ],
    ['python', { 'uv.lock': '', 'requirements.txt': '' }, 'pipx run uv sync'],
    ['java', { 'pom.xml': '' }, undefined],
    [
      'java',
      { 'pom.xml': '', mvnw: '' },
      './mvnw --batch-mode dependency:go-offline',
    ],
  ] as Array<[StackId, Record<string, string>, string | undefined]>)(
    'fetches dependencies of %s with %j by %s',
    (stack, files, command) => {
      expect(stacks[stack].install(new Map(Object.entries(files)))).toBe(
        command,
      );
    },
  );
});
