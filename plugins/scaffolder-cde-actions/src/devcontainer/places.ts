import path from 'node:path';
import { InputError } from '@backstage/errors';
import { devcontainerLocations } from '@backstage-cde/plugin-cde-common';
import type { GenerationInput } from './inputs';
import type { DevcontainerOptions } from './devcontainerFor';

/** Where a devcontainer.json goes if there is none yet. */
export const DEFAULT_PATH = '.devcontainer/devcontainer.json';

/** Where one is looked for before, in the standard's order; folders of several configurations are not guessed. */
export const USUAL_PATHS = [DEFAULT_PATH, '.devcontainer.json'] as const;

/** @throws InputError for a path at which no tool would find a devcontainer.json */
export function checkDevcontainerPath(text: string): string {
  const normal = path.posix.normalize(text).replace(/^\.\//, '');
  const known = devcontainerLocations.filter(({ standard }) => standard);
  if (
    normal.includes('\\') ||
    /(^|\/)\.\.(\/|$)/.test(normal) ||
    !known.some(({ pattern }) => pattern.test(normal))
  ) {
    throw new InputError(
      `'${text}' is no place for a devcontainer.json. The standard knows ${known
        .map(location => location.path)
        .join(', ')}`,
    );
  }
  return normal;
}

/** Where the Dockerfile of a devcontainer.json goes: never over the one that the repository itself has at its top. */
export function dockerfilePlace(devcontainerPath: string): {
  /** Inside of the repository. */
  path: string;
  /** As devcontainer.json names it. */
  reference: string;
} {
  const folder = path.posix.dirname(devcontainerPath);
  return folder === '.'
    ? {
        path: '.devcontainer/Dockerfile',
        reference: '.devcontainer/Dockerfile',
      }
    : { path: `${folder}/Dockerfile`, reference: 'Dockerfile' };
}

/** What an action's input wants, with the platform's images behind the input's own. */
export function optionsOf(
  input: GenerationInput,
  devcontainerPath: string,
  images: Partial<Record<string, string>>,
): DevcontainerOptions {
  if (input.packages?.length && !input.dockerfile) {
    throw new InputError(
      "Packages are installed by a Dockerfile: set 'dockerfile' to true, or leave 'packages' out",
    );
  }
  return {
    name: input.name,
    version: input.version,
    image: input.image,
    images: { ...images, ...input.images },
    ports: input.ports,
    commands: input.commands,
    extensions: input.extensions,
    settings: input.settings,
    containerEnv: input.containerEnv,
    hostRequirements: input.hostRequirements,
    remoteUser: input.remoteUser,
    packages: input.packages,
    ...(input.dockerfile && {
      dockerfile: dockerfilePlace(devcontainerPath).reference,
    }),
  };
}
