/** The uppermost layer of the tools image: the workspace agent and its small companions. */
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Workspace } from './debian.ts';
import { pack } from './toolchains.ts';

const AGENT = path.resolve(
  import.meta.dirname,
  '../../../packages/workspace-agent',
);

/** Folders of the agent's package that go into the image, and where to. */
const PARTS = [
  { from: 'src', to: 'agent/src' },
  { from: 'portal-extension', to: 'ide/extensions/cde-portal' },
  { from: 'bin', to: 'bin' },
];

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
  for (const { from, to } of PARTS) {
    for (const file of await files(path.join(AGENT, from))) {
      inputs.push(to, path.relative(AGENT, file), await readFile(file, 'utf8'));
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
  for (const { from, to } of PARTS) {
    const folder = path.join(AGENT, from);
    for (const file of await files(folder)) {
      const copy = path.join(tools, to, path.relative(folder, file));
      await mkdir(path.dirname(copy), { recursive: true });
      await cp(file, copy);
    }
  }
  // Node then need not guess the kind of module of each file.
  await writeFile(
    path.join(tools, 'agent/package.json'),
    '{"type":"module"}\n',
  );
  await writeFile(path.join(tools, 'version'), `${version}\n`);
  await pack(tree, target, workspace);
}
