import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FolderWorkspaces } from './FolderWorkspaces';

describe('FolderWorkspaces', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'folder-workspaces-'));
  const kept = path.join(root, 'kept');
  const files = path.join(root, 'files');
  const task = { path: files, taskId: 'task-1' };
  const restored = { taskId: 'task-1', targetPath: files };
  const workspaces = new FolderWorkspaces(kept);

  beforeEach(() => {
    for (const folder of [kept, files]) {
      rmSync(folder, { recursive: true, force: true });
    }
    mkdirSync(files);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('gives a task the files of its last whole step, and nothing of the next one', async () => {
    writeFileSync(path.join(files, 'first'), '1');
    symlinkSync('/etc/passwd', path.join(files, 'link'));
    await workspaces.serializeWorkspace(task);
    writeFileSync(path.join(files, 'second'), '2');
    await workspaces.serializeWorkspace(task);
    writeFileSync(path.join(files, 'third'), 'half');
    writeFileSync(path.join(files, 'first'), 'half');

    await workspaces.rehydrateWorkspace(restored);
    expect(readdirSync(files).sort()).toEqual(['first', 'link', 'second']);
    expect(readFileSync(path.join(files, 'first'), 'utf8')).toBe('1');
    expect(readlinkSync(path.join(files, 'link'))).toBe('/etc/passwd');
    expect(readdirSync(path.join(kept, 'task-1'))).toHaveLength(1);
  });

  it('does not take half a copy', async () => {
    writeFileSync(path.join(files, 'whole'), '');
    await workspaces.serializeWorkspace(task);
    mkdirSync(path.join(kept, 'task-1', '2.partial'));
    await workspaces.rehydrateWorkspace(restored);
    expect(readdirSync(files)).toEqual(['whole']);
    await workspaces.serializeWorkspace(task);
    expect(readdirSync(path.join(kept, 'task-1'))).toEqual(['3']);
  });

  it('begins with an empty folder', async () => {
    writeFileSync(path.join(files, 'half'), '');
    await workspaces.rehydrateWorkspace(restored);
    expect(readdirSync(files)).toEqual([]);
  });

  it('keeps nothing of what is done, and of what is old', async () => {
    await workspaces.serializeWorkspace(task);
    await workspaces.removeOld();
    expect(existsSync(path.join(kept, 'task-1'))).toBe(true);
    await workspaces.removeOld(Date.now() + 8 * 24 * 60 * 60 * 1000);
    expect(readdirSync(kept)).toEqual([]);
    await workspaces.serializeWorkspace(task);
    await workspaces.cleanWorkspace(task);
    expect(readdirSync(kept)).toEqual([]);
  });

  it('stays in its folder', async () => {
    await expect(
      workspaces.cleanWorkspace({ taskId: '../files' }),
    ).rejects.toThrow(/outside/);
    expect(existsSync(files)).toBe(true);
  });
});
