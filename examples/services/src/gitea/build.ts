import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { release } from './release.ts';

export interface Gitea {
  program: string;
  /** Folder with templates, options and public. */
  files: string;
}

/** What stands in the way of Gitea, and what to do about it. */
export class GiteaProblem extends Error {
  readonly cure: string;

  constructor(message: string, cure: string) {
    super(message);
    this.cure = cure;
  }
}

/** This machine cannot build it. */
export class TooOldGo extends GiteaProblem {}

const folderOf = (home: string) =>
  path.join(home, 'gitea', `${release.version}-${process.arch}`);

/** The Gitea that was built on this machine, if it was. */
export function findGitea(home: string): Gitea | undefined {
  const folder = folderOf(home);
  return existsSync(folder)
    ? { program: path.join(folder, 'gitea'), files: folder }
    : undefined;
}

/**
 * Finds Gitea or builds it from the Go module proxy and npm's registry: about four minutes on two cores, once per
 * machine. A build that was interrupted begins anew, with what the compiler has kept.
 *
 * @param home - the machine's data folder
 * @param log - told what goes on, line by line
 * @throws GiteaProblem
 */
export async function ensureGitea(
  home: string,
  log: (line: string) => void,
): Promise<Gitea> {
  const found = findGitea(home);
  if (found) return found;
  await checkGo();
  const folder = folderOf(home);
  const unfinished = `${folder}.${process.pid}.new`;
  await removeAbandoned(path.join(home, 'gitea'));
  await mkdir(unfinished, { recursive: true });
  try {
    const sources = path.join(unfinished, 'sources');
    log('fetching the sources');
    await cp(await download(), sources, { recursive: true });
    await run('chmod', ['-R', 'u+w', sources], unfinished);
    log('building the pages');
    await buildPages(sources, log);
    log('building the program, about four minutes');
    await buildProgram(sources, path.join(unfinished, 'gitea'), log);
    for (const part of ['templates', 'options', 'public'])
      await rename(path.join(sources, part), path.join(unfinished, part));
    await rm(sources, { recursive: true });
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another checkout was faster.
    const theirs = findGitea(home);
    if (theirs) return theirs;
    throw error;
  }
  return findGitea(home)!;
}

/** Folders of builds whose process is gone. */
async function removeAbandoned(parent: string): Promise<void> {
  if (!existsSync(parent)) return;
  for (const name of await readdir(parent)) {
    const pid = /\.(\d+)\.new$/.exec(name)?.[1];
    if (pid && !existsSync(`/proc/${pid}`))
      await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

async function checkGo(): Promise<void> {
  const { major, minor } = release.go;
  const version = await run('go', ['env', 'GOVERSION'], '/').catch(() => '');
  const [, has, hasMinor] = /^go(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
  if (!(has > major || (has === major && hasMinor >= minor)))
    throw new TooOldGo(
      `Gitea ${release.version} needs Go ${major}.${minor} or newer; ${
        version.trim()
          ? `${version.trim()} is on PATH`
          : 'there is none on PATH'
      }.`,
      'Install it, or start without `--git-host gitea`: the embedded git host needs no Go.',
    );
}

/** @returns the module's folder in the compiler's cache, which is read-only */
async function download(): Promise<string> {
  const { module, version, sum } = release;
  const answer = await run(
    'go',
    ['mod', 'download', '-json', `${module}@v${version}`],
    '/',
  );
  const { Dir, Sum } = JSON.parse(answer) as { Dir: string; Sum: string };
  if (Sum !== sum)
    throw new GiteaProblem(
      `The sources of Gitea ${version} are not those of its release (${Sum}, expected ${sum}).`,
      'Do not use them. See which GOPROXY is set, and remove them from its cache.',
    );
  return Dir;
}

/** Styles and scripts of its pages; without install scripts, as they all bring what they need. */
async function buildPages(sources: string, log: (line: string) => void) {
  const pnpm = [
    'exec',
    '--yes',
    `--package=pnpm@${release.pnpm}`,
    '--',
    'pnpm',
  ];
  const flags = ['install', '--prod', '--frozen-lockfile', '--ignore-scripts'];
  await run('npm', [...pnpm, ...flags], sources, log);
  await run(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build'],
    sources,
    log,
  );
}

/** It takes all processors for minutes: whoever works on the machine goes first. */
async function buildProgram(
  sources: string,
  target: string,
  log: (line: string) => void,
) {
  await run(
    'nice',
    [
      ...['-n', '15', 'go', 'build', '-trimpath'],
      ...['-tags', 'sqlite sqlite_unlock_notify'],
      ...['-ldflags', `-s -w -X main.Version=${release.version}`],
      ...['-o', target, '.'],
    ],
    sources,
    log,
  );
}

/** Runs a command and resolves with what it prints. @throws GiteaProblem with its last lines */
function run(
  program: string,
  args: string[],
  cwd: string,
  log: (line: string) => void = () => {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: {
        ...process.env,
        GOTOOLCHAIN: 'local',
        GOFLAGS: '',
        GOWORK: 'off',
        NODE_OPTIONS: '',
        CI: 'true',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let last = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      output += text;
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        last = (last + text).slice(-2000);
        for (const line of text.split('\n').filter(Boolean)) log(line);
      });
    child.on('error', error => reject(failed(error.message)));
    child.on('close', code =>
      code === 0
        ? resolve(output)
        : reject(failed(last.trim() || `it ended with code ${code}`)),
    );
    const failed = (why: string) =>
      new GiteaProblem(
        `Gitea could not be built: ${program} ${args[0]} failed: ${why}`,
        'Where modules or packages could not be fetched, see which registries this machine reaches; then start again.',
      );
  });
}
