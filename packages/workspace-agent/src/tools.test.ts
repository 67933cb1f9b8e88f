import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { testFolder } from './testing/folder';
import { copyTools } from './tools';

const folder = testFolder('tools');
const from = () => path.join(folder(), 'from');
const to = () => path.join(folder(), 'to');

beforeEach(() => {
  mkdirSync(path.join(from(), 'bin'), { recursive: true });
  mkdirSync(to());
  writeFileSync(path.join(from(), 'bin/node'), 'node');
  chmodSync(path.join(from(), 'bin/node'), 0o555);
  symlinkSync('nowhere', path.join(from(), 'bin/link'));
  writeFileSync(path.join(from(), 'version'), '1\n');
});

it('copies files, links and modes', async () => {
  expect(await copyTools(from(), to())).toBe(true);
  expect(readFileSync(path.join(to(), 'bin/node'), 'utf8')).toBe('node');
  expect(statSync(path.join(to(), 'bin/node')).mode & 0o111).toBe(0o111);
  expect(readlinkSync(path.join(to(), 'bin/link'))).toBe('nowhere');
});

it('does nothing when the same version is there', async () => {
  await copyTools(from(), to());
  const old = new Date(1000);
  utimesSync(path.join(to(), 'bin/node'), old, old);
  expect(await copyTools(from(), to())).toBe(false);
  expect(statSync(path.join(to(), 'bin/node')).mtimeMs).toBe(1000);
});

it('replaces another version, and what a killed copy left', async () => {
  await copyTools(from(), to());
  writeFileSync(path.join(to(), 'old'), '');
  writeFileSync(path.join(from(), 'version'), '2\n');
  expect(await copyTools(from(), to())).toBe(true);
  expect(existsSync(path.join(to(), 'old'))).toBe(false);
  expect(readFileSync(path.join(to(), 'version'), 'utf8')).toBe('2\n');
});

it('says why it cannot copy', async () => {
  chmodSync(path.join(from(), 'bin/node'), 0o555);
  await expect(copyTools(path.join(folder(), 'no'), to())).rejects.toThrow(
    /ENOENT/,
  );
});
