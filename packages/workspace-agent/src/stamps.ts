import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { missing, replaceFile } from './files.ts';

/** Notes on the volume of what was done, and for which configuration. */
export class Stamps {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether `name` was done for the configuration with this hash. */
  async has(name: string, hash: string): Promise<boolean> {
    const file = path.join(this.#folder, name);
    return (await readFile(file, 'utf8').catch(missing)) === hash;
  }

  async set(name: string, hash: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await replaceFile(path.join(this.#folder, name), hash);
  }
}
