import { posix } from 'node:path';
import {
  repositoryFolderName,
  type AdditionalRepository,
  type DevcontainerPlan,
} from '@backstage-cde/plugin-cde-common';
import type { AdditionalSource, WorkspaceSpec } from './types';

const MAX_NAME = 63;

type Folders = Pick<DevcontainerPlan, 'repositoryFolder' | 'workspaceFolder'>;
type Planned = { plan: Folders; additional?: AdditionalSource[] };

/** A further repository and where its clone lies. */
export interface PlacedRepository extends AdditionalSource {
  /** Name of the folder, which no other of the workspace has. */
  folderName: string;
  /** Absolute path. */
  folder: string;
}

/**
 * Where the further repositories of a workspace lie: beside its own, each in a folder of its own. The same at each
 * start, for what is in the folders is kept.
 */
export function placeAdditional({
  plan,
  additional = [],
}: Planned): PlacedRepository[] {
  const taken = new Set(
    [posix.basename(plan.repositoryFolder), fileName(plan)].map(lower),
  );
  return additional.map(source => {
    const folderName = unique(repositoryFolderName(source.name), taken);
    taken.add(lower(folderName));
    const folder = posix.join(foldersBeside(plan), folderName);
    return { ...source, folderName, folder };
  });
}

/** The file that has VS Code open several folders at once; `undefined`: it opens one. */
export function workspaceFile(
  spec: Planned,
): { path: string; folders: string[] } | undefined {
  const placed = placeAdditional(spec);
  if (placed.length === 0) {
    return undefined;
  }
  const { plan } = spec;
  return {
    path: posix.join(foldersBeside(plan), fileName(plan)),
    folders: [plan.workspaceFolder, ...placed.map(({ folder }) => folder)],
  };
}

/** The folder, on the volume, that holds the further repositories. */
export function foldersBeside({
  repositoryFolder,
}: Pick<Folders, 'repositoryFolder'>): string {
  const parent = posix.dirname(repositoryFolder);
  // The root folder is no place for a volume.
  return parent === '/' ? `${repositoryFolder}-more` : parent;
}

/** As the API shows them; without a plan nothing can be said about folders. */
export function presentAdditional(
  { additional }: Pick<WorkspaceSpec, 'additional'>,
  plan: Folders | undefined,
): AdditionalRepository[] {
  const placed = plan && placeAdditional({ plan, additional });
  return (additional ?? []).map(
    ({ componentRef, repositoryUrl, ref, commit }, index) => ({
      ...(componentRef && { component: componentRef }),
      repository: { url: repositoryUrl, ref, commit },
      ...(placed && { folder: placed[index].folder }),
    }),
  );
}

function fileName({ repositoryFolder }: Folders): string {
  return `${posix.basename(repositoryFolder)}.code-workspace`;
}

/** Names that differ only in case are one folder on some people's own disks. */
function lower(name: string): string {
  return name.toLowerCase();
}

function unique(wanted: string, taken: ReadonlySet<string>): string {
  const cut = (suffix: string) =>
    `${wanted.slice(0, MAX_NAME - suffix.length)}${suffix}`;
  let name = cut('');
  for (let number = 2; taken.has(lower(name)); number++) {
    name = cut(`-${number}`);
  }
  return name;
}
