import { randomUUID } from 'node:crypto';
import { constants, promises as fs, type Stats } from 'node:fs';
import path from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import { isManifest, isRead, type SkeletonFiles } from './manifests';

/** No manifest is larger; what is, is not looked at. */
const MAX_BYTES = 2 ** 20;

/**
 * A folder in a task's workspace. What was fetched into it may hold symbolic links, so nothing is read or written
 * but through paths that stay inside of the workspace in truth.
 */
export class WorkspaceFolder {
  /** Without links. */
  readonly #root: string;
  readonly #folder: string;

  private constructor(root: string, folder: string) {
    this.#root = root;
    this.#folder = folder;
  }

  /** @throws NotAllowedError where the folder is outside of the workspace */
  static async open(
    workspacePath: string,
    folder: string,
  ): Promise<WorkspaceFolder> {
    const root = await fs.realpath(workspacePath);
    const opened = new WorkspaceFolder(root, root);
    const target = await opened.#resolve(folder);
    if (!(await stat(target))?.isDirectory()) {
      throw new InputError(
        `There is no folder '${folder}' in the task's workspace. An earlier step, such as fetch:template, has to make it`,
      );
    }
    return new WorkspaceFolder(root, await fs.realpath(target));
  }

  /** The files at its top that say something about the stack. */
  async manifests(): Promise<SkeletonFiles> {
    const names = (await fs.readdir(this.#folder)).filter(isManifest).sort();
    const files = new Map<string, string>();
    for (const name of names) {
      const file = await this.#existingFile(name);
      if (file) {
        files.set(name, isRead(name) ? await readText(file) : '');
      }
    }
    return files;
  }

  /** The first of these files that is there. */
  async firstOf(names: readonly string[]): Promise<string | undefined> {
    for (const name of names) {
      if (await this.exists(name)) {
        return name;
      }
    }
    return undefined;
  }

  /** Whether there is anything of that name, be it a link. */
  async exists(name: string): Promise<boolean> {
    return (await lstat(await this.#resolve(name))) !== undefined;
  }

  /** @throws NotAllowedError where a link leads out of the workspace */
  async read(name: string): Promise<string | undefined> {
    const file = await this.#resolve(name);
    if (!(await lstat(file))) {
      return undefined;
    }
    await this.#assertPlainFile(name, file);
    return fs.readFile(file, {
      encoding: 'utf8',
      flag: constants.O_RDONLY | constants.O_NOFOLLOW,
    });
  }

  /** Writes a file and the folders that it needs, whole or not at all. */
  async write(name: string, text: string): Promise<void> {
    const file = await this.#resolve(name);
    if (await lstat(file)) {
      await this.#assertPlainFile(name, file);
    }
    await fs.mkdir(path.dirname(file), { recursive: true });
    const partial = `${file}.${randomUUID()}`;
    try {
      await fs.writeFile(partial, text, { flag: 'wx' });
      await fs.rename(partial, file);
    } finally {
      await fs.rm(partial, { force: true });
    }
  }

  async #assertPlainFile(name: string, file: string): Promise<void> {
    const entry = await lstat(file);
    if (entry?.isSymbolicLink()) {
      throw new NotAllowedError(
        `'${name}' is a symbolic link, and this action does not write through links. Have the template bring a file in its place`,
      );
    }
    if (!entry?.isFile()) {
      throw new InputError(
        `'${name}' is no file. Have the template remove it, or set 'devcontainerPath' to another place`,
      );
    }
  }

  async #existingFile(name: string): Promise<string | undefined> {
    const file = path.join(this.#folder, name);
    const real = await fs.realpath(file).catch(absent);
    if (!real || !this.#contains(real)) {
      return undefined;
    }
    const entry = await stat(real);
    return entry?.isFile() && entry.size <= MAX_BYTES ? real : undefined;
  }

  /** The path, once it is known that neither `..` nor a link leads out. */
  async #resolve(name: string): Promise<string> {
    const out = new NotAllowedError(
      `'${name}' leads out of the task's workspace. Give a path inside of it, and have the template bring files and folders in place of symbolic links`,
    );
    let target;
    try {
      target = resolveSafeChildPath(this.#folder, name);
    } catch (error) {
      const { name: kind, code } = error as NodeJS.ErrnoException;
      throw kind === 'NotAllowedError' || code === 'ELOOP' ? out : error;
    }
    let parent = target === this.#folder ? target : path.dirname(target);
    while (!(await lstat(parent))) {
      parent = path.dirname(parent);
    }
    const real = await fs.realpath(parent).catch(absent);
    if (!real || !this.#contains(real)) {
      throw out;
    }
    return target;
  }

  #contains(real: string): boolean {
    return real === this.#root || real.startsWith(`${this.#root}${path.sep}`);
  }
}

async function readText(file: string): Promise<string> {
  return fs.readFile(file, 'utf8');
}

function lstat(file: string): Promise<Stats | undefined> {
  return fs.lstat(file).catch(absent);
}

function stat(file: string): Promise<Stats | undefined> {
  return fs.stat(file).catch(absent);
}

function absent(error: NodeJS.ErrnoException): undefined {
  // ELOOP: a link that leads to itself leads nowhere.
  if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(error.code ?? '')) {
    return undefined;
  }
  throw error;
}
