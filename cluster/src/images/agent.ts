/** The uppermost layer of the tools image: the workspace agent and its small companions. */
import { stripTypeScriptTypes } from 'node:module';
import {
  cp,
  mkdir,
  readFile,
  readdir,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import type { Workspace } from './debian.ts';
import { pack } from './toolchains.ts';

const AGENT = path.resolve(
  import.meta.dirname,
  '../../../packages/workspace-agent',
);

const SOURCES = path.join(AGENT, 'src');

/** Folders of the agent's package that go into the image as they are, and where to. */
const COPIES = [
  { from: 'portal-extension', to: 'ide/extensions/cde-portal' },
  { from: 'bin', to: 'bin' },
];

/** Scripts that containers start. */
const ENTRY_POINTS = ['main', 'prepare'];

async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .filter(file => !/\.test\.ts$|\/(__[^/]*__|testing)\//.test(file))
    .sort();
}

/** Version of the agent's package. */
export async function agentVersion(): Promise<string> {
  const manifest = await readFile(path.join(AGENT, 'package.json'), 'utf8');
  return JSON.parse(manifest).version;
}

/** Names and contents of all files of the layer. */
export async function agentInputs(): Promise<string[]> {
  const inputs = [];
  for (const folder of ['src', ...COPIES.map(({ from }) => from)]) {
    for (const file of await files(path.join(AGENT, folder))) {
      inputs.push(path.relative(AGENT, file), await readFile(file, 'utf8'));
    }
  }
  return inputs;
}

/** Writes the layer; `version` names the whole image's content to those who copy it. */
export async function agentLayer(
  target: string,
  version: string,
  workspace: Workspace,
): Promise<void> {
  const tree = path.join(workspace.scratch, 'agent');
  const tools = path.join(tree, 'opt/cde');
  for (const { from, to } of COPIES) {
    const folder = path.join(AGENT, from);
    for (const file of await files(folder)) {
      const copy = path.join(tools, to, path.relative(folder, file));
      await mkdir(path.dirname(copy), { recursive: true });
      await cp(file, copy);
    }
  }
  await writeJavaScript(path.join(tools, 'agent'));
  await writeFile(path.join(tools, 'version'), `${version}\n`);
  await pack(tree, target, workspace);
}

/**
 * The agent without its types, as `lib/*.js`: it starts in half the time and
 * with 30 MB less memory than from its sources. The entry points are found
 * under their sources' names too.
 */
async function writeJavaScript(folder: string): Promise<void> {
  const lib = path.join(folder, 'lib');
  await mkdir(lib, { recursive: true });
  for (const file of await files(SOURCES)) {
    const code = stripTypeScriptTypes(await readFile(file, 'utf8'));
    await writeFile(
      path.join(lib, path.basename(file).replace(/\.ts$/, '.js')),
      code.replace(/(from '\.\/[^']*)\.ts'/g, "$1.js'"),
    );
  }
  await mkdir(path.join(folder, 'src'));
  for (const name of ENTRY_POINTS) {
    await symlink(`../lib/${name}.js`, path.join(folder, 'src', `${name}.ts`));
  }
  // Node then need not guess the kind of module of each file.
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}\n');
}
