import { readJson, writeJson } from './files.ts';
import type { ImageArchive } from './images/index.ts';
import type { ClusterPaths } from './paths.ts';
import { run } from './run.ts';

/** Content ids of what has been imported, by reference; kept beside containerd's data, and removed with it. */
type Imported = Record<string, string>;

/** The archives that hold something new for containerd, each once. */
export function archivesToImport(
  wanted: ImageArchive[],
  imported: Imported,
  present: Set<string>,
): string[] {
  const missing = wanted.filter(
    ({ name, id }) => !present.has(name) || imported[name] !== id,
  );
  return [...new Set(missing.map(({ file }) => file))];
}

/** Makes the images known to the kubelet. What is there already is not read again. */
export async function importImages(
  paths: ClusterPaths,
  wanted: ImageArchive[],
  progress: (done: number, total: number) => void = () => undefined,
): Promise<void> {
  const ctr = (...args: string[]) =>
    run('ctr', [
      '--address',
      paths.containerdSocket,
      '--namespace',
      'k8s.io',
      ...args,
    ]);
  const present = new Set((await ctr('images', 'list', '--quiet')).split('\n'));
  const files = archivesToImport(
    wanted,
    readJson<Imported>(paths.importedImages) ?? {},
    present,
  );
  for (const [index, file] of files.entries()) {
    progress(index, files.length);
    await ctr('images', 'import', file);
    const now = Object.fromEntries(
      wanted
        .filter(image => image.file === file)
        .map(({ name, id }) => [name, id]),
    );
    writeJson(paths.importedImages, {
      ...readJson<Imported>(paths.importedImages),
      ...now,
    });
  }
  progress(files.length, files.length);
}
