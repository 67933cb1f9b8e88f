import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cloneRepository } from './clone';
import type { CloneOptions } from './clone';
import { startGitServer } from './testing/gitServer';
import type { GitServer } from './testing/gitServer';

type Repository = CloneOptions['repository'];

let server: GitServer;
let folder: string;
let output: string;

beforeAll(async () => {
  server = await startGitServer();
});

afterAll(() => server.close());

beforeEach(() => {
  server.reset();
  folder = mkdtempSync(path.join(tmpdir(), 'clone-'));
  output = '';
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function clone(
  repository: Partial<Repository>,
  options: Partial<CloneOptions> = {},
) {
  return cloneRepository({
    repository: {
      url: `${server.url}/payments.git`,
      ref: { type: 'default' },
      folder: path.join(folder, 'payments'),
      insteadOf: [],
      ...repository,
    },
    credentialHelper: '/bin/false',
    knownHosts: path.join(folder, 'known_hosts'),
    log: text => {
      output += text;
    },
    pauses: [10, 10],
    ...options,
  });
}

const readme = () =>
  readFileSync(path.join(folder, 'payments/README.md'), 'utf8');

describe('what is checked out', () => {
  it('follows the default branch', async () => {
    expect(await clone({})).toEqual({
      commit: server.mainCommit,
      ref: 'main',
      skipped: false,
    });
    expect(readme()).toBe('main');
    expect(output).toContain('Receiving objects');
  });

  it('takes a branch', async () => {
    const ref = { type: 'branch', name: 'feature/cards' } as const;
    expect(await clone({ ref })).toMatchObject({ ref: 'feature/cards' });
    expect(readme()).toBe('cards');
  });

  it('takes a tag', async () => {
    const ref = { type: 'tag', name: 'v1' } as const;
    const result = await clone({ ref });
    expect(result).toEqual({
      commit: server.mainCommit,
      ref: undefined,
      skipped: false,
    });
  });

  it('takes a commit that no branch leads to', async () => {
    const ref = { type: 'commit', name: server.hiddenCommit } as const;
    expect(await clone({ ref })).toMatchObject({ commit: server.hiddenCommit });
    expect(readme()).toBe('hidden');
  });

  it('takes a repository without commits', async () => {
    const result = await clone({ url: `${server.url}/empty.git` });
    expect(result).toMatchObject({ commit: undefined, skipped: false });
  });

  it('keeps the original URL where git rewrites it', async () => {
    const url = 'http://git.example.test/payments.git';
    const from = 'http://git.example.test';
    await clone({ url, insteadOf: [{ from, to: server.url }] });
    const origin = execFileSync(
      'git',
      ['-C', path.join(folder, 'payments'), 'config', 'remote.origin.url'],
      { encoding: 'utf8' },
    );
    expect(origin.trim()).toBe(url);
  });
});

describe('what is there already', () => {
  it('leaves a clone alone', async () => {
    await clone({});
    writeFileSync(path.join(folder, 'payments/README.md'), 'mine');
    const requests = server.requests();
    expect(await clone({})).toEqual({
      commit: server.mainCommit,
      ref: 'main',
      skipped: true,
    });
    expect(readme()).toBe('mine');
    expect(server.requests()).toBe(requests);
  });

  it("leaves a user's files without .git alone", async () => {
    mkdirSync(path.join(folder, 'payments'));
    writeFileSync(path.join(folder, 'payments/README.md'), 'mine');
    expect(await clone({})).toEqual({ skipped: true });
    expect(readme()).toBe('mine');
  });

  it('clones into an empty folder', async () => {
    mkdirSync(path.join(folder, 'payments'));
    expect(await clone({})).toMatchObject({ skipped: false });
  });

  it('begins anew after a clone that was killed', async () => {
    server.hang(true);
    const half = path.join(folder, '.payments.cloning');
    const child = spawn('git', ['clone', `${server.url}/payments.git`, half], {
      stdio: 'ignore',
    });
    while (!existsSync(path.join(half, '.git/HEAD'))) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    child.kill('SIGKILL');
    server.hang(false);
    expect(await clone({})).toMatchObject({ ref: 'main', skipped: false });
    expect(readme()).toBe('main');
    expect(readdirSync(folder)).toEqual(['payments']);
  });
});

describe('a folder that is a volume of its own', () => {
  const mounted = { isMount: true };
  const payments = (name: string = '') => path.join(folder, 'payments', name);
  beforeEach(() => mkdirSync(payments()));

  it('is cloned into without being replaced', async () => {
    const { ino } = statSync(payments());
    expect(await clone({}, mounted)).toMatchObject({ ref: 'main' });
    expect(readdirSync(payments()).sort()).toEqual(['.git', 'README.md']);
    expect(statSync(payments()).ino).toBe(ino);
    expect(await clone({}, mounted)).toMatchObject({ skipped: true });
  });

  it('is begun anew where a clone was cut short while it was put in place', async () => {
    mkdirSync(payments('.payments.cloning/.git'), { recursive: true });
    writeFileSync(payments('half.txt'), '');
    expect(await clone({}, mounted)).toMatchObject({ skipped: false });
    expect(readdirSync(payments()).sort()).toEqual(['.git', 'README.md']);
  });

  it('is empty after a failure', async () => {
    const ref = { type: 'branch', name: 'nope' } as const;
    await expect(clone({ ref }, mounted)).rejects.toMatchObject({
      reason: 'BranchNotFound',
    });
    expect(readdirSync(payments())).toEqual([]);
  });
});

describe('what can go wrong', () => {
  const nothingLeft = () => expect(readdirSync(folder)).toEqual([]);

  it('names a missing branch', async () => {
    const ref = { type: 'branch', name: 'nope' } as const;
    await expect(clone({ ref })).rejects.toMatchObject({
      reason: 'BranchNotFound',
      message: expect.stringContaining('"nope"'),
    });
    nothingLeft();
  });

  it('names a missing commit', async () => {
    const name = '0123456789012345678901234567890123456789';
    await expect(
      clone({ ref: { type: 'commit', name } }),
    ).rejects.toMatchObject({ reason: 'CommitNotFound' });
    nothingLeft();
  });

  it('does not take an option for a commit', async () => {
    const ref = { type: 'commit', name: '--orphan=x' } as const;
    await expect(clone({ ref })).rejects.toMatchObject({
      reason: 'CommitNotFound',
    });
  });

  it('names a missing repository', async () => {
    await expect(
      clone({ url: `${server.url}/nope.git` }),
    ).rejects.toMatchObject({ reason: 'RepositoryNotFound' });
    nothingLeft();
  });

  it('names refused credentials, and does not show them', async () => {
    server.requireUser({ user: 'ada', password: 'right' });
    const url = `${server.url.replace('//', '//ada:s3cret@')}/payments.git`;
    const failure = await clone({ url }).catch(error => error);
    expect(failure).toMatchObject({ reason: 'Unauthorized' });
    expect(`${failure.message}${output}`).not.toContain('s3cret');
  });

  it('names missing credentials', async () => {
    server.requireUser({ user: 'ada', password: 'right' });
    await expect(clone({})).rejects.toMatchObject({ reason: 'Unauthorized' });
  });

  it('names a server that refuses connections, after three tries', async () => {
    await expect(
      clone({ url: 'http://127.0.0.1:1/payments.git' }),
    ).rejects.toMatchObject({
      reason: 'Unreachable',
      message: expect.stringContaining('refused the connection'),
    });
    expect(output.match(/Trying again/g)).toHaveLength(2);
  });

  it('names a host that does not exist', async () => {
    await expect(
      clone({ url: 'http://nowhere.invalid/x.git' }, { pauses: [] }),
    ).rejects.toMatchObject({
      reason: 'Unreachable',
      message: expect.stringContaining('nowhere.invalid'),
    });
  });

  it('tries again when the server has trouble', async () => {
    server.failWith(503);
    const trying = clone({}, { pauses: [300, 300] });
    setTimeout(() => server.failWith(undefined), 200);
    expect(await trying).toMatchObject({ skipped: false });
    expect(output).toContain('Trying again');
  });

  it.each(['ext::sh -c "touch pwned"', 'file:///etc', '--upload-pack=x', '-u'])(
    'does not take %s for a repository',
    async url => {
      await expect(clone({ url }, { pauses: [] })).rejects.toMatchObject({
        name: 'CloneError',
      });
      nothingLeft();
    },
  );
});

it('signs in through the credential helper', async () => {
  server.requireUser({ user: 'ada', password: 'right' });
  const helper = path.join(folder, 'helper');
  writeFileSync(helper, '#!/bin/sh\necho username=ada\necho password=right\n');
  chmodSync(helper, 0o755);
  const result = await clone({}, { credentialHelper: helper });
  expect(result).toMatchObject({ ref: 'main' });
});
