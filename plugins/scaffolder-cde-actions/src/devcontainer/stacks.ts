import {
  dotnetProjects,
  readComposerJson,
  readPackageJson,
  type SkeletonFiles,
} from './manifests';
import { named, versionFor } from './versions';

/** Names of the stacks, in order of precedence. */
export const STACKS = [
  'go',
  'rust',
  'java',
  'dotnet',
  'python',
  'ruby',
  'php',
  'node',
  'base',
] as const;

/** Name of a stack. */
export type StackId = (typeof STACKS)[number];

/** What is known about a stack. Pure: everything follows from the files. */
export interface Stack {
  title: string;
  /** Files that give it away, of those that are there. */
  evidence(files: SkeletonFiles): string[];
  /** The version that the files ask for. */
  version(files: SkeletonFiles): string | undefined;
  defaultVersion: string;
  /** The well-known image of https://github.com/devcontainers/images. */
  image(version: string, files: SkeletonFiles): string;
  /** User of that image. */
  user: string;
  /** Command that fetches what the project depends on. */
  install(files: SkeletonFiles): string | undefined;
  extensions: string[];
}

const IMAGES = 'mcr.microsoft.com/devcontainers';
const NODE = ['24', '22', '20', '18'];
const PYTHON = ['3.13', '3.12', '3.11', '3.10', '3.9'];
const PHP = ['8.4', '8.3', '8.2', '8.1'];
const RUBY = ['3.4', '3.3', '3.2'];

const among =
  (...names: string[]) =>
  (files: SkeletonFiles) =>
    names.filter(name => files.has(name));

/** The first group of the first pattern that a file has. */
function find(
  files: SkeletonFiles,
  ...places: Array<[file: string, pattern: RegExp]>
): string | undefined {
  for (const [file, pattern] of places) {
    const found = pattern.exec(files.get(file) ?? '')?.[1];
    if (found) return found.trim();
  }
  return undefined;
}

const ranged = (range: unknown, known: string[]) =>
  typeof range === 'string' && range !== ''
    ? versionFor(range, known)
    : undefined;

/** The table. */
export const stacks: Record<StackId, Stack> = {
  go: {
    title: 'Go',
    evidence: among('go.mod'),
    version: files =>
      find(
        files,
        ['go.mod', /^toolchain\s+go(\d+\.\d+)/m],
        ['go.mod', /^go\s+(\d+\.\d+)/m],
      ),
    defaultVersion: '1.24',
    image: version => `${IMAGES}/go:${version}`,
    user: 'vscode',
    install: files =>
      /^require\b/m.test(files.get('go.mod') ?? '')
        ? 'go mod download'
        : undefined,
    extensions: ['golang.go'],
  },
  rust: {
    title: 'Rust',
    evidence: among('Cargo.toml'),
    version: () => undefined,
    defaultVersion: '1',
    image: version => `${IMAGES}/rust:${version}`,
    user: 'vscode',
    install: () => 'cargo fetch',
    extensions: ['rust-lang.rust-analyzer'],
  },
  java: {
    title: 'Java',
    evidence: among('pom.xml', 'build.gradle', 'build.gradle.kts'),
    version: javaVersion,
    defaultVersion: '21',
    image: version => `${IMAGES}/java:${version}`,
    user: 'vscode',
    // Without a wrapper the image has neither of them.
    install: files => {
      if (files.has('pom.xml') && files.has('mvnw'))
        return './mvnw --batch-mode dependency:go-offline';
      return files.has('gradlew')
        ? './gradlew --no-daemon dependencies'
        : undefined;
    },
    extensions: ['vscjava.vscode-java-pack'],
  },
  dotnet: {
    title: '.NET',
    evidence: dotnetProjects,
    version: dotnetVersion,
    defaultVersion: '9.0',
    image: version => `${IMAGES}/dotnet:${version}`,
    user: 'vscode',
    install: () => 'dotnet restore',
    extensions: ['ms-dotnettools.csharp'],
  },
  python: {
    title: 'Python',
    evidence: among(
      'pyproject.toml',
      'requirements.txt',
      'setup.py',
      'setup.cfg',
      'Pipfile',
    ),
    version: files =>
      ranged(
        find(
          files,
          ['.python-version', /^\s*v?(\d[\d.]*)/],
          ['runtime.txt', /^python-(\d[\d.]*)/],
          ['pyproject.toml', /^requires-python\s*=\s*["']([^"']+)["']/m],
          ['pyproject.toml', /^python\s*=\s*["']([^"']+)["']/m],
          ['setup.cfg', /^python_requires\s*=\s*(.+)$/m],
          ['setup.py', /python_requires\s*=\s*["']([^"']+)["']/],
          ['Pipfile', /^python_version\s*=\s*["']([^"']+)["']/m],
        ),
        PYTHON,
      ),
    defaultVersion: PYTHON[0],
    image: version => `${IMAGES}/python:${version}`,
    user: 'vscode',
    install: files => {
      if (files.has('uv.lock')) return 'pipx run uv sync';
      if (files.has('poetry.lock')) return 'pipx run poetry install';
      if (files.has('requirements.txt'))
        return 'pip install --user --requirement requirements.txt';
      if (files.has('Pipfile')) return 'pipx run pipenv install --dev';
      return 'pip install --user --editable .';
    },
    extensions: ['ms-python.python'],
  },
  ruby: {
    title: 'Ruby',
    evidence: among('Gemfile'),
    version: files =>
      ranged(
        find(
          files,
          ['.ruby-version', /^\s*(?:ruby-)?(\d[\d.]*)/],
          ['Gemfile', /^\s*ruby\s+["']([^"']+)["']/m],
        ),
        RUBY,
      ),
    defaultVersion: RUBY[0],
    image: version => `${IMAGES}/ruby:${version}`,
    user: 'vscode',
    install: () => 'bundle install',
    extensions: ['shopify.ruby-lsp'],
  },
  php: {
    title: 'PHP',
    evidence: among('composer.json'),
    version: files => ranged(readComposerJson(files).require?.php, PHP),
    defaultVersion: PHP[0],
    image: version => `${IMAGES}/php:${version}`,
    user: 'vscode',
    install: () => 'composer install',
    extensions: ['xdebug.php-debug'],
  },
  node: {
    title: 'Node.js',
    evidence: among('package.json'),
    version: files =>
      ranged(
        find(
          files,
          ['.nvmrc', /^\s*v?(\d[\d.]*)/],
          ['.node-version', /^\s*v?(\d[\d.]*)/],
        ) ?? readPackageJson(files).engines?.node,
        NODE,
      ),
    defaultVersion: NODE[0],
    image: (version, files) =>
      files.has('tsconfig.json')
        ? `${IMAGES}/typescript-node:${version}`
        : `${IMAGES}/javascript-node:${version}`,
    user: 'node',
    install: nodeInstall,
    extensions: ['dbaeumer.vscode-eslint'],
  },
  base: {
    title: 'Debian',
    evidence: () => [],
    version: () => undefined,
    defaultVersion: 'bookworm',
    image: version => `${IMAGES}/base:${version}`,
    user: 'vscode',
    install: () => undefined,
    extensions: [],
  },
};

function javaVersion(files: SkeletonFiles): string | undefined {
  const gradle = [
    /JavaLanguageVersion\.of\(\s*(\d+)/,
    /jvmToolchain\(\s*(\d+)/,
    /(?:source|target)Compatibility\s*=?\s*(?:JavaVersion\.VERSION_)?["']?([\d._]+)/,
  ];
  const found = find(
    files,
    ['.java-version', /^\s*(\d[\d.]*)/],
    ['pom.xml', /<maven\.compiler\.release>\s*(\d[\d.]*)/],
    ['pom.xml', /<java\.version>\s*(\d[\d.]*)/],
    ['pom.xml', /<maven\.compiler\.(?:source|target)>\s*(\d[\d.]*)/],
    ['pom.xml', /<release>\s*(\d[\d.]*)\s*<\/release>/],
    ...['build.gradle', 'build.gradle.kts'].flatMap(file =>
      gradle.map((pattern): [string, RegExp] => [file, pattern]),
    ),
  );
  // Up to 8 Java called itself 1.8.
  return found && named(found.replace(/^1[._]/, ''), '21');
}

function dotnetVersion(files: SkeletonFiles): string | undefined {
  const framework = dotnetProjects(files)
    .map(name => find(files, [name, /<TargetFrameworks?>[^<]*?net(\d+\.\d+)/]))
    .find(version => version !== undefined);
  return (
    framework ?? find(files, ['global.json', /"version"\s*:\s*"(\d+\.\d+)/])
  );
}

function nodeInstall(files: SkeletonFiles): string | undefined {
  if (files.has('pnpm-lock.yaml'))
    return 'corepack pnpm install --frozen-lockfile';
  if (files.has('yarn.lock')) return 'corepack yarn install';
  if (files.has('package-lock.json') || files.has('npm-shrinkwrap.json'))
    return 'npm ci';
  const { dependencies, devDependencies, optionalDependencies } =
    readPackageJson(files);
  const needed = {
    ...dependencies,
    ...devDependencies,
    ...optionalDependencies,
  };
  return Object.keys(needed).length > 0 ? 'npm install' : undefined;
}
