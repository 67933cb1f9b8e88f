import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AgentSpec } from '@backstage-cde/plugin-cde-common';
import { cloneAll } from './repositories';
import type { StepOutcome } from './repositories';
import { testFolder } from './testing/folder';
import { startGitServer } from './testing/gitServer';
import type { GitServer } from './testing/gitServer';

type Repository = NonNullable<AgentSpec['repository']>;

const folder = testFolder('repositories');
let server: GitServer;
let logs: Record<string, string>;

beforeAll(async () => {
  server = await startGitServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.reset();
  logs = {};
});

const repository = (
  name: string,
  changes: Partial<Repository> = {},
): Repository => ({
  url: `${server.url}/payments.git`,
  ref: { type: 'default' },
  folder: path.join(folder(), name),
  insteadOf: [],
  ...changes,
});

const clone = (own: Repository | undefined, additional?: Repository[]) =>
  cloneAll({
    spec: {
      repository: own,
      additional,
      workspaceFolder: path.join(folder(), 'work'),
    },
    logOf: (name = 'own') => {
      logs[name] = '';
      return {
        write: text => {
          logs[name] += text;
        },
        tail: () => logs[name],
      };
    },
    credentialHelper: '/bin/false',
    knownHosts: path.join(folder(), 'known_hosts'),
    pauses: [10],
  });

const done = (outcome: StepOutcome) =>
  'done' in outcome ? outcome.done : undefined;
const error = (outcome: StepOutcome) =>
  'error' in outcome ? outcome.error : undefined;
const readme = (name: string) =>
  readFileSync(path.join(folder(), name, 'README.md'), 'utf8');

it('clones each into its folder, at its own ref, with a log of its own', async () => {
  const outcomes = await clone(repository('payments'), [
    repository('cards', { ref: { type: 'branch', name: 'feature/cards' } }),
    repository('pinned', { ref: { type: 'commit', name: server.mainCommit } }),
    repository('rules', { ref: { type: 'tag', name: 'v1' } }),
  ]);
  expect(outcomes.map(done)).toEqual([
    expect.objectContaining({ step: 'clone', ref: 'main' }),
    expect.objectContaining({ repository: 'cards', ref: 'feature/cards' }),
    expect.objectContaining({
      repository: 'pinned',
      commit: server.mainCommit,
    }),
    expect.objectContaining({ repository: 'rules', skipped: false }),
  ]);
  expect(done(outcomes[0])).not.toHaveProperty('repository');
  expect(['payments', 'cards', 'pinned'].map(readme)).toEqual([
    'main',
    'cards',
    'main',
  ]);
  expect(Object.keys(logs)).toEqual(['own', 'cards', 'pinned', 'rules']);
  expect(logs.cards).toContain('--branch=feature/cards');
  expect(logs.own).not.toContain('feature/cards');
});

it('leaves what is there alone, and fetches only what is missing', async () => {
  await clone(repository('payments'), [repository('cards')]);
  writeFileSync(path.join(folder(), 'cards/README.md'), 'mine');
  const outcomes = await clone(repository('payments'), [
    repository('cards'),
    repository('rules'),
  ]);
  expect(outcomes.map(outcome => done(outcome)?.skipped)).toEqual([
    true,
    true,
    false,
  ]);
  expect(readme('cards')).toBe('mine');
});

it('says which of several failed, and clones the others all the same', async () => {
  const outcomes = await clone(repository('payments'), [
    repository('cards', { ref: { type: 'branch', name: 'nope' } }),
    repository('rules'),
  ]);
  expect(error(outcomes[1])).toMatchObject({
    step: 'clone',
    repository: 'cards',
    reason: 'BranchNotFound',
    message: expect.stringMatching(/^Repository 'cards': .* "nope"$/),
    cure: expect.any(String),
  });
  expect(done(outcomes[0])).toMatchObject({ skipped: false });
  expect(readme('rules')).toBe('main');
});

it('names the own repository too, but only where there are several', async () => {
  const lost = repository('payments', { url: `${server.url}/nope.git` });
  const [among] = await clone(lost, [repository('rules')]);
  expect(error(among)).toMatchObject({
    reason: 'RepositoryNotFound',
    message: expect.stringMatching(/^Repository 'payments': There is no/),
  });
  expect(error(among)).not.toHaveProperty('repository');
  const [alone] = await clone(lost);
  expect(error(alone)?.message).toMatch(/^There is no repository/);
});

it('tries each again by itself', async () => {
  server.failWith(503);
  setTimeout(() => server.failWith(undefined), 5);
  const own = repository('payments', { url: 'http://127.0.0.1:1/x.git' });
  const outcomes = await clone(own, [repository('cards')]);
  expect(error(outcomes[0])).toMatchObject({ reason: 'Unreachable' });
  expect(logs.own).toContain('Trying again');
  expect(readme('cards')).toBe('main');
});

it('has at most three on their way at once', async () => {
  server.hang(true);
  const names = ['a', 'b', 'c', 'd', 'e'];
  const cloning = clone(
    repository('payments'),
    names.map(name => repository(name)),
  );
  await new Promise(resolve => setTimeout(resolve, 300));
  expect(Object.keys(logs)).toEqual(['own', 'a', 'b']);
  server.closeConnections();
  server.hang(false);
  const outcomes = await cloning;
  expect(outcomes).toHaveLength(6);
  expect(names.map(readme)).toEqual(names.map(() => 'main'));
});

it('makes the folder of a workspace without a repository', async () => {
  expect((await clone(undefined)).map(done)).toEqual([
    expect.objectContaining({ step: 'clone', skipped: true }),
  ]);
  mkdirSync(path.join(folder(), 'work/inside'));
});
