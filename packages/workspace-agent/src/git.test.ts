import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AgentSpec } from '@backstage-cde/plugin-cde-common';
import { formatGitConfig, gitEnvironment, gitSettings, setUpGit } from './git';
import type { GitSetting } from './git';

let home: string;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'git-'));
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

function git(args: string[], env: Record<string, string> = {}): string {
  return execFileSync('git', args, {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: home,
      GIT_CONFIG_NOSYSTEM: '1',
      ...env,
    },
    cwd: home,
  }).replace(/\n$/, '');
}

const ODD: GitSetting[] = [
  ['user.name', 'Ada "the" Lovelace\\; #1\n[core]'],
  ['url.https://a.test/"x"\\.insteadOf', 'https://b.test/ '],
  ['url.git@c.test:.insteadOf', 'ssh://d.test/'],
];

it('writes what git reads back, however odd', () => {
  const file = path.join(home, 'config');
  writeFileSync(file, formatGitConfig(ODD));
  for (const [key, value] of ODD) {
    expect(git(['config', '--file', file, '--get', key])).toBe(value);
  }
});

it('passes the same through the environment', () => {
  for (const [key, value] of ODD) {
    expect(git(['config', '--get', key], gitEnvironment(ODD))).toBe(value);
  }
});

describe('setUpGit', () => {
  const ours: GitSetting[] = [
    ['user.name', 'Ada'],
    ['user.email', 'ada@portal.test'],
  ];
  const setUp = () =>
    setUpGit(ours, path.join(home, 'ours'), path.join(home, '.config'));

  it('is found by git', async () => {
    await setUp();
    expect(git(['config', 'user.name'])).toBe('Ada');
  });

  it("gives way to the user's own settings", async () => {
    writeFileSync(
      path.join(home, '.gitconfig'),
      '[user]\n\temail = ada@home.test\n',
    );
    await setUp();
    expect(git(['config', 'user.name'])).toBe('Ada');
    expect(git(['config', 'user.email'])).toBe('ada@home.test');
  });

  it('keeps what is in the file, and comes once', async () => {
    mkdirSync(path.join(home, '.config/git'), { recursive: true });
    const file = path.join(home, '.config/git/config');
    writeFileSync(file, '[user]\n\tname = Countess\n');
    await setUp();
    await setUp();
    expect(git(['config', 'user.name'])).toBe('Countess');
    expect(git(['config', 'user.email'])).toBe('ada@portal.test');
    expect(readFileSync(file, 'utf8').match(/\[include\]/g)).toHaveLength(1);
  });

  it('leaves a linked file to the dotfiles that it belongs to', async () => {
    mkdirSync(path.join(home, '.config/git'), { recursive: true });
    writeFileSync(path.join(home, 'dotfile'), '');
    symlinkSync(
      path.join(home, 'dotfile'),
      path.join(home, '.config/git/config'),
    );
    await setUp();
    expect(readFileSync(path.join(home, 'dotfile'), 'utf8')).toBe('');
  });
});

it('trusts the folder of each repository', () => {
  const at = (name: string) => ({
    url: `http://git.test/${name}.git`,
    ref: { type: 'default' as const },
    folder: `/workspaces/${name}`,
    insteadOf: [],
  });
  const spec = {
    user: { name: 'Ada', email: 'ada@example.test' },
    workspaceFolder: '/workspaces/api',
    repository: at('api'),
    additional: [at('web'), at('rules')],
  } as unknown as AgentSpec;
  const file = path.join(home, '.gitconfig');
  writeFileSync(file, formatGitConfig(gitSettings(spec, 'helper', '/secret')));
  expect(git(['config', '--get-all', 'safe.directory'])).toBe(
    '/workspaces/api\n/workspaces/web\n/workspaces/rules',
  );
});
