/** Files at the top of a repository, or of its folder that is looked at, by name. */
export type SkeletonFiles = ReadonlyMap<string, string>;

/** Those that say something about the stack; of others nothing is read. */
const NAMES = [
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'tsconfig.json',
  '.nvmrc',
  '.node-version',
  'go.mod',
  'pyproject.toml',
  'requirements.txt',
  'setup.py',
  'setup.cfg',
  'Pipfile',
  'poetry.lock',
  'uv.lock',
  '.python-version',
  'runtime.txt',
  'pom.xml',
  'mvnw',
  'build.gradle',
  'build.gradle.kts',
  'gradlew',
  '.java-version',
  'Gemfile',
  '.ruby-version',
  'Cargo.toml',
  'composer.json',
  'global.json',
];
const DOTNET_PROJECT = /^[^/]+\.(csproj|fsproj|vbproj|sln|slnx)$/;
/** Only that they are there matters, and they may be large. */
const PRESENCE_ONLY =
  /^(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|uv\.lock|mvnw|gradlew)$|\.slnx?$/;

/** Whether a file's name, without folders, says something about the stack. */
export function isManifest(name: string): boolean {
  return NAMES.includes(name) || DOTNET_PROJECT.test(name);
}

/** Whether the file's text is of use. */
export function isRead(name: string): boolean {
  return !PRESENCE_ONLY.test(name);
}

/** Names of .NET's project files among these. */
export function dotnetProjects(files: SkeletonFiles): string[] {
  return [...files.keys()].filter(name => DOTNET_PROJECT.test(name)).sort();
}

interface PackageJson {
  engines?: { node?: unknown };
  dependencies?: object;
  devDependencies?: object;
  optionalDependencies?: object;
}

/** What of a package.json is of use; nothing where it cannot be read, which npm will say better. */
export function readPackageJson(files: SkeletonFiles): PackageJson {
  return readObject(files.get('package.json'));
}

/** Requirements of a composer.json. */
export function readComposerJson(files: SkeletonFiles): {
  require?: { php?: unknown };
} {
  return readObject(files.get('composer.json'));
}

function readObject(text: string | undefined): object {
  try {
    const value = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
