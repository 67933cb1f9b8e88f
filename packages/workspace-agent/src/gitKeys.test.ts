import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { formatGitConfig, gitSettings, setUpGit } from './git';
import { testFolder } from './testing/folder';
import { startGitServer } from './testing/gitServer';
import type { GitServer } from './testing/gitServer';

const BIN = path.resolve(__dirname, '../bin');

const folder = testFolder('keys');
const at = (...names: string[]) => path.join(folder(), ...names);

/** A shell of the workspace; the image's own programs come first in its path. */
function environment(): NodeJS.ProcessEnv {
  return {
    PATH: `${at('image')}:${process.env.PATH}`,
    HOME: at('home'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    CDE_SECRET_FOLDER: at('secret'),
    CDE_KEYS_FOLDER: at('memory'),
    CDE_STATE_FOLDER: at('state'),
  };
}

function git(...args: string[]): string {
  return execFileSync('git', ['-C', at('work'), ...args], {
    encoding: 'utf8',
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** As the kubelet mounts it: readable for the group. */
function secret(name: string, content: string): void {
  writeFileSync(at('secret', name), content, { mode: 0o600 });
  chmodSync(at('secret', name), 0o440);
}

function generateKey(name: string): string {
  execFileSync('ssh-keygen', [
    '-q',
    ...['-t', 'ed25519', '-N', '', '-C', '', '-f', at(name)],
  ]);
  return readFileSync(at(name), 'utf8');
}

/** Stands in for a program of the image: it notes how it was called, and what is in the key it was given. */
function image(name: string, script: string): void {
  writeFileSync(at('image', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

beforeEach(async () => {
  for (const name of ['home', 'image', 'memory', 'secret', 'state', 'work']) {
    mkdirSync(at(name));
  }
  await setUpGit(
    gitSettings(
      {
        version: 1,
        workspace: { id: 'w', name: 'w', portalUrl: '', portalTitle: '' },
        user: { name: 'Ada', email: 'ada@example.test' },
        workspaceFolder: at('work'),
        remoteEnv: {},
        lifecycle: { hash: 'h', commands: {}, waitFor: 'updateContentCommand' },
        ide: { kind: 'none', extensions: [], settings: {} },
        ports: [],
      },
      path.join(BIN, 'git-credential-cde'),
      at('secret'),
    ),
    at('state', 'gitconfig'),
    at('home', '.config'),
  );
  git('init', '-q', '-b', 'main');
});

describe('commits', () => {
  const sign = () =>
    secret(
      'git-config',
      formatGitConfig([
        ['gpg.format', 'ssh'],
        ['gpg.ssh.program', path.join(BIN, 'ssh-keygen-cde')],
        ['user.signingKey', at('secret', 'signing-key')],
        ['commit.gpgSign', 'true'],
        ['tag.gpgSign', 'true'],
      ]),
    );
  const commit = () => git('commit', '-q', '--allow-empty', '-m', 'x');

  it('are signed from when the Secret has a key until it has none, and nothing of it stays', () => {
    commit();
    secret('signing-key', generateKey('one'));
    sign();
    commit();
    git('tag', '-m', 'x', 'v1');
    writeFileSync(
      at('signers'),
      `ada@example.test ${readFileSync(at('one.pub'), 'utf8')}`,
    );
    git('config', 'gpg.ssh.allowedSignersFile', at('signers'));
    expect(git('log', '--format=%G?')).toBe('G\nN\n');
    expect(git('verify-tag', '--raw', 'v1')).toBe('');
    secret('git-config', '');
    commit();
    expect(git('log', '-1', '--format=%G?')).toBe('N\n');
    expect(readdirSync(at('memory'))).toEqual([]);
  });

  it('fail with a word where the image cannot sign', () => {
    secret('signing-key', generateKey('one'));
    sign();
    const bare = at('bare');
    mkdirSync(bare);
    expect(() =>
      execFileSync(
        '/bin/sh',
        [path.join(BIN, 'ssh-keygen-cde'), '-Y', 'sign'],
        {
          env: { ...environment(), PATH: bare },
          stdio: 'pipe',
        },
      ),
    ).toThrow(/install OpenSSH's client/);
  });
});

describe('ssh', () => {
  const useKey = () =>
    secret(
      'git-config',
      formatGitConfig([
        ['core.sshCommand', path.join(BIN, 'ssh-cde')],
        ['ssh.variant', 'ssh'],
      ]),
    );
  const fetch = () =>
    promisify(execFile)(
      'git',
      ['-C', at('work'), 'ls-remote', 'ssh://git@host.test/a.git'],
      { env: environment() },
    ).then(
      () => 'succeeded',
      () => 'failed',
    );

  it('is given a copy of the key that nobody else can read, for as long as it runs', async () => {
    image(
      'ssh',
      `printf '%s\\n' "$@" >${at('called')}; cp "$2" ${at(
        'used',
      )}; stat -c %a "$2" >${at('mode')}; exit 3`,
    );
    const key = generateKey('one');
    secret('ssh-key', key);
    useKey();
    expect(await fetch()).toBe('failed');
    expect(readFileSync(at('used'), 'utf8')).toBe(key);
    expect(readFileSync(at('mode'), 'utf8')).toBe('600\n');
    const called = readFileSync(at('called'), 'utf8').split('\n');
    expect(called).toContain('StrictHostKeyChecking=accept-new');
    expect(called).toContain('git@host.test');
    expect(readdirSync(at('memory'))).toEqual([]);
  });

  it('goes on without a key that was taken back', async () => {
    image('ssh', `printf '%s\\n' "$@" >${at('called')}; exit 3`);
    useKey();
    expect(await fetch()).toBe('failed');
    expect(readFileSync(at('called'), 'utf8')).not.toContain('-i');
  });

  it('accepts the copy for what it is: OpenSSH itself reads it', () => {
    secret('ssh-key', generateKey('one'));
    image('ssh', `exec ssh-keygen -y -f "$2"`);
    const shown = execFileSync(path.join(BIN, 'ssh-cde'), ['host'], {
      env: environment(),
      encoding: 'utf8',
    });
    expect(readFileSync(at('one.pub'), 'utf8').trim()).toBe(shown.trim());
    expect(statSync(at('secret', 'ssh-key')).mode & 0o777).toBe(0o440);
  });
});

describe('tokens', () => {
  let server: GitServer;
  beforeAll(async () => {
    server = await startGitServer();
  });
  afterAll(() => server.close());

  const ask = async () =>
    promisify(execFile)(
      'git',
      ['-C', at('work'), 'ls-remote', `${server.url}/payments.git`, 'main'],
      { env: environment() },
    ).then(
      ({ stdout }) => stdout.split('\t')[0],
      () => 'refused',
    );

  it('are those of the Secret as it is at each call', async () => {
    const url = new URL(server.url);
    const line = (password: string) => `http://ada:${password}@${url.host}\n`;
    server.requireUser({ user: 'ada', password: 'first' });
    expect(await ask()).toBe('refused');
    secret('git-credentials', line('first'));
    expect(await ask()).toBe(server.mainCommit);
    server.requireUser({ user: 'ada', password: 'second' });
    expect(await ask()).toBe('refused');
    chmodSync(at('secret', 'git-credentials'), 0o600);
    secret('git-credentials', line('second'));
    expect(await ask()).toBe(server.mainCommit);
    const config = readFileSync(at('state', 'gitconfig'), 'utf8');
    expect(config).not.toMatch(/first|second/);
  });
});
