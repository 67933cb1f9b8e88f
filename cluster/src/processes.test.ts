import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  identify,
  identifyLiving,
  isAlive,
  parseStat,
  stopAll,
} from './processes.ts';

describe('a line of /proc/PID/stat', () => {
  const rest =
    'S 41 4242 4242 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 987654 1000 10';

  it.each([
    ['a plain name', `4242 (node) ${rest}`],
    [
      'a name with blanks and parentheses',
      `4242 (a (strange) name) R) ${rest}`,
    ],
  ])('with %s', (_, line) => {
    expect(parseStat(line)).toEqual({
      state: 'S',
      parent: 41,
      session: 4242,
      startTime: 987654,
    });
  });
});

describe('the identity of a process', () => {
  const self = identify(process.pid);

  it('holds for the process itself', () => {
    expect(isAlive(self)).toBe(true);
  });

  it.each([
    [
      'a later process with the same number',
      { ...self, startTime: self.startTime - 1 },
    ],
    [
      'a process before the machine was started again',
      { ...self, bootId: 'another' },
    ],
    ['no process', undefined],
  ])('does not hold for %s', (_, identity) => {
    expect(isAlive(identity)).toBe(false);
  });

  it('cannot be had of one that has ended', async () => {
    const child = spawn('true');
    await once(child, 'exit');
    expect(() => identify(child.pid as number)).toThrow('has ended');
    expect(identifyLiving([child.pid as number, process.pid])).toEqual([self]);
  });
});

describe('stopping', () => {
  it.each([
    ['asks', 'sleep 60', 'SIGTERM'],
    [
      'kills who does not listen',
      'trap "" TERM; while :; do sleep 0.1; done',
      'SIGKILL',
    ],
  ])('%s', async (_, script, expected) => {
    const child = spawn('sh', [
      '-c',
      script === 'sleep 60' ? `exec ${script}` : script,
    ]);
    const exit = once(child, 'exit');
    await new Promise(resolve => setTimeout(resolve, 100));
    await stopAll([identify(child.pid as number)], 300);
    expect((await exit)[1]).toBe(expected);
  });
});
