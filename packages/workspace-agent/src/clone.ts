/** Getting the repository onto the workspace's volume, once. */
import { execFile, spawn } from 'node:child_process';
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { AgentSpec } from '@backstage-cde/plugin-cde-common';
import { missing } from './files.ts';
import { gitEnvironment, rewrites } from './git.ts';
import type { GitSetting } from './git.ts';
import { CloneError, classifyGitFailure, redact } from './gitErrors.ts';
import { endpoint, probe, rewriteUrl, usesProxy } from './reachability.ts';

const exec = promisify(execFile);

type Repository = NonNullable<AgentSpec['repository']>;

export interface CloneOptions {
  repository: Repository;
  /** Value of git's `credential.helper`. */
  credentialHelper: string;
  /** File for the keys of ssh servers seen. */
  knownHosts: string;
  log: (text: string) => void;
  /** Pauses before the second and later tries, in milliseconds. */
  pauses?: number[];
  /** How long a server may take to accept a connection, in milliseconds. */
  connectTimeoutMs?: number;
  /** The folder is a volume of its own, so nothing can be renamed to it; default: whether it is in the root folder. */
  isMount?: boolean;
}

export interface CloneResult {
  /** The commit that is checked out; absent where there is none to tell. */
  commit?: string;
  /** The branch that is checked out; absent on a tag or commit. */
  ref?: string;
  /** There was something in the folder already; it was left alone. */
  skipped: boolean;
}

/**
 * Clones the repository unless its folder holds something. The clone is made
 * beside the folder and renamed when complete, so that one cut short is never
 * taken for whole; inside of it where the folder is a volume of its own.
 * Unreachable servers are tried again.
 *
 * @throws CloneError with cause and cure.
 */
export async function cloneRepository(
  options: CloneOptions,
): Promise<CloneResult> {
  const { repository, log, pauses = [1000, 3000] } = options;
  if (await occupied(repository.folder, halfOf(options))) {
    log(`${repository.folder} is there already: left as it is\n`);
    return { ...(await head(repository.folder)), skipped: true };
  }
  for (let attempt = 0; ; attempt++) {
    try {
      await cloneOnce(options);
      return { ...(await head(repository.folder)), skipped: false };
    } catch (error) {
      const again =
        error instanceof CloneError &&
        error.transient &&
        attempt < pauses.length;
      if (!again) {
        throw error;
      }
      log(`${error.message}\nTrying again in ${pauses[attempt] / 1000} s\n`);
      await sleep(pauses[attempt]);
    }
  }
}

/** With a clone in it that was cut short, what is there is not whole. */
async function occupied(folder: string, half: string): Promise<boolean> {
  const names = (await readdir(folder).catch(missing)) ?? [];
  return (
    names.length > 0 &&
    !(path.dirname(half) === folder && names.includes(path.basename(half)))
  );
}

/** Where the clone is made. */
function halfOf({ repository: { folder }, isMount }: CloneOptions): string {
  const { dir, base } = path.parse(folder);
  const inside = isMount ?? dir === path.parse(folder).root;
  return path.join(inside ? folder : dir, `.${base}.cloning`);
}

/** Puts a whole clone in its place. */
async function moveInto(folder: string, half: string): Promise<void> {
  if (path.dirname(half) !== folder) {
    await rmdir(folder).catch(missing);
    await rename(half, folder);
    return;
  }
  for (const name of await readdir(half)) {
    await rename(path.join(half, name), path.join(folder, name));
  }
  await rmdir(half);
}

/** Removes what an earlier try left behind. */
async function clear(folder: string, half: string): Promise<void> {
  const isInside = path.dirname(half) === folder;
  const leftovers = isInside
    ? ((await readdir(folder).catch(missing)) ?? []).map(name =>
        path.join(folder, name),
      )
    : [half];
  // The unfinished clone goes last: while it is there, the rest counts as nothing.
  for (const leftover of leftovers.filter(each => each !== half)) {
    await rm(leftover, { recursive: true, force: true });
  }
  await rm(half, { recursive: true, force: true });
}

async function cloneOnce(options: CloneOptions): Promise<void> {
  const { repository, log } = options;
  const { folder, ref, url } = repository;
  if (ref.type === 'commit' && !/^[0-9a-f]{7,64}$/i.test(ref.name)) {
    throw classifyGitFailure(`fatal: bad object ${ref.name}`, repository);
  }
  await requireReachable(options);
  const half = halfOf(options);
  await clear(folder, half);
  await mkdir(path.dirname(half), { recursive: true });
  const git = (args: string[]) => runGit(args, options);
  try {
    const named = ref.type === 'branch' || ref.type === 'tag';
    const choice = named ? [`--branch=${ref.name}`] : [];
    log(`git clone ${choice.join(' ')} ${redact(url)}\n`);
    await git(['clone', '--progress', ...choice, '--', url, half]);
    if (ref.type === 'commit') {
      await checkOutCommit(half, ref.name, git);
    }
    await moveInto(folder, half);
  } catch (error) {
    await clear(folder, half);
    throw error;
  }
}

/** Servers need not advertise a commit: what the clone lacks is asked for by name. */
async function checkOutCommit(
  folder: string,
  commit: string,
  git: (args: string[]) => Promise<void>,
): Promise<void> {
  const checkOut = () =>
    git(['-C', folder, 'checkout', '--detach', commit, '--']);
  try {
    await checkOut();
  } catch (error) {
    if (!(error instanceof CloneError) || error.reason !== 'CommitNotFound') {
      throw error;
    }
    await git(['-C', folder, 'fetch', 'origin', '--', commit]);
    await checkOut();
  }
}

/** git itself would wait minutes for a server that does not answer. */
async function requireReachable(options: CloneOptions): Promise<void> {
  const { repository, connectTimeoutMs = 3500 } = options;
  const url = rewriteUrl(repository.url, repository.insteadOf);
  const target = endpoint(url);
  if (!target || usesProxy(process.env)) {
    return;
  }
  const cause = await probe(target, connectTimeoutMs);
  if (cause !== undefined) {
    throw classifyGitFailure(`fatal: failed to connect: ${cause}`, repository);
  }
}

function runGit(args: string[], options: CloneOptions): Promise<void> {
  const { repository, credentialHelper, knownHosts, log } = options;
  const settings: GitSetting[] = [
    ...rewrites(repository),
    ['credential.helper', ''],
    ['credential.helper', credentialHelper],
    // A connection that stalls ends after half a minute.
    ['http.lowSpeedLimit', '1000'],
    ['http.lowSpeedTime', '30'],
    ['advice.detachedHead', 'false'],
    ['safe.directory', '*'],
  ];
  const child = spawn('git', args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...gitEnvironment(settings),
      LC_ALL: 'C',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ALLOW_PROTOCOL: 'http:https:ssh',
      GIT_SSH_COMMAND: `ssh -oBatchMode=yes -oConnectTimeout=5 -oStrictHostKeyChecking=accept-new -oUserKnownHostsFile=${knownHosts}`,
    },
  });
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => log(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-16 * 1024);
    log(redact(text).replace(/\r(?!\n)/g, '\n'));
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => {
      if (code === 0) {
        resolve();
      } else {
        reject(classifyGitFailure(stderr, repository));
      }
    });
  });
}

/** What is checked out; a repository without commits has nothing to tell. */
async function head(
  folder: string,
): Promise<{ commit?: string; ref?: string }> {
  if (!(await stat(path.join(folder, '.git')).catch(missing))) {
    return {};
  }
  const env = {
    ...process.env,
    ...gitEnvironment([['safe.directory', '*']]),
  };
  const ask = async (...args: string[]) => {
    try {
      const { stdout } = await exec('git', ['-C', folder, ...args], { env });
      return stdout.trim();
    } catch (error) {
      if (typeof (error as { code?: unknown }).code === 'number') {
        return undefined; // git's exit code for "there is none"
      }
      throw error;
    }
  };
  const [commit, ref] = await Promise.all([
    ask('rev-parse', '--verify', '--quiet', 'HEAD'),
    ask('symbolic-ref', '--short', '--quiet', 'HEAD'),
  ]);
  return { commit, ref };
}
