import { spawn } from 'node:child_process';
import { Activity, foregroundGroups, parseStat } from './activity';
import type { ProcessStat } from './activity';
import { until } from './testing/folder';

it('reads a line of /proc/<pid>/stat, whatever the name holds', () => {
  expect(parseStat('42 (a ) b (c) S 7 41 40 34816 99 4194304 0 0')).toEqual({
    pid: 42,
    name: 'a ) b (c',
    parent: 7,
    group: 41,
    terminal: 34816,
    foreground: 99,
  });
});

describe('foregroundGroups', () => {
  const process = (
    pid: number,
    parent: number,
    rest: Partial<ProcessStat> = {},
  ): ProcessStat => ({
    pid,
    name: 'node',
    parent,
    group: pid,
    terminal: 0,
    foreground: -1,
    ...rest,
  });
  const ide = process(10, 1);
  const ptyHost = process(11, 10, { group: 10 });
  const shell = (foreground: number) =>
    process(20, 11, { terminal: 5, foreground });

  it.each([
    ['a shell that waits', [ide, ptyHost, shell(20)], []],
    [
      'a command in front',
      [
        ide,
        ptyHost,
        shell(30),
        process(30, 20, { terminal: 5, foreground: 30 }),
      ],
      [30],
    ],
    [
      'a job in the background',
      [
        ide,
        ptyHost,
        shell(20),
        process(30, 20, { terminal: 5, foreground: 20 }),
      ],
      [],
    ],
    [
      "somebody else's terminal",
      [ide, ptyHost, process(40, 1, { terminal: 6, foreground: 41 })],
      [],
    ],
    [
      'a shell inside a shell that waits',
      [
        ide,
        ptyHost,
        shell(30),
        process(30, 20, { terminal: 5, foreground: 30, name: 'bash' }),
      ],
      [],
    ],
    [
      'a command of a shell inside a shell',
      [
        ide,
        ptyHost,
        shell(30),
        process(30, 20, { terminal: 5, foreground: 30, name: 'bash' }),
        process(31, 30, { terminal: 5, foreground: 30, group: 30 }),
      ],
      [30],
    ],
    ['no terminal at all', [ide, ptyHost, process(30, 11)], []],
  ])('%s', (_, processes, expected) => {
    expect(foregroundGroups(processes, 10)).toEqual(expected);
  });
});

it.each(['/bin/sh', '/bin/bash'])(
  'sees a command in a real terminal of %s come and go',
  async login => {
    // A session of its own, so that the terminal's owner has none, as the IDE's.
    const terminal = spawn(
      'setsid',
      ['--wait', 'script', '--quiet', '--command', '/bin/sh -i', '/dev/null'],
      {
        stdio: ['pipe', 'ignore', 'ignore'],
        env: { ...process.env, SHELL: login },
      },
    );
    const activity = new Activity({
      idePid: () => process.pid,
      commands: () => [],
      answers: () => ({ kept: [], keptAt: 0 }),
    });
    try {
      // Starting is work, too; how long it takes is the machine's business.
      await until(async () => !(await activity.read()).busy);
      terminal.stdin.write('sleep 41\n');
      await until(async () => (await activity.read()).busy);
      expect(await activity.read()).toMatchObject({
        busy: true,
        reasons: ['a command runs in a terminal: sleep 41'],
      });
      terminal.stdin.write('\u0003');
      await until(async () => !(await activity.read()).busy);
    } finally {
      terminal.stdin.end();
      terminal.kill('SIGKILL');
    }
  },
);

it('counts lifecycle commands', async () => {
  const activity = new Activity({
    idePid: () => undefined,
    commands: () => ['npm ci'],
    answers: () => ({ kept: [], keptAt: 0 }),
  });
  const read = await activity.read();
  expect(read.reasons).toEqual(['a lifecycle command runs: npm ci']);
  expect(Date.now() - Date.parse(read.lastActiveAt)).toBeLessThan(1000);
});
