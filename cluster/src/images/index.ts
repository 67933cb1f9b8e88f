/**
 * The images of the built-in cluster, made on the machine from Debian
 * packages, npm packages and the machine's own Go.
 */
import { access, constants, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { agentVersion } from './agent.ts';
import { describeArchive, writeArchive } from './archive.ts';
import type { ImageArchive } from './archive.ts';
import { LayerStore } from './layers.ts';
import type { Layer, LayerRecipe } from './layers.ts';
import { archiveImages, layerRecipes } from './recipes.ts';
import type { LayerName } from './recipes.ts';
import { ImageBuildError } from './run.ts';
import type { Log } from './run.ts';

export { ImageBuildError } from './run.ts';
export type { ImageArchive } from './archive.ts';
export { imageNames, toolsImage } from './recipes.ts';

/** Debian packages that building the images needs. */
export const debianPackages: readonly string[] = [
  'debian-archive-keyring',
  'mmdebstrap',
];

/** Seconds that each layer took on two cores; only their proportions count. */
const COSTS: Record<LayerName, number> = {
  base: 30,
  python: 20,
  node: 10,
  go: 8,
  ide: 25,
  agent: 1,
};
const ARCHIVE_COST = 6;

export interface BuildImagesOptions {
  /** The machine's data folder (`CDE_HOME`). */
  home: string;
  log: Log;
  /** Called with a title for people and the fraction done, 0 to 1. */
  progress: (title: string, fraction: number) => void;
}

/**
 * Builds what is missing and returns all images with their archives; at once
 * when nothing is missing. Safe to interrupt, to repeat, and to run twice at
 * the same time.
 *
 * @throws ImageBuildError with the cause and a cure.
 */
export async function buildImages(
  options: BuildImagesOptions,
): Promise<ImageArchive[]> {
  const { home, log } = options;
  const folder = path.join(home, 'images');
  await mkdir(folder, { recursive: true });
  const store = new LayerStore(folder, log);
  const recipes = await layerRecipes(() => store.get(recipes.base));
  const version = await agentVersion();
  const track = tracker(options.progress);

  let layers = await findAll(store, recipes);
  if (!layers) {
    await requireTools();
    await store.collect();
    layers = await buildAll(store, recipes, track);
  }
  const images = archiveImages(layers, recipes, version);
  const archives: ImageArchive[] = [];
  for (const [name, content] of Object.entries(images)) {
    const described = describeArchive(folder, name, content);
    const done = track('Packing the images', ARCHIVE_COST);
    archives.push(...(await writeArchive(folder, name, content, log)));
    done();
    log(`${name}: ${described.map(image => image.name).join(', ')}`);
  }
  return archives;
}

const NAMES: LayerName[] = ['base', 'python', 'ide', 'node', 'go', 'agent'];

async function findAll(
  store: LayerStore,
  recipes: Record<LayerName, LayerRecipe>,
): Promise<Record<LayerName, Layer> | undefined> {
  const found: Partial<Record<LayerName, Layer>> = {};
  for (const name of NAMES) {
    const layer = await store.find(recipes[name]);
    if (!layer) {
      return undefined;
    }
    found[name] = layer;
  }
  return found as Record<LayerName, Layer>;
}

/** Two at a time: one mostly waits for the network while the other computes. */
async function buildAll(
  store: LayerStore,
  recipes: Record<LayerName, LayerRecipe>,
  track: Track,
): Promise<Record<LayerName, Layer>> {
  const built: Partial<Record<LayerName, Layer>> = {};
  const chain = async (...names: LayerName[]) => {
    for (const name of names) {
      const done = track(recipes[name].title, COSTS[name]);
      built[name] = await store.get(recipes[name]);
      done();
    }
  };
  const chains = [chain('base', 'python'), chain('ide', 'node', 'go', 'agent')];
  // One failure must not leave the other chain building unseen.
  const results = await Promise.allSettled(chains);
  for (const result of results) {
    if (result.status === 'rejected') {
      throw result.reason;
    }
  }
  return built as Record<LayerName, Layer>;
}

type Track = (title: string, cost: number) => () => void;

function tracker(progress: BuildImagesOptions['progress']): Track {
  const total =
    Object.values(COSTS).reduce((sum, cost) => sum + cost, 0) +
    2 * ARCHIVE_COST;
  let spent = 0;
  const running = new Set<string>();
  return (title, cost) => {
    running.add(title);
    progress(title, spent / total);
    return () => {
      running.delete(title);
      spent += cost;
      progress([...running].at(-1) ?? title, Math.min(1, spent / total));
    };
  };
}

async function requireTools(): Promise<void> {
  const found = (process.env.PATH ?? '').split(path.delimiter);
  for (const command of ['mmdebstrap', 'npm', 'tar', 'unshare', 'setpriv']) {
    const places = found.map(folder => path.join(folder, command));
    const there = await Promise.all(
      places.map(place =>
        access(place, constants.X_OK).then(
          () => true,
          () => false,
        ),
      ),
    );
    if (!there.includes(true)) {
      throw new ImageBuildError(
        `"${command}" is needed to build the images and is not installed`,
        `Run "apt-get install ${debianPackages.join(
          ' ',
        )}" and install npm, then start again.`,
      );
    }
  }
}
