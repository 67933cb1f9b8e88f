import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import type { Binaries } from './components.ts';
import { packageRoot } from './paths.ts';
import type { ClusterPaths } from './paths.ts';
import { Problem, messageOf } from './problem.ts';
import { CommandFailed, run } from './run.ts';
import { tune } from './tuning.ts';
import type { Tuning } from './tuning.ts';

const sources = path.join(packageRoot, 'kube');

/** The oldest Go that builds this Kubernetes. */
export const oldestGo = { major: 1, minor: 24 };

/** The Kubernetes release that go.mod pins, such as `1.34.4`. */
export function kubernetesVersion(
  goMod = readFileSync(path.join(sources, 'go.mod'), 'utf8'),
): string {
  const found = /^\s*k8s\.io\/kubernetes v(\S+)/m.exec(goMod)?.[1];
  if (!found)
    throw new Error('cluster/kube/go.mod does not require k8s.io/kubernetes');
  return found;
}

/** A key of all that goes into the binaries but the compiler: tests do not. */
export function sourcesKey(): string {
  const hash = createHash('sha256');
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter(
      name =>
        /\.go$|^(go\.(mod|sum)|tuning\.json)$/.test(name) &&
        !name.endsWith('_test.go'),
    )
    .sort();
  for (const name of files) {
    const content = readFileSync(path.join(sources, name));
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

/** The version of the Go on PATH as in `go1.26.0`, or undefined where there is none. */
export async function goVersion(): Promise<string | undefined> {
  try {
    return (
      await run('go', ['env', 'GOVERSION'], { cwd: '/', env: goEnvironment() })
    ).trim();
  } catch (error) {
    if (error instanceof CommandFailed) return undefined;
    throw error;
  }
}

export function isNewEnough(version: string): boolean {
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
  return (
    major > oldestGo.major ||
    (major === oldestGo.major && minor >= oldestGo.minor)
  );
}

/** The compiler stays the one on PATH: it must not fetch another one by itself. */
function goEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    CGO_ENABLED: '0',
    GOTOOLCHAIN: 'local',
    GOFLAGS: '',
    GOWORK: 'off',
  };
}

function inFolder(folder: string): Binaries {
  return {
    kube: path.join(folder, 'kube'),
    pause: path.join(folder, 'pause'),
    cniPolicy: path.join(folder, 'cni-policy'),
  };
}

/**
 * The binaries of these sources, if they have been built on this machine. Where Go has been removed or cannot be run,
 * those that any version built will do.
 */
export function findBinaries(
  paths: ClusterPaths,
  go: string | undefined,
): Binaries | undefined {
  const key = sourcesKey();
  if (go) {
    const exact = path.join(paths.binaries, `${key}-${go}`);
    return existsSync(exact) ? inFolder(exact) : undefined;
  }
  const folders = existsSync(paths.binaries) ? readdirSync(paths.binaries) : [];
  const any = folders.find(
    name => name.startsWith(`${key}-go`) && !name.endsWith('.new'),
  );
  return any ? inFolder(path.join(paths.binaries, any)) : undefined;
}

/** Finds the binaries or builds them, about five minutes on two cores the first time. @throws Problem */
export async function ensureBinaries(
  paths: ClusterPaths,
  log: (line: string) => void,
): Promise<Binaries> {
  const go = await goVersion();
  const found = findBinaries(paths, go);
  if (found) return found;
  if (!go)
    throw new Problem(
      'Go is not on PATH.',
      `Install Go ${oldestGo.major}.${oldestGo.minor} or newer, then start again.`,
    );
  const folder = path.join(paths.binaries, `${sourcesKey()}-${go}`);
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  try {
    const goMod = await tunedSources(path.join(unfinished, 'tuned'), log);
    await build(
      ['-modfile', goMod, '-o', path.join(unfinished, 'kube'), '.'],
      versionFlags(),
      log,
    );
    await build(['-o', `${unfinished}/`, './cmd/...'], [], log);
  } catch (error) {
    throw new Problem(
      `Kubernetes could not be built. ${messageOf(error)}`,
      'Where modules could not be fetched, set GOPROXY to a Go module proxy that this machine reaches; then start again.',
      { cause: error },
    );
  }
  rmSync(path.join(unfinished, 'tuned'), { recursive: true });
  renameSync(unfinished, folder);
  return inFolder(folder);
}

/** Without these the API server calls itself v0.0.0, and clients mistrust it. */
function versionFlags(): string[] {
  const version = kubernetesVersion();
  const [major, minor] = version.split('.');
  const values = {
    gitVersion: `v${version}`,
    gitMajor: major,
    gitMinor: minor,
  };
  return Object.entries(values).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
}

/** Prepares Kubernetes' sources with what tuning.json changes in them; returns the go.mod to build with. */
async function tunedSources(
  folder: string,
  log: (line: string) => void,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const go = (...args: string[]) =>
    run('go', args, { cwd: sources, env: goEnvironment(), log });
  await go('mod', 'download', 'k8s.io/kubernetes');
  const module = (
    await go('list', '-m', '-f', '{{.Dir}}', 'k8s.io/kubernetes')
  ).trim();
  const tunings = JSON.parse(
    readFileSync(path.join(sources, 'tuning.json'), 'utf8'),
  ) as Tuning[];
  return tune(tunings, module, path.join(sources, 'go.mod'), folder);
}

/** It takes all processors for minutes: whoever works on the machine goes first. */
async function build(
  what: string[],
  linker: string[],
  log: (line: string) => void,
): Promise<void> {
  const args = [
    'build',
    '-trimpath',
    '-ldflags',
    ['-s', '-w', ...linker].join(' '),
    ...what,
  ];
  await run('nice', ['-n', '10', 'go', ...args], {
    cwd: sources,
    env: goEnvironment(),
    log,
  });
}
