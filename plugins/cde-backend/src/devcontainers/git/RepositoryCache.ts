import { randomUUID } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';

/** Older than this, a half-filled directory is what a killed process left. */
const ABANDONED_MS = 3600_000;

/**
 * Directories under a size limit, the least recently used going first. Several processes may share one:
 * a directory appears complete, by a rename.
 */
export class RepositoryCache {
  readonly #directory: string;
  readonly #maxBytes: number;
  readonly #users = new Map<string, number>();
  readonly #filling = new Map<string, Promise<void>>();

  constructor(directory: string, maxBytes: number) {
    this.#directory = directory;
    this.#maxBytes = maxBytes;
  }

  /** Works with the directory of a key, filling it first where it is not there; it stays while work goes on. */
  async use<T>(
    key: string,
    fill: (directory: string) => Promise<void>,
    work: (directory: string) => Promise<T>,
  ): Promise<T> {
    const directory = path.join(this.#directory, key);
    this.#users.set(key, (this.#users.get(key) ?? 0) + 1);
    try {
      await this.#ensure(key, directory, fill);
      const now = new Date();
      await fs.utimes(directory, now, now);
      return await work(directory);
    } finally {
      const rest = (this.#users.get(key) ?? 1) - 1;
      if (rest > 0) {
        this.#users.set(key, rest);
      } else {
        this.#users.delete(key);
      }
    }
  }

  /** Parallel requests for one key fill it once. */
  async #ensure(
    key: string,
    directory: string,
    fill: (directory: string) => Promise<void>,
  ): Promise<void> {
    if (await exists(directory)) {
      return;
    }
    let filling = this.#filling.get(key);
    if (!filling) {
      filling = this.#fill(directory, fill).finally(() =>
        this.#filling.delete(key),
      );
      this.#filling.set(key, filling);
    }
    await filling;
  }

  async #fill(
    directory: string,
    fill: (directory: string) => Promise<void>,
  ): Promise<void> {
    await fs.mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const partial = path.join(this.#directory, `partial-${randomUUID()}`);
    try {
      await fs.mkdir(partial);
      await fill(partial);
      await fs.rename(partial, directory).catch(async error => {
        if (!(await exists(directory))) {
          throw error;
        }
      });
    } finally {
      await fs.rm(partial, { recursive: true, force: true });
    }
    await this.#evict();
  }

  async #evict(): Promise<void> {
    const names = await fs.readdir(this.#directory);
    const entries = await Promise.all(
      names.map(async name => {
        const directory = path.join(this.#directory, name);
        return {
          name,
          directory,
          bytes: await sizeOf(directory),
          usedAt: await usedAt(directory),
        };
      }),
    );
    entries.sort((a, b) => b.usedAt - a.usedAt);
    let bytes = 0;
    for (const entry of entries) {
      bytes += entry.bytes;
      const partial = entry.name.startsWith('partial-');
      const abandoned = partial && Date.now() - entry.usedAt > ABANDONED_MS;
      if (
        abandoned ||
        (!partial && bytes > this.#maxBytes && !this.#users.has(entry.name))
      ) {
        await fs.rm(entry.directory, { recursive: true, force: true });
      }
    }
  }
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}

/** Files that vanish meanwhile count as nothing. */
async function sizeOf(directory: string): Promise<number> {
  const entries = await fs
    .readdir(directory, { recursive: true, withFileTypes: true })
    .catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter(entry => entry.isFile())
      .map(entry =>
        fs.stat(path.join(entry.parentPath, entry.name)).then(
          stat => stat.size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function usedAt(directory: string): Promise<number> {
  return fs.stat(directory).then(
    stat => stat.mtimeMs,
    () => 0,
  );
}
