/** Docker archives: several images in one file, each layer once. */
import { createHash } from 'node:crypto';
import {
  link,
  mkdir,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { hash } from './layers.ts';
import type { Layer } from './layers.ts';
import { run } from './run.ts';
import type { Log } from './run.ts';

/** An image: its names, its layers from the lowest, and its run-time configuration. */
export interface Image {
  names: string[];
  layers: Layer[];
  config: {
    Env?: string[];
    Cmd?: string[];
    WorkingDir?: string;
    Labels?: Record<string, string>;
  };
}

/** An image in an archive that `ctr images import` takes. Several may share a file. */
export interface ImageArchive {
  /** Reference, for example `cde.local/devcontainers/base:bookworm`. */
  name: string;
  /** Absolute path of the docker-archive. */
  file: string;
  /** Digest of the image's configuration (`sha256:…`), the image ID that the container runtime shows. */
  id: string;
}

/** The image configuration (https://github.com/opencontainers/image-spec/blob/main/config.md). */
function configuration(image: Image): string {
  return JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: image.config,
    rootfs: {
      type: 'layers',
      diff_ids: image.layers.map(layer => layer.diffId),
    },
  });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Where the archive of these images is, or would be. */
export function describeArchive(
  folder: string,
  name: string,
  images: Image[],
): ImageArchive[] {
  const content = images.flatMap(image => [
    ...image.names,
    configuration(image),
  ]);
  const file = path.join(folder, `${name}-${hash(content)}.tar`);
  return images.flatMap(image =>
    image.names.map(reference => ({
      name: reference,
      file,
      id: `sha256:${sha256(configuration(image))}`,
    })),
  );
}

/** Writes the archive of these images unless it is there, and removes older ones of the same name. */
export async function writeArchive(
  folder: string,
  name: string,
  images: Image[],
  log: Log,
): Promise<ImageArchive[]> {
  const archives = describeArchive(folder, name, images);
  const { file } = archives[0];
  if (await exists(file)) {
    return archives;
  }
  const scratch = path.join(folder, `scratch-${process.pid}-${name}-archive`);
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch);
  try {
    const manifest = [];
    for (const image of images) {
      const config = configuration(image);
      const configFile = `${sha256(config)}.json`;
      await writeFile(path.join(scratch, configFile), config);
      manifest.push({
        Config: configFile,
        RepoTags: image.names,
        Layers: await linkLayers(scratch, image.layers),
      });
    }
    await writeFile(
      path.join(scratch, 'manifest.json'),
      JSON.stringify(manifest),
    );
    const made = `${scratch}.tar`;
    const members = await readdir(scratch);
    await run(
      ['tar', '--hard-dereference', '-C', scratch, '-cf', made, ...members],
      { log },
    );
    await removeOlder(folder, name);
    await rename(made, file);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return archives;
}

async function linkLayers(scratch: string, layers: Layer[]): Promise<string[]> {
  const names = [];
  for (const layer of layers) {
    const name = `${layer.diffId.replace('sha256:', '')}.tar`;
    if (!(await exists(path.join(scratch, name)))) {
      await link(layer.file, path.join(scratch, name));
    }
    names.push(name);
  }
  return names;
}

/** An import that still reads an older archive keeps it open; only the name goes. */
async function removeOlder(folder: string, name: string): Promise<void> {
  for (const found of await readdir(folder)) {
    if (found.startsWith(`${name}-`) && found.endsWith('.tar')) {
      await rm(path.join(folder, found));
    }
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
