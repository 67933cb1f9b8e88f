import {
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import type {
  AgentEvent,
  AgentNotice,
  AgentSpec,
} from '@backstage-cde/plugin-cde-common';
import { startAgent } from './agent';
import type { Agent } from './agent';
import { testFolder, until } from './testing/folder';

const TOKEN = 'a-token-of-the-workspace';

/** Stands in for VS Code's server: it answers, and does as it is told. */
const IDE = `
const { createServer } = require('node:http');
const socket = process.argv.find(a => a.startsWith('--socket-path=')).slice(14);
require('node:fs').rmSync(socket, { force: true });
createServer((request, response) => {
  if (request.url === '/crash') process.exit(3);
  if (request.url === '/environment') response.end(JSON.stringify(process.env));
  else response.end('ide');
}).listen(socket);
console.log('started with', process.argv.slice(2).join(' '));
`;

const folder = testFolder('agent');
let agent: Agent;

function spec(): AgentSpec {
  return {
    version: 1,
    workspace: {
      id: 'w1',
      name: 'trial',
      portalUrl: 'http://portal.test/catalog/default/component/payments',
      portalTitle: 'Payments',
    },
    user: { name: 'Ada', email: 'ada@example.test' },
    workspaceFolder: path.join(folder(), 'work'),
    remoteEnv: { COLOUR: 'blue' },
    lifecycle: { hash: 'h', commands: {}, waitFor: 'updateContentCommand' },
    ide: { kind: 'vscode-web', extensions: [], settings: {} },
    ports: [],
  };
}

async function start(changes: Partial<AgentSpec> = {}): Promise<void> {
  const at = (name: string) => path.join(folder(), name);
  mkdirSync(at('tools/bin'), { recursive: true });
  mkdirSync(at('tools/ide/out'), { recursive: true });
  mkdirSync(at('home'));
  mkdirSync(at('secret'));
  symlinkSync(process.execPath, at('tools/bin/node'));
  writeFileSync(at('tools/ide/out/server-main.js'), IDE);
  writeFileSync(
    at('secret/spec.json'),
    JSON.stringify({ ...spec(), ...changes }),
  );
  writeFileSync(at('secret/token'), `${TOKEN}\n`);
  agent = await startAgent({
    places: { tools: at('tools'), secret: at('secret'), state: at('state') },
    tunnelPort: 0,
    healthPort: 0,
    environment: { PATH: process.env.PATH, HOME: at('home') },
  });
}

afterEach(async () => {
  await agent?.stop();
});

/** One HTTP exchange through the tunnel; gives the body. */
function ask(
  target: string,
  url: string,
  method: string = 'GET',
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(agent.tunnelPort, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', text => {
      answer += text;
    });
    socket.on('end', () => resolve(answer.split('\r\n\r\n')[1] ?? answer));
    socket.on('error', reject);
    socket.write(
      `CDE/1 ${TOKEN} ${target}\n${method} ${url} HTTP/1.0\r\nConnection: close\r\n\r\n`,
    );
  });
}

/** Posts a body to the agent through the tunnel; gives the whole answer. */
function tell(url: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(agent.tunnelPort, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', text => {
      answer += text;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
    socket.write(
      `CDE/1 ${TOKEN} agent\nPOST ${url} HTTP/1.0\r\nContent-Length: ${Buffer.byteLength(
        body,
      )}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
}

async function events(count: number): Promise<AgentEvent[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(agent.tunnelPort, '127.0.0.1');
    let answer = '';
    socket.on('error', reject);
    socket.on('data', text => {
      answer += text;
      const lines = answer.split('\n').filter(line => line.startsWith('{'));
      if (lines.length >= count && answer.endsWith('\n')) {
        socket.destroy();
        resolve(lines.map(line => JSON.parse(line)));
      }
    });
    socket.write(`CDE/1 ${TOKEN} agent\nGET /events HTTP/1.0\r\n\r\n`);
  });
}

const readyz = async () =>
  (await fetch(`http://127.0.0.1:${agent.healthPort}/readyz`)).status;

it('becomes ready when the IDE answers, and says so', async () => {
  await start();
  expect(
    (await fetch(`http://127.0.0.1:${agent.healthPort}/livez`)).status,
  ).toBe(200);
  await until(async () => (await readyz()) === 200);
  expect(await ask('ide', '/')).toBe('ide');
  const happened = await events(4);
  expect(happened.map(({ step, state }) => `${step} ${state}`).sort()).toEqual([
    'agent started',
    'agent succeeded',
    'ide started',
    'ide succeeded',
  ]);
  expect(new Set(happened.map(({ boot }) => boot)).size).toBe(1);
  expect(JSON.parse(await ask('agent', '/status'))).toMatchObject({
    ideReady: true,
    settled: true,
    failedSteps: [],
  });
});

it('is not ready before the phase to wait for is over', async () => {
  await start({
    lifecycle: {
      hash: 'h',
      waitFor: 'onCreateCommand',
      commands: {
        onCreateCommand: [
          { name: '', run: 'while [ ! -e ../go ]; do sleep 0.02; done' },
        ],
        postCreateCommand: [{ name: '', run: 'sleep 30' }],
      },
    },
  });
  await until(async () => (await ask('ide', '/')) === 'ide');
  expect(await readyz()).toBe(503);
  writeFileSync(path.join(folder(), 'go'), '');
  await until(async () => (await readyz()) === 200);
  const activity = JSON.parse(await ask('agent', '/activity'));
  expect(activity).toMatchObject({
    busy: true,
    reasons: ['a lifecycle command runs: sleep 30'],
  });
});

it('starts the IDE again when it ends', async () => {
  await start();
  await until(async () => (await readyz()) === 200);
  await ask('ide', '/crash').catch(() => undefined);
  await until(async () => (await readyz()) === 503);
  await until(async () => (await readyz()) === 200);
  const failed = (await events(7)).find(({ state }) => state === 'failed');
  expect(failed).toMatchObject({
    step: 'ide',
    message: 'The IDE ended with code 3',
    tail: expect.stringContaining('started with'),
  });
});

it('gives the IDE its environment, and not the token', async () => {
  await start();
  await until(async () => (await readyz()) === 200);
  const environment = await ask('ide', '/environment');
  expect(JSON.parse(environment)).toMatchObject({
    COLOUR: 'blue',
    CDE_WORKSPACE_ID: 'w1',
    CDE_PORTAL_TITLE: 'Payments',
  });
  expect(environment).not.toContain(TOKEN);
  const log = await ask('agent', '/logs/ide');
  expect(log).toContain('--link-protection-trusted-domains=http://portal.test');
  expect(log).not.toContain(TOKEN);
});

it('ends quickly, and leaves nothing running', async () => {
  await start({
    lifecycle: {
      hash: 'h',
      waitFor: 'onCreateCommand',
      commands: {
        postStartCommand: [
          { name: '', run: 'echo $$ > ../pid; sleep 300 & wait' },
        ],
      },
    },
  });
  await until(async () => (await readyz()) === 200);
  const file = path.join(folder(), 'pid');
  await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '');
  const begin = Date.now();
  await agent.stop();
  expect(Date.now() - begin).toBeLessThan(2000);
  const pid = Number(readFileSync(file, 'utf8'));
  await until(() => !existsSync(`/proc/${pid}`));
});

it('does without an IDE', async () => {
  await start({ ide: { kind: 'none', extensions: [], settings: {} } });
  await until(async () => (await readyz()) === 200);
  expect(await ask('ide', '/')).toMatch(/^ERR refused/);
  expect(await events(3)).toContainEqual(
    expect.objectContaining({ step: 'ide', state: 'skipped' }),
  );
});

it('says why extensions are not there', async () => {
  await start({
    ide: { kind: 'vscode-web', extensions: ['a.b', '-x'], settings: {} },
  });
  expect(await events(5)).toContainEqual(
    expect.objectContaining({
      step: 'extensions',
      state: 'skipped',
      detail: 'a.b, -x',
      message: expect.stringContaining('gallery'),
    }),
  );
});

it('runs postAttachCommand when asked', async () => {
  await start({
    lifecycle: {
      hash: 'h',
      waitFor: 'onCreateCommand',
      commands: { postAttachCommand: [{ name: '', run: 'echo attached' }] },
    },
  });
  await until(async () => (await readyz()) === 200);
  await ask('agent', '/attach', 'POST');
  await until(async () =>
    (await ask('agent', '/logs/postAttachCommand')).includes('attached\n'),
  );
  expect(await ask('agent', '/attach')).toContain('There is no such thing');
  expect(await ask('agent', '/logs/..%2Ftoken')).toContain('no such');
});

it('refuses a specification that it does not know', async () => {
  await expect(
    start({ version: 2 } as unknown as Partial<AgentSpec>),
  ).rejects.toThrow(/version 2/);
});

it('shows notices in the IDE, and tells what was answered', async () => {
  await start();
  await until(async () => (await readyz()) === 200);
  const { CDE_NOTICES: socket } = JSON.parse(await ask('ide', '/environment'));
  const { followNotices, keepRunning } = jest.requireActual(
    '../portal-extension/notices.js',
  );
  const shown: AgentNotice[] = [];
  const end = followNotices(socket, (notice: AgentNotice) =>
    shown.push(notice),
  );
  const at = new Date(Date.now() + 300_000).toISOString();
  const post = (notice: object) => tell('/notices', JSON.stringify(notice));
  const first = { id: 'idle-stop:1', message: 'It stops soon', at, keep: true };
  expect(await post(first)).toContain('202');
  expect(await post(first)).toContain('202');
  expect(await post({ ...first, id: 'life:1', keep: false })).toContain('202');
  expect(await post({ id: 'nothing' })).toContain('400');
  await until(() => shown.length === 2);
  expect(shown).toEqual([first, { ...first, id: 'life:1', keep: false }]);

  const before = JSON.parse(await ask('agent', '/activity'));
  expect(before.kept).toEqual([]);
  await until(() => Date.now() > Date.parse(before.lastActiveAt));
  expect(await keepRunning(socket, 'idle-stop:1')).toBe(true);
  expect(await keepRunning(socket, 'life:1')).toBe(false);
  expect(await keepRunning(socket, 'unknown')).toBe(false);
  const after = JSON.parse(await ask('agent', '/activity'));
  expect(after.kept).toEqual(['idle-stop:1']);
  expect(after.lastActiveAt > before.lastActiveAt).toBe(true);

  // An IDE that is opened now is not asked again.
  const late: AgentNotice[] = [];
  const endLate = followNotices(socket, (notice: AgentNotice) =>
    late.push(notice),
  );
  await until(() => late.length > 0);
  expect(late.map(({ id }) => id)).toEqual(['life:1']);
  end();
  endLate();
});
