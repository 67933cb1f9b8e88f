import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './run.ts';

/**
 * A change of one constant of Kubernetes that its configuration does not reach, and that makes a developer wait because
 * it is meant for data centres.
 */
export interface Tuning {
  /** Path within the module k8s.io/kubernetes. */
  file: string;
  from: string;
  to: string;
  why: string;
}

/** @throws where the text does not stand exactly once in the source: the release has changed, and so must the tuning. */
export function tuned(source: string, { file, from, to }: Tuning): string {
  const parts = source.split(from);
  if (parts.length !== 2)
    throw new Error(
      `"${from}" stands ${
        parts.length - 1
      } times in ${file} of Kubernetes; adapt kube/tuning.json`,
    );
  return parts.join(to);
}

/**
 * Copies the module k8s.io/kubernetes into a folder, changes it there, and writes a go.mod that takes it from there.
 *
 * @param original the module's folder in Go's module cache, whose files Go allows nobody to replace
 * @param goMod the path of the go.mod that builds with the release as it is; its go.sum lies beside it
 * @returns the path of the new go.mod, for `go build -modfile`
 */
export async function tune(
  tunings: Tuning[],
  original: string,
  goMod: string,
  folder: string,
): Promise<string> {
  const module = path.join(folder, 'kubernetes');
  await run('cp', ['--recursive', '--no-preserve=mode', original, module]);
  for (const tuning of tunings) {
    const file = path.join(module, tuning.file);
    writeFileSync(file, tuned(readFileSync(file, 'utf8'), tuning));
  }
  const changed = path.join(folder, 'go.mod');
  writeFileSync(
    changed,
    `${readFileSync(goMod, 'utf8')}\nreplace k8s.io/kubernetes => ${module}\n`,
  );
  writeFileSync(
    path.join(folder, 'go.sum'),
    readFileSync(goMod.replace(/\.mod$/, '.sum')),
  );
  return changed;
}
