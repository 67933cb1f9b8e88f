import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { parse } from 'yaml';
import { createGenerateDevcontainerAction } from './generateDevcontainer';
import { readImages } from './images';
import type { GenerationInput } from './inputs';
import { parseDevcontainer } from './mergeDevcontainer';

type Input = GenerationInput & {
  targetPath?: string;
  devcontainerPath?: string;
};

describe('cde:devcontainer:generate', () => {
  const directory = createMockDirectory();
  const outside = createMockDirectory();
  const action = createGenerateDevcontainerAction({
    images: { go: 'cde.local/devcontainers/go:1' },
  });

  beforeEach(() => {
    directory.clear();
    outside.setContent({ secret: 'outside' });
  });

  async function run(input: Input, more: object = {}) {
    const logger = mockServices.logger.mock();
    const output = jest.fn();
    const ctx = Object.assign(
      createMockActionContext<any>({ input, workspacePath: directory.path }),
      { logger, output, ...more },
    );
    await action.handler(ctx);
    return { logger, output: Object.fromEntries(output.mock.calls) };
  }
  const read = (name: string) =>
    fs.readFile(path.join(directory.path, name), 'utf8');

  it('writes a file for what it finds, and says what it did', async () => {
    directory.setContent({
      'package.json': '{"engines":{"node":">=20 <23"}}',
      'package-lock.json': '{}',
    });
    const { output, logger } = await run({ ports: [3000] });
    const text = await read('.devcontainer/devcontainer.json');
    expect(output).toEqual({
      path: '.devcontainer/devcontainer.json',
      stack: 'node',
      image: 'mcr.microsoft.com/devcontainers/javascript-node:22',
      devcontainer: JSON.parse(text),
    });
    expect(output.devcontainer).toMatchObject({
      forwardPorts: [3000],
      updateContentCommand: 'npm ci',
    });
    expect(logger.info).toHaveBeenCalledWith('Stack: node 22 (package.json)');
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it("takes the platform's image, or the input's", async () => {
    directory.setContent({ 'go.mod': 'module x\n\ngo 1.22\n' });
    expect((await run({})).output.image).toBe('cde.local/devcontainers/go:1');
    directory.setContent({ 'go.mod': 'module x\n\ngo 1.22\n' });
    const { output } = await run({ images: { go: 'r.example/go:{version}' } });
    expect(output.image).toBe('r.example/go:1.22');
  });

  it('does nothing the second time, be it a recovered task or another one', async () => {
    directory.setContent({ 'go.mod': 'module x\n' });
    const first = await run({ dockerfile: true, packages: ['jq'] });
    const text = await read('.devcontainer/devcontainer.json');
    const { mtimeMs } = await fs.stat(
      path.join(directory.path, '.devcontainer/devcontainer.json'),
    );
    const second = await run({ dockerfile: true, packages: ['jq'] });
    expect(second.output).toEqual(first.output);
    expect(await read('.devcontainer/devcontainer.json')).toBe(text);
    expect(
      (
        await fs.stat(
          path.join(directory.path, '.devcontainer/devcontainer.json'),
        )
      ).mtimeMs,
    ).toBe(mtimeMs);
    expect(
      await fs.readdir(path.join(directory.path, '.devcontainer')),
    ).toEqual(['Dockerfile', 'devcontainer.json']);
  });

  it('adds to a file that is there, wherever it is, without its comments being lost', async () => {
    const own =
      '{\n\t// ours\n\t"image": "own:1",\n\t"postCreateCommand": "make"\n}\n';
    directory.setContent({
      'go.mod': 'require x v1',
      '.devcontainer.json': own,
    });
    const { output, logger } = await run({ ports: [80] });
    const text = await read('.devcontainer.json');
    expect(output.path).toBe('.devcontainer.json');
    expect(output.image).toBe('own:1');
    expect(text).toContain('\t// ours\n\t"image": "own:1",\n');
    expect(parseDevcontainer(text)).toEqual({
      image: 'own:1',
      postCreateCommand: 'make',
      name: 'Go',
      forwardPorts: [80],
      customizations: { vscode: { extensions: ['golang.go'] } },
    });
    expect(logger.info).toHaveBeenCalledWith(
      expect.stringMatching(/keeps its own image; set 'overwrite'/),
    );
    await expect(
      fs.access(path.join(directory.path, '.devcontainer')),
    ).rejects.toThrow();

    await run({ ports: [80], overwrite: true });
    expect(parseDevcontainer(await read('.devcontainer.json')).image).toBe(
      'cde.local/devcontainers/go:1',
    );
  });

  it('says nothing of the user of an image that is not its own', async () => {
    directory.setContent({
      'Cargo.toml': '',
      '.devcontainer.json': '{ "image": "own:1" }',
    });
    const { output } = await run({});
    expect(output.devcontainer).not.toHaveProperty('remoteUser');
    await run({ remoteUser: 'dev' });
    expect(parseDevcontainer(await read('.devcontainer.json'))).toMatchObject({
      image: 'own:1',
      remoteUser: 'dev',
    });

    directory.setContent({ 'Cargo.toml': '', '.devcontainer.json': '{}' });
    expect((await run({})).output.devcontainer.remoteUser).toBe('vscode');
    const again = await run({});
    expect(again.output.devcontainer.remoteUser).toBe('vscode');
  });

  it('writes a Dockerfile, but not over one', async () => {
    directory.setContent({
      'go.mod': '',
      Dockerfile: 'FROM scratch',
      '.devcontainer.json': '{}',
    });
    const { output, logger } = await run({ dockerfile: true });
    expect(output.image).toBe('cde.local/devcontainers/go:1');
    expect(output.devcontainer.build).toEqual({
      dockerfile: '.devcontainer/Dockerfile',
    });
    expect(await read('.devcontainer/Dockerfile')).toBe(
      'FROM cde.local/devcontainers/go:1\n',
    );
    expect(await read('Dockerfile')).toBe('FROM scratch');
    // What this portal cannot do yet is said, and no error: the file is as the standard has it.
    expect(logger.warn.mock.calls.flat().join()).toMatch(/Dockerfile/);

    await fs.writeFile(
      path.join(directory.path, '.devcontainer/Dockerfile'),
      'FROM mine',
    );
    await run({ dockerfile: true });
    expect(await read('.devcontainer/Dockerfile')).toBe('FROM mine');
  });

  it('works in a folder of the workspace', async () => {
    directory.setContent({ service: { 'Cargo.toml': '' }, 'go.mod': '' });
    expect((await run({ targetPath: './service' })).output.stack).toBe('rust');
    expect(await read('service/.devcontainer/devcontainer.json')).toContain(
      'rust:1',
    );
  });

  it('says what to do where it cannot tell the stack', async () => {
    directory.setContent({ 'README.md': '' });
    await expect(run({})).rejects.toThrow(
      /Give the action a 'stack', one of go/,
    );
    expect((await run({ stack: 'base' })).output.stack).toBe('base');
    await expect(run({ targetPath: 'none' })).rejects.toThrow(
      /no folder 'none'/,
    );
    await expect(run({ stack: 'go', packages: ['jq'] })).rejects.toThrow(
      /set 'dockerfile' to true/,
    );
  });

  it.each([
    '../x/devcontainer.json',
    '/etc/devcontainer.json',
    '.devcontainer/../../devcontainer.json',
    '.devcontainer/a/b/devcontainer.json',
    'devcontainer.json',
    '.devcontainer\\..\\devcontainer.json',
    '.devcontainer/../.git/hooks/post-checkout',
    '.devcontainer/.devcontainer.json',
  ])('writes no file at %s', async devcontainerPath => {
    directory.setContent({ 'go.mod': '' });
    await expect(run({ devcontainerPath })).rejects.toThrow(
      /is no place for a devcontainer.json/,
    );
    expect(await fs.readdir(directory.path)).toEqual(['go.mod']);
  });

  it.each([['../..'], ['/etc'], ['a/../../x']])(
    'does not leave the workspace to %s',
    async targetPath => {
      await expect(run({ stack: 'go', targetPath })).rejects.toThrow(
        /leads out of the task's workspace/,
      );
    },
  );

  it.each<
    [string, (root: string, out: string) => Promise<void>, Input, RegExp]
  >([
    [
      'the folder',
      (root, out) => fs.symlink(out, path.join(root, '.devcontainer')),
      {},
      /leads out of the task's workspace/,
    ],
    [
      'a folder further up',
      async (root, out) => {
        await fs.symlink(out, path.join(root, 'link'));
        await fs.mkdir(path.join(out, 'inner'));
      },
      { targetPath: 'link/inner' },
      /leads out of the task's workspace/,
    ],
    [
      'the target folder itself',
      (root, out) => fs.symlink(out, path.join(root, 'link')),
      { targetPath: 'link' },
      /leads out of the task's workspace/,
    ],
    [
      'the file',
      async (root, out) => {
        await fs.mkdir(path.join(root, '.devcontainer'));
        await fs.symlink(
          path.join(out, 'secret'),
          path.join(root, '.devcontainer/devcontainer.json'),
        );
      },
      {},
      /leads out of the task's workspace/,
    ],
    [
      'a file that is not there yet',
      async (root, out) => {
        await fs.mkdir(path.join(root, '.devcontainer'));
        await fs.symlink(
          path.join(out, 'new'),
          path.join(root, '.devcontainer/devcontainer.json'),
        );
      },
      {},
      /leads out of the task's workspace/,
    ],
    [
      'a dangling folder',
      (root, out) =>
        fs.symlink(path.join(out, 'new'), path.join(root, '.devcontainer')),
      {},
      /leads out of the task's workspace/,
    ],
    [
      'the Dockerfile',
      async (root, out) => {
        await fs.mkdir(path.join(root, '.devcontainer'));
        await fs.symlink(
          path.join(out, 'secret'),
          path.join(root, '.devcontainer/Dockerfile'),
        );
      },
      { dockerfile: true, overwrite: true },
      /leads out of the task's workspace/,
    ],
  ])(
    'follows no link out of the workspace: %s',
    async (_, link, input, message) => {
      directory.setContent({ 'go.mod': '' });
      await link(directory.path, outside.path);
      const before = await fs.readdir(outside.path);
      await expect(run({ stack: 'go', ...input })).rejects.toThrow(message);
      expect(await fs.readdir(outside.path)).toEqual(before);
      expect(await fs.readFile(path.join(outside.path, 'secret'), 'utf8')).toBe(
        'outside',
      );
    },
  );

  it('reads no manifest through a link that leads out', async () => {
    outside.setContent({ 'package.json': '{"engines":{"node":"20"}}' });
    directory.setContent({});
    await fs.symlink(
      path.join(outside.path, 'package.json'),
      path.join(directory.path, 'package.json'),
    );
    await expect(run({})).rejects.toThrow(/None of the files/);
  });

  it('writes through no link to a file, wherever it leads', async () => {
    directory.setContent({ 'go.mod': '', other: 'x' });
    for (const to of ['other', 'new']) {
      await fs.symlink(to, path.join(directory.path, '.devcontainer.json'));
      await expect(run({})).rejects.toThrow(
        /'\.devcontainer\.json' is a symbolic link/,
      );
      await fs.rm(path.join(directory.path, '.devcontainer.json'));
    }
    expect(await fs.readdir(directory.path)).toEqual(['go.mod', 'other']);
    expect(await read('other')).toBe('x');

    await fs.symlink(
      '.devcontainer.json',
      path.join(directory.path, '.devcontainer.json'),
    );
    await expect(run({})).rejects.toThrow(/have the template bring files/);
  });

  it('follows links inside of the workspace', async () => {
    directory.setContent({ real: { 'go.mod': '' } });
    await fs.symlink('real', path.join(directory.path, 'link'));
    await run({ targetPath: 'link' });
    expect(await read('real/.devcontainer/devcontainer.json')).toContain('Go');
  });

  it('does not overwrite a folder', async () => {
    directory.setContent({ 'go.mod': '', '.devcontainer.json': { x: '' } });
    await expect(run({})).rejects.toThrow(/is no file/);
  });

  it('refuses what would not be valid, and leaves the file as it was', async () => {
    const own = '{"forwardPorts": "all"}';
    directory.setContent({ 'go.mod': '', '.devcontainer.json': own });
    await expect(run({})).rejects.toThrow(/forwardPorts must be array/);
    expect(await read('.devcontainer.json')).toBe(own);
  });

  it('stops when the task is cancelled', async () => {
    directory.setContent({ 'go.mod': '' });
    await expect(run({}, { signal: AbortSignal.abort() })).rejects.toThrow(
      /abort/i,
    );
    expect(await fs.readdir(directory.path)).toEqual(['go.mod']);
  });

  it('writes in a dry run too, which has a workspace of its own', async () => {
    directory.setContent({ 'go.mod': '' });
    expect(action.supportsDryRun).toBe(true);
    await run({}, { isDryRun: true });
    expect(await read('.devcontainer/devcontainer.json')).toContain('Go');
  });

  it('has examples that work', async () => {
    for (const { example } of action.examples!) {
      const [step] = parse(example).steps;
      directory.setContent({
        'package.json': '{}',
        service: { 'package.json': '{}' },
      });
      expect(step.action).toBe(action.id);
      await run(step.input);
    }
  });
});

describe('readImages', () => {
  const images = (data: object) =>
    readImages(
      mockServices.rootConfig({
        data: { cde: { scaffolder: { images: data } } },
      }),
    );

  it('reads images by stack', () => {
    const data = { go: 'cde.local/go:1', node: 'r.example:5000/n:{version}-x' };
    expect(images(data)).toEqual(data);
    expect(readImages(mockServices.rootConfig())).toEqual({});
  });

  it.each([
    [{ golang: 'x' }, /there is no stack 'golang'; there are go, rust/],
    [{ go: 'x\nRUN evil' }, /is not the reference of an image/],
    [{ go: 'a b' }, /is not the reference of an image/],
  ])('refuses %j', (data, message) => {
    expect(() => images(data)).toThrow(message);
  });
});
