/** What the layers and images are made of. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { agentInputs, agentLayer } from './agent.ts';
import type { Image } from './archive.ts';
import { debianBase, debianLayer } from './debian.ts';
import { goLayer, goVersion, nodeLayer } from './toolchains.ts';
import { ideLayer } from './ide.ts';
import { hash } from './layers.ts';
import type { Layer, LayerRecipe } from './layers.ts';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const PYTHON_PACKAGES = ['python3', 'python3-pip', 'python3-venv'];

/** Names of the images. The tools also have a name of their own content; see `toolsImage`. */
export const imageNames = {
  tools: 'cde.local/workspace-tools:latest',
  base: 'cde.local/devcontainers/base:bookworm',
  node: 'cde.local/devcontainers/node:24',
  python: 'cde.local/devcontainers/python:3.11',
  go: 'cde.local/devcontainers/go:1',
} as const;

/** The recipes are inputs themselves: who changes one gets another layer. */
function sources(...names: string[]): Promise<string[]> {
  return Promise.all(
    names.map(name => readFile(path.join(import.meta.dirname, name), 'utf8')),
  );
}

export type LayerName = 'base' | 'python' | 'node' | 'go' | 'ide' | 'agent';

/**
 * All layers; `base` is a function, as the Python layer is made from it.
 *
 * @throws ImageBuildError when the machine's Go is not found.
 */
export async function layerRecipes(
  base: () => Promise<Layer>,
): Promise<Record<LayerName, LayerRecipe>> {
  const debian = await sources('debian.ts', 'tar.ts');
  const toolchains = await sources('toolchains.ts');
  const ide = await sources(
    'ide.ts',
    'ide-modules/spdlog/index.js',
    'ide-modules/native-watchdog/index.js',
  );
  const agent = [
    ...debian,
    ...toolchains,
    ...ide,
    ...(await sources('agent.ts')),
    ...(await agentInputs()),
  ];
  return {
    base: {
      name: 'base',
      title: 'Building the Debian base image',
      inputs: debian,
      build: debianBase,
    },
    python: {
      name: 'python',
      title: 'Adding Python',
      inputs: [...debian, ...PYTHON_PACKAGES],
      build: async (target, workspace) =>
        debianLayer(PYTHON_PACKAGES, (await base()).file, target, workspace),
    },
    node: {
      name: 'node',
      title: 'Adding Node.js',
      inputs: toolchains,
      build: nodeLayer,
    },
    go: {
      name: 'go',
      title: 'Adding Go',
      inputs: [...toolchains, await goVersion()],
      build: goLayer,
    },
    ide: {
      name: 'ide',
      title: 'Building VS Code for the browser',
      inputs: [...toolchains, ...ide],
      build: ideLayer,
    },
    agent: {
      name: 'agent',
      title: 'Adding the workspace agent',
      inputs: agent,
      build: (target, workspace) => agentLayer(target, hash(agent), workspace),
    },
  };
}

/** Name of the tools image by its content: two checkouts on one machine do not get each other's. */
export async function toolsImage(): Promise<string> {
  const recipes = await layerRecipes(() => Promise.reject(new Error('unused')));
  return toolsName(recipes);
}

function toolsName(recipes: Record<LayerName, LayerRecipe>): string {
  return imageNames.tools.replace(/latest$/, hash(recipes.agent.inputs));
}

/** The images of each archive. Development images and tools change at different times. */
export function archiveImages(
  layers: Record<LayerName, Layer>,
  recipes: Record<LayerName, LayerRecipe>,
  agentVersion: string,
): Record<'devcontainers' | 'workspace-tools', Image[]> {
  const { base, python, node, go, ide, agent } = layers;
  const development = (
    name: string,
    upper: Layer[],
    variables: string[] = [],
  ): Image => ({
    names: [name],
    layers: [base, ...upper],
    config: {
      Env: [`PATH=${PATH}`, 'LANG=C.UTF-8', ...variables],
      Cmd: ['/bin/bash'],
      Labels: { 'devcontainer.metadata': '[{"remoteUser":"vscode"}]' },
    },
  });
  return {
    devcontainers: [
      development(imageNames.base, []),
      development(imageNames.node, [node]),
      development(imageNames.python, [python]),
      development(
        imageNames.go,
        [go],
        [
          `PATH=/home/vscode/go/bin:/usr/local/go/bin:${PATH}`,
          'GOPATH=/home/vscode/go',
          'GOTOOLCHAIN=local',
        ],
      ),
    ],
    'workspace-tools': [
      {
        names: [
          imageNames.tools.replace(/latest$/, agentVersion),
          toolsName(recipes),
          imageNames.tools,
        ],
        layers: [base, ide, agent],
        config: { Env: [`PATH=/opt/cde/bin:${PATH}`, 'LANG=C.UTF-8'] },
      },
    ],
  };
}
