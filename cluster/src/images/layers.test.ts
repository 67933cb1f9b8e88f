import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeArchive, writeArchive } from './archive.ts';
import { LayerStore } from './layers.ts';
import type { LayerRecipe } from './layers.ts';
import { execFileSync } from 'node:child_process';

let folder: string;
let built: number;
const log = () => undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'layers-'));
  built = 0;
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const recipe = (...inputs: string[]): LayerRecipe => ({
  name: 'base',
  title: 'Building',
  inputs,
  build: async target => {
    built += 1;
    await writeFile(target, inputs.join());
  },
});

it('builds a layer once for its inputs', async () => {
  const layer = await new LayerStore(folder, log).get(recipe('a'));
  expect(await new LayerStore(folder, log).get(recipe('a'))).toEqual(layer);
  expect(built).toBe(1);
  // printf a | sha256sum
  expect(layer.diffId).toBe(
    'sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
  );
  await new LayerStore(folder, log).get(recipe('b'));
  expect(built).toBe(2);
});

it('takes nothing half-made for a layer', async () => {
  const store = new LayerStore(folder, log);
  const failing: LayerRecipe = {
    ...recipe('a'),
    build: async target => {
      await writeFile(target, 'half');
      throw new Error('no network');
    },
  };
  await expect(store.get(failing)).rejects.toThrow('no network');
  expect(readdirSync(folder)).toEqual([]);
  const layer = await store.get(recipe('a'));
  rmSync(`${layer.file}.sha256`);
  expect(await store.find(recipe('a'))).toBeUndefined();
});

it('clears away what killed builds left, and what is long unused', async () => {
  const store = new LayerStore(folder, log);
  const old = await store.get(recipe('old'));
  utimesSync(old.file, new Date(0), new Date(0));
  const used = await store.get(recipe('used'));
  mkdirSync(path.join(folder, 'scratch-999999999-ide'));
  mkdirSync(path.join(folder, `scratch-${process.pid}-ide`));
  await store.collect();
  expect(readdirSync(folder).sort()).toEqual(
    [
      path.basename(used.file),
      `${path.basename(used.file)}.sha256`,
      `scratch-${process.pid}-ide`,
    ].sort(),
  );
});

it('packs images that share layers, each layer once, and replaces the old archive', async () => {
  const store = new LayerStore(folder, log);
  const base = await store.get(recipe('base'));
  const upper = await store.get(recipe('upper'));
  const images = (tag: string) => [
    { names: [`x/base:${tag}`], layers: [base], config: {} },
    {
      names: [`x/node:${tag}`, 'x/node:latest'],
      layers: [base, upper],
      config: {},
    },
  ];
  const [first] = await writeArchive(folder, 'dev', images('1'), log);
  const archives = await writeArchive(folder, 'dev', images('2'), log);
  expect(existsSync(first.file)).toBe(false);
  expect(archives).toEqual(describeArchive(folder, 'dev', images('2')));
  expect(archives.map(({ name }) => name)).toEqual([
    'x/base:2',
    'x/node:2',
    'x/node:latest',
  ]);
  const members = execFileSync('tar', ['-tf', archives[0].file], {
    encoding: 'utf8',
  });
  expect(members.match(/\.tar$/gm)).toHaveLength(2);
  const manifest = JSON.parse(
    execFileSync('tar', ['-xOf', archives[0].file, 'manifest.json'], {
      encoding: 'utf8',
    }),
  );
  expect(manifest[1].Layers).toEqual(
    [base, upper].map(({ diffId }) => `${diffId.slice(7)}.tar`),
  );
  writeFileSync(archives[0].file, 'kept');
  await writeArchive(folder, 'dev', images('2'), log);
  expect(execFileSync('cat', [archives[0].file], { encoding: 'utf8' })).toBe(
    'kept',
  );
});
