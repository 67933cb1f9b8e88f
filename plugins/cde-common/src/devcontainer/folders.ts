import type { SourceValue } from './document';
import { mountOf } from './mount';
import type { Reporter } from './reporter';
import { expandVariables, type VariableValues } from './variables';

/** Where things are in the container; both absolute. */
export interface Folders {
  /** The clone, on the volume. */
  repositoryFolder: string;
  /** What the IDE opens. */
  workspaceFolder: string;
}

/** Folders that a volume must not cover: the system's, ours, and homes (which are on the volume already). */
const RESERVED =
  /^\/(bin|boot|dev|etc|home|lib|lib32|lib64|mnt|opt|proc|root|run|sbin|sys|tmp|usr|var)(\/|$)/;

/** Settles workspaceMount and workspaceFolder, which the variables of all other properties need. */
export function resolveFolders(
  members: ReadonlyMap<string, SourceValue>,
  repositoryName: string | undefined,
  devcontainerId: string,
  report: Reporter,
): Folders {
  const standard = `/workspaces/${folderName(repositoryName)}`;
  const variables = { localWorkspaceFolder: standard, devcontainerId };
  const mount = members.get('workspaceMount');
  const folder = members.get('workspaceFolder');
  const repositoryFolder =
    (mount && mountTarget(mount, standard, variables, report)) ?? standard;
  const workspaceFolder =
    (folder && openedFolder(folder, repositoryFolder, variables, report)) ??
    repositoryFolder;
  return { repositoryFolder, workspaceFolder };
}

function mountTarget(
  source: SourceValue,
  standard: string,
  variables: VariableValues,
  report: Reporter,
): string | undefined {
  const raw = mountOf(source).target;
  const target =
    raw === undefined
      ? undefined
      : normalize(expandVariables(raw, variables, 'unknown').text);
  if (source.value === '') {
    report.translated(
      source,
      `The repository is cloned into ${standard} all the same.`,
    );
  } else if (target === undefined) {
    report.invalid(
      source,
      'a mount with an absolute target, such as "source=${localWorkspaceFolder},target=/workspace,type=bind"',
    );
  } else if (target === '/' || RESERVED.test(target)) {
    report.refused(
      source,
      `A volume at ${target} would cover a folder of the system; the repository is cloned into ${standard}.`,
    );
  } else {
    report.translated(
      source,
      `The repository is cloned into ${target}, on the workspace's volume.`,
    );
    return target;
  }
  return undefined;
}

function openedFolder(
  source: SourceValue,
  repositoryFolder: string,
  variables: VariableValues,
  report: Reporter,
): string | undefined {
  const text =
    typeof source.value === 'string'
      ? expandVariables(source.value, variables, 'unknown').text
      : '';
  const folder = normalize(text);
  if (folder === undefined) {
    report.invalid(source, 'an absolute path');
    return undefined;
  }
  if (
    folder === repositoryFolder ||
    folder.startsWith(`${repositoryFolder}/`)
  ) {
    report.applied(source, 'The IDE opens it, and commands run in it.');
  } else {
    report.applied(
      source,
      `The IDE opens it. It is outside the clone (${repositoryFolder}), so what is written there may be lost at a stop.`,
    );
  }
  return folder;
}

/** An absolute path without `.`, `..`, doubled or trailing slashes; undefined for anything else. */
function normalize(path: string): string | undefined {
  if (!path.startsWith('/') || /[\0\n]/.test(path)) return undefined;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** What a repository's name becomes as the name of a folder: no separators, and not hidden. @public */
export function folderName(repositoryName = ''): string {
  const name = repositoryName.replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '');
  return name === '' ? 'workspace' : name;
}
