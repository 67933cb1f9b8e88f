import { spawnSync } from 'child_process';
import fs from 'fs';
import net from 'net';
import os from 'os';
import path from 'path';
import { Portal } from './portal';

const minutes = (count: number) => count * 60_000;
jest.setTimeout(minutes(5));

const main = path.resolve(__dirname, '..', '..', 'scripts', 'main.ts');

/** Not the checkout's own: its portal may be running. */
const state = fs.mkdtempSync(path.join(os.tmpdir(), 'cde-e2e-commands-'));
afterAll(() => fs.rmSync(state, { recursive: true, force: true }));

function command(...args: string[]) {
  const env = { ...process.env, CDE_STATE: state, NODE_OPTIONS: '' };
  const result = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', env });
  return { status: result.status, said: result.stdout + result.stderr };
}

const answers = (port: number) =>
  new Promise<boolean>(resolve => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

describe('bad input to the commands gets a clear answer', () => {
  it.each([
    [['strat'], 2, /no command "strat"[\s\S]*start, stop/],
    [['start', '--prot', '3000'], 1, /--prot[\s\S]*Options: --port/],
    [['start', '--port', 'eighty'], 1, /"eighty" is not a port that can be used/],
    [['start', '--port', '4340', '--context', 'nowhere', '--kubeconfig', '/no/such/file'], 1, /no kubeconfig at \/no\/such\/file/],
  ])('%j', (args, status, message) => {
    const result = command(...(args as string[]));
    expect(result.said).toMatch(message as RegExp);
    expect(result.status).toBe(status);
  });

  it('a port that is in use: which, for what, and the cure', async () => {
    const server = net.createServer().listen(4341, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const result = command('start', '--port', '4340');
    server.close();
    expect(result.said).toMatch(/Port 4341, needed for the workspaces, is in use by/);
    expect(result.said).toMatch(/npm start -- --port/);
    expect(result.status).toBe(1);
  });
});

describe('npm start can be interrupted', () => {
  const portal = Portal.at(4350);

  afterAll(async () => {
    await portal.stop();
    portal.removeState();
  });

  it('with kill -9 while the portal starts, and the next start works', async () => {
    portal.launch();
    await portal.says('Portal and example services');
    await portal.killCommand();
    await portal.start();
    expect(await answers(4350)).toBe(true);
  });

  it('with kill -9 while it runs: the next start ends what was left and works', async () => {
    const before = portal.pidOf('backend');
    await portal.killCommand();
    expect(portal.isRunning('backend')).toBe(true);
    await portal.start();
    expect(portal.output).toMatch(/ended 2 process\(es\)/);
    expect(portal.pidOf('backend')).not.toBe(before);
  });

  it('with a signal: nothing of it runs on', async () => {
    await portal.stop();
    expect([portal.isRunning('backend'), portal.isRunning('services')]).toEqual([false, false]);
    expect(await Promise.all([4350, 4351, 4352, 4353].map(answers))).toEqual([false, false, false, false]);
  });
});
