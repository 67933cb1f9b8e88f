import {
  checkDevcontainerPath,
  composeDevcontainer,
  DEFAULT_PATH,
  dockerfilePlace,
  isManifest,
  isRead,
  optionsOf,
  USUAL_PATHS,
  validateDevcontainer,
  type GenerationInput,
  type SkeletonFiles,
  type StackId,
} from '../devcontainer';
import type { Target } from './target';
import type {
  BranchHead,
  ChangeProposer,
  FileChange,
  RemoteFile,
} from './types';

/** What shall be proposed, as the action's input has it. */
export interface ContentsInput extends GenerationInput {
  devcontainerPath?: string;
  /** Text of the file; it is generated otherwise. */
  content?: string;
}

/** Files to propose, and words about them. */
export interface Contents {
  files: FileChange[];
  /** Of the devcontainer.json. */
  path: string;
  /** There is one already. */
  improves: boolean;
  notes: string[];
  warnings: string[];
}

/**
 * The files to propose: given, or generated from the repository's own and merged into what is there.
 * @throws InputError for what would not be valid
 */
export async function contentsFor(
  host: ChangeProposer,
  target: Target,
  input: ContentsInput,
  images: Partial<Record<StackId, string>>,
): Promise<Contents> {
  const { head, folder } = target;
  const { path, before } = await placeFor(host, target, input.devcontainerPath);
  const improves = before !== undefined;
  if (input.content !== undefined) {
    const { warnings } = validateDevcontainer(path, input.content);
    const file = { path, text: input.content, before };
    return { files: [file], path, improves, notes: [], warnings };
  }
  const composed = composeDevcontainer({
    path,
    existing: before?.text,
    files: await readManifests(host, head, folder),
    stack: input.stack,
    options: {
      ...optionsOf(input, path, images),
      ...(folder && { folder }),
    },
    overwrite: input.overwrite,
  });
  const files: FileChange[] = [{ path, text: composed.text, before }];
  if (composed.dockerfile !== undefined) {
    const place = dockerfilePlace(path).path;
    const own = await host.read(head, place);
    if (input.overwrite || !own) {
      files.push({ path: place, text: composed.dockerfile, before: own });
    }
  }
  const { notes, warnings } = composed;
  return { files, path, improves, notes, warnings };
}

/** A component in a folder of its own gets a configuration of its own, as the standard has it for several. */
async function placeFor(
  host: ChangeProposer,
  { head, folder }: Target,
  given: string | undefined,
): Promise<{ path: string; before?: RemoteFile }> {
  const name = folder
    .slice(folder.lastIndexOf('/') + 1)
    .replace(/[^\w.-]+/g, '-');
  const own = folder ? `.devcontainer/${name}/devcontainer.json` : undefined;
  const only = given ? checkDevcontainerPath(given) : own;
  for (const path of only ? [only] : USUAL_PATHS) {
    const before = await host.read(head, path);
    if (before) return { path, before };
  }
  return { path: only ?? DEFAULT_PATH };
}

async function readManifests(
  host: ChangeProposer,
  head: BranchHead,
  folder: string,
): Promise<SkeletonFiles> {
  const names = (await host.list(head, folder)).filter(isManifest).sort();
  const files = new Map<string, string>();
  for (const name of names) {
    const file = isRead(name)
      ? await host.read(head, folder ? `${folder}/${name}` : name)
      : undefined;
    files.set(name, file?.text ?? '');
  }
  return files;
}
