/**
 * Layers kept under the data folder by a hash of what they are made from, so
 * that each is built once per machine and shared by the images.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Workspace } from './debian.ts';
import type { Log } from './run.ts';

/** A layer on disk. `diffId` is the digest of the uncompressed archive (`sha256:…`). */
export interface Layer {
  file: string;
  diffId: string;
}

/** How a layer is made, and everything that its content depends on. */
export interface LayerRecipe {
  name: string;
  /** What a user reads while it is built. */
  title: string;
  inputs: string[];
  build(target: string, workspace: Workspace): Promise<void>;
}

/** A short content hash of strings; their boundaries count. */
export function hash(inputs: string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(inputs))
    .digest('hex')
    .slice(0, 16);
}

/** Folder of a machine's layers and archives. */
export class LayerStore {
  readonly #folder: string;
  readonly #log: Log;

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  #file(recipe: LayerRecipe): string {
    return path.join(this.#folder, `${recipe.name}-${hash(recipe.inputs)}.tar`);
  }

  /** The layer if it is there, complete. */
  async find(recipe: LayerRecipe): Promise<Layer | undefined> {
    const file = this.#file(recipe);
    const digest = await readFile(`${file}.sha256`, 'utf8').catch(missing);
    if (digest === undefined) {
      return undefined;
    }
    await utimes(file, new Date(), new Date());
    return { file, diffId: `sha256:${digest}` };
  }

  /** The layer, built now if it is not there. Killed at any moment, nothing half-made is taken for a layer. */
  async get(recipe: LayerRecipe): Promise<Layer> {
    const found = await this.find(recipe);
    if (found) {
      return found;
    }
    const scratch = path.join(
      this.#folder,
      `scratch-${process.pid}-${recipe.name}`,
    );
    await rm(scratch, { recursive: true, force: true });
    await mkdir(scratch, { recursive: true });
    try {
      const made = path.join(scratch, 'layer.tar');
      await recipe.build(made, { scratch, log: this.#log });
      const digest = createHash('sha256');
      await pipeline(createReadStream(made), digest);
      const file = this.#file(recipe);
      await writeFile(path.join(scratch, 'sha256'), digest.digest('hex'));
      // The digest comes last: with it the layer counts as complete.
      await rename(made, file);
      await rename(path.join(scratch, 'sha256'), `${file}.sha256`);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
    return this.get(recipe);
  }

  /** Removes what killed builds left, and what nothing has used for two weeks. */
  async collect(): Promise<void> {
    const unused = Date.now() - 14 * 24 * 60 * 60 * 1000;
    for (const name of await readdir(this.#folder)) {
      const file = path.join(this.#folder, name);
      const builder = /^scratch-(\d+)-/.exec(name)?.[1];
      if (builder ? !(await alive(builder)) : await olderThan(file, unused)) {
        await rm(file, { recursive: true, force: true });
        await rm(`${file}.sha256`, { force: true });
      }
    }
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') {
    throw error;
  }
  return undefined;
}

async function alive(pid: string): Promise<boolean> {
  return (await stat(`/proc/${pid}`).catch(missing)) !== undefined;
}

async function olderThan(file: string, time: number): Promise<boolean> {
  const found = file.endsWith('.tar')
    ? await stat(file).catch(missing)
    : undefined;
  return found !== undefined && found.mtimeMs < time;
}
