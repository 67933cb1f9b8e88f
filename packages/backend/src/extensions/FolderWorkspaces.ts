import { promises as fs } from 'node:fs';
import path from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import type { WorkspaceProvider } from '@backstage/plugin-scaffolder-node/alpha';

/** Tasks that failed longer ago are not tried again. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;
const PARTIAL = '.partial';

/**
 * Keeps the files of the scaffolder's tasks in a folder, as they were after each step, so that a task that was
 * interrupted, or failed and is tried again, finds them. For one machine; several need a storage that they share.
 */
export class FolderWorkspaces implements WorkspaceProvider {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Removes what nobody came back to. */
  async removeOld(now = Date.now()): Promise<void> {
    await fs.mkdir(this.#folder, { recursive: true });
    for (const task of await fs.readdir(this.#folder)) {
      const kept = path.join(this.#folder, task);
      if (now - (await fs.stat(kept)).mtimeMs > KEPT_MS) {
        await fs.rm(kept, { recursive: true, force: true });
      }
    }
  }

  async serializeWorkspace(options: {
    path: string;
    taskId: string;
  }): Promise<void> {
    const copies = this.#copiesOf(options.taskId);
    const earlier = await namesIn(copies);
    const numbers = earlier.map(name => Number.parseInt(name, 10));
    const copy = path.join(copies, String(Math.max(0, ...numbers) + 1));
    // The rename makes an interrupted copy leave the earlier one in its place.
    await copyFolder(options.path, `${copy}${PARTIAL}`);
    await fs.rename(`${copy}${PARTIAL}`, copy);
    for (const name of earlier) {
      await fs.rm(path.join(copies, name), { recursive: true, force: true });
    }
  }

  async rehydrateWorkspace(options: {
    taskId: string;
    targetPath: string;
  }): Promise<void> {
    const copies = this.#copiesOf(options.taskId);
    const whole = (await namesIn(copies))
      .filter(name => !name.endsWith(PARTIAL))
      .map(Number);
    // Whatever half a step left there goes, as that step runs again.
    await fs.rm(options.targetPath, { recursive: true, force: true });
    if (whole.length > 0) {
      await copyFolder(
        path.join(copies, String(Math.max(...whole))),
        options.targetPath,
      );
    } else {
      await fs.mkdir(options.targetPath, { recursive: true });
    }
  }

  async cleanWorkspace({ taskId }: { taskId: string }): Promise<void> {
    await fs.rm(this.#copiesOf(taskId), { recursive: true, force: true });
  }

  #copiesOf(taskId: string): string {
    return resolveSafeChildPath(this.#folder, taskId);
  }
}

/** Links stay as they are. */
async function copyFolder(from: string, to: string): Promise<void> {
  await fs.rm(to, { recursive: true, force: true });
  await fs.cp(from, to, { recursive: true, verbatimSymlinks: true });
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await fs.readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}
