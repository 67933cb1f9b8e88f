import { readFileSync } from 'node:fs';
import path from 'node:path';
import type {
  AgentEvent,
  AgentSpec,
  LifecycleCommand,
} from '@backstage-cde/plugin-cde-common';
import { EventLog } from './events';
import { Lifecycle } from './lifecycle';
import { LogStore } from './logs';
import { Stamps } from './stamps';
import { testFolder, until } from './testing/folder';

type Commands = AgentSpec['lifecycle']['commands'];

const folder = testFolder('lifecycle');
let events: EventLog;

function lifecycle(
  commands: Commands,
  hash: string = 'h1',
  env: Record<string, string> = {},
): Lifecycle {
  events = new EventLog();
  return new Lifecycle({
    lifecycle: { commands, hash, waitFor: 'updateContentCommand' },
    folder: path.join(folder(), 'work'),
    env: { PATH: process.env.PATH ?? '', ...env },
    events,
    logs: new LogStore(path.join(folder(), 'logs')),
    stamps: new Stamps(path.join(folder(), 'stamps')),
  });
}

const shell = (run: string): LifecycleCommand[] => [{ name: '', run }];

async function happened(): Promise<AgentEvent[]> {
  const all: AgentEvent[] = [];
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 20);
  for await (const event of events.after(0, stop.signal)) {
    all.push(event);
  }
  return all;
}

const outline = async () =>
  (await happened()).map(({ step, state }) => `${step} ${state}`);

const log = (step: string) =>
  readFileSync(path.join(folder(), `logs/${step}.log`), 'utf8');

it("runs the phases in the standard's order", async () => {
  const order = (name: string) => shell(`echo ${name} >> ../order`);
  await lifecycle({
    postStartCommand: order('postStart'),
    postCreateCommand: order('postCreate'),
    updateContentCommand: order('updateContent'),
    onCreateCommand: order('onCreate'),
    postAttachCommand: order('postAttach'),
  }).start();
  expect(readFileSync(path.join(folder(), 'order'), 'utf8')).toBe(
    'onCreate\nupdateContent\npostCreate\npostStart\n',
  );
});

it('tells what happened', async () => {
  await lifecycle({
    postStartCommand: shell('echo hello; echo oops >&2'),
  }).start();
  expect(await happened()).toMatchObject([
    { step: 'postStartCommand', state: 'started', seq: 1 },
    {
      step: 'postStartCommand',
      state: 'succeeded',
      exitCode: 0,
      detail: 'echo hello; echo oops >&2',
      tail: expect.stringContaining('hello\n'),
      durationMs: expect.any(Number),
    },
  ]);
  expect(log('postStartCommand')).toContain('oops\n');
});

it('runs a string in a shell, an array as it is, and several at once', async () => {
  await lifecycle(
    {
      onCreateCommand: [
        { name: 'shell', run: 'test "$X" = 1 && echo "$((1 + 1))"' },
        { name: 'exec', run: ['echo', '$((1 + 1))', '*'] },
        // Each waits for the other: only side by side do they end.
        { name: 'a', run: 'touch a; while [ ! -e b ]; do sleep 0.01; done' },
        { name: 'b', run: 'touch b; while [ ! -e a ]; do sleep 0.01; done' },
      ],
    },
    'h',
    { X: '1' },
  ).start();
  expect(log('onCreateCommand')).toContain('[shell] 2\n');
  expect(log('onCreateCommand')).toContain('[exec] $((1 + 1)) *\n');
  expect(await outline()).toContain('onCreateCommand succeeded');
});

it('runs once-only phases once for each configuration', async () => {
  const commands = {
    onCreateCommand: shell('echo x >> created'),
    postStartCommand: shell('echo x >> started'),
  };
  const count = (name: string) =>
    readFileSync(path.join(folder(), 'work', name), 'utf8').length / 2;
  await lifecycle(commands).start();
  await lifecycle(commands).start();
  expect([count('created'), count('started')]).toEqual([1, 2]);
  expect(await outline()).toContain('onCreateCommand skipped');
  await lifecycle(commands, 'h2').start();
  expect([count('created'), count('started')]).toEqual([2, 3]);
});

it('skips what comes after a failure, and tries again at the next start', async () => {
  const commands = {
    onCreateCommand: shell('echo trying; test -e ../mended || exit 7'),
    postStartCommand: shell('echo never'),
  };
  const failing = lifecycle(commands);
  await failing.start();
  expect(await happened()).toMatchObject([
    { step: 'onCreateCommand', state: 'started' },
    {
      step: 'onCreateCommand',
      state: 'failed',
      exitCode: 7,
      message: expect.stringContaining('ended with code 7'),
      tail: expect.stringContaining('trying'),
    },
    {
      step: 'postStartCommand',
      state: 'skipped',
      message: expect.stringContaining('onCreateCommand failed'),
    },
  ]);
  expect([...failing.failed]).toEqual(['onCreateCommand']);
  expect(failing.settled).toBe(true);
  expect(failing.mayOpen).toBe(true);

  await lifecycle({
    ...commands,
    onCreateCommand: shell('echo mended'),
  }).start();
  expect(await outline()).toContain('postStartCommand succeeded');
});

it('names a command that cannot be started', async () => {
  await lifecycle({
    onCreateCommand: [{ name: '', run: ['no-such-command', '-x'] }],
  }).start();
  expect((await happened()).at(-1)).toMatchObject({
    state: 'failed',
    message: expect.stringMatching(/"no-such-command -x" could not be started/),
  });
});

it('lets the IDE open after the phase to wait for, and goes on behind it', async () => {
  const running = lifecycle({
    updateContentCommand: shell('true'),
    postCreateCommand: shell('sleep 30'),
  });
  const started = running.start();
  await until(() => running.mayOpen);
  await until(() => running.running.length > 0);
  expect(running.settled).toBe(false);
  expect(running.running).toEqual(['sleep 30']);
  const start = Date.now();
  await running.stop(1500);
  await started;
  expect(Date.now() - start).toBeLessThan(2000);
  expect((await happened()).at(-1)).toMatchObject({
    message: expect.stringContaining('SIGTERM'),
  });
});

it('does not wait for what a command leaves running, and keeps its output', async () => {
  const start = Date.now();
  await lifecycle({
    postStartCommand: shell('(sleep 1; echo later) & echo now'),
  }).start();
  expect(Date.now() - start).toBeLessThan(900);
  await until(() => log('postStartCommand').includes('later'));
});

it('ends what does not want to end', async () => {
  const running = lifecycle({
    postStartCommand: shell(
      "trap '' TERM; echo ready; sleep 30 & wait; sleep 30",
    ),
  });
  const started = running.start();
  await until(() => running.running.length > 0);
  await until(() => log('postStartCommand').includes('\nready\n'));
  await running.stop(200);
  await started;
  expect((await happened()).at(-1)).toMatchObject({
    message: expect.stringContaining('SIGKILL'),
  });
});

it('bounds the log of a command that never stops talking', async () => {
  await lifecycle({
    postStartCommand: shell('yes | head -c 30000000; echo the end'),
  }).start();
  const text = log('postStartCommand');
  expect(text.length).toBeLessThan(11 * 1024 * 1024);
  expect(text).toMatch(/bytes left out/);
  expect(text.endsWith('the end\n')).toBe(true);
});

it('runs postAttachCommand each time, but not twice at once', async () => {
  const attaching = lifecycle({
    postAttachCommand: shell('echo x >> attached; sleep 0.2'),
  });
  await attaching.start();
  await Promise.all([attaching.attach(), attaching.attach()]);
  await attaching.attach();
  const file = path.join(folder(), 'work/attached');
  expect(readFileSync(file, 'utf8')).toBe('x\nx\n');
});
