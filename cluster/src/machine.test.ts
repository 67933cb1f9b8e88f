import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isNewEnough, kubernetesVersion, sourcesKey } from './binaries.ts';
import { readIfThere, readJson, writeAtomically, writeJson } from './files.ts';
import { archivesToImport } from './imageStore.ts';
import { lockHolder, tryLock } from './lock.ts';
import { clusterPaths, packageRoot } from './paths.ts';
import { identify } from './processes.ts';
import { tuned } from './tuning.ts';
import { otherUsers, registerUser } from './users.ts';

const home = mkdtempSync(path.join(tmpdir(), 'cde-'));
const paths = clusterPaths(home);
afterAll(() => rmSync(home, { recursive: true }));

describe("the machine's lock", () => {
  it('is held by one, named to the others, and free afterwards', async () => {
    const lock = await tryLock(home, 'prepares the cluster');
    expect(await tryLock(home, 'stops the cluster')).toBeUndefined();
    expect(await lockHolder(home)).toEqual({
      pid: process.pid,
      doing: 'prepares the cluster',
    });
    lock?.release();
    expect(await lockHolder(home)).toBeUndefined();
    (await tryLock(home, 'stops the cluster'))?.release();
  });

  it('is another one for another data folder', async () => {
    const [one, other] = await Promise.all([
      tryLock(home, 'a'),
      tryLock(`${home}-other`, 'b'),
    ]);
    expect(one && other).toBeDefined();
    one?.release();
    other?.release();
  });
});

describe('users of the cluster', () => {
  it('count while they live and until they take it back', () => {
    const release = registerUser(paths, 'a test');
    expect(otherUsers(paths)).toEqual([]);
    expect(otherUsers(paths, 1)).toEqual([
      { ...identify(process.pid), purpose: 'a test' },
    ]);
    release();
    expect(otherUsers(paths, 1)).toEqual([]);
  });

  it('count no more once they have ended, and their note goes', () => {
    const note = path.join(paths.users, '4242.json');
    writeJson(note, {
      ...identify(process.pid),
      startTime: 1,
      purpose: 'killed',
    });
    expect(otherUsers(paths)).toEqual([]);
    expect(readIfThere(note)).toBeUndefined();
  });
});

describe('files', () => {
  it('that were cut off count as missing', () => {
    const file = path.join(home, 'cut.json');
    writeAtomically(file, '{"phase": "rea');
    expect(readJson(file)).toBeUndefined();
    expect(readJson(path.join(home, 'none.json'))).toBeUndefined();
  });
});

describe('images to import', () => {
  const image = (name: string, id: string) => ({
    name,
    id,
    file: '/images/one.tar',
  });

  it.each([
    ['all are new', {}, [], ['/images/one.tar']],
    ['all are there', { a: '1', b: '2' }, ['a', 'b'], []],
    [
      'one has other content',
      { a: '0', b: '2' },
      ['a', 'b'],
      ['/images/one.tar'],
    ],
    [
      "containerd's data were removed",
      { a: '1', b: '2' },
      [],
      ['/images/one.tar'],
    ],
  ])('when %s', (_, imported, present, expected) => {
    expect(
      archivesToImport(
        [image('a', '1'), image('b', '2')],
        imported,
        new Set(present),
      ),
    ).toEqual(expected);
  });
});

describe('the binaries', () => {
  it('are of the release that go.mod requires, and of these sources', () => {
    expect(kubernetesVersion()).toMatch(/^1\.\d+\.\d+$/);
    expect(sourcesKey()).toBe(sourcesKey());
  });

  it.each([
    ['go1.24', true],
    ['go1.26.3', true],
    ['go2.0', true],
    ['go1.23.9', false],
    ['devel', false],
  ])('%s is new enough: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });

  it('are tuned only where the source is as expected', () => {
    const tuning = { file: 'a.go', from: 'second', to: 'moment', why: '' };
    expect(tuned('one second', tuning)).toBe('one moment');
    expect(() => tuned('second second', tuning)).toThrow('stands 2 times');
    const tunings = JSON.parse(
      readFileSync(path.join(packageRoot, 'kube', 'tuning.json'), 'utf8'),
    );
    for (const { why } of tunings) expect(why).toBeTruthy();
  });
});
