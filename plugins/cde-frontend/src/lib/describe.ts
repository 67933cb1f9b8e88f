import type {
  CreationOptions,
  Workspace,
  WorkspacePreview,
} from '@backstage-cde/plugin-cde-common';
import { formatClass, refName } from './format';

/** What one click will use, piece by piece, for a line below the button. */
export function describeCreation(
  preview: WorkspacePreview,
  options: CreationOptions | undefined,
): string[] {
  return compact([
    preview.repository &&
      (refName(preview.repository.ref) ?? options?.repository?.defaultBranch),
    classTitle(preview.resourceClass, options),
    ideTitle(preview.ide, options),
    // Without a choice there is nothing to tell.
    options && options.templates.length > 1
      ? templateTitle(preview.template, options)
      : undefined,
  ]);
}

/** The same of a workspace that exists. */
export function describeWorkspace(
  workspace: Workspace,
  options: CreationOptions | undefined,
): string[] {
  return compact([
    workspace.repository &&
      (refName(workspace.repository.ref) ?? options?.repository?.defaultBranch),
    classTitle(workspace.resourceClass, options),
    ideTitle(workspace.ide, options),
  ]);
}

/** `Small (2 CPU, 2 GiB)`, or just the name where the class is no longer offered. */
export function classTitle(
  name: string,
  options: CreationOptions | undefined,
): string {
  const found = options?.resourceClasses.find(
    resourceClass => resourceClass.name === name,
  );
  return found ? `${found.title} (${formatClass(found)})` : name;
}

/** Title of an IDE, or its name where it is no longer offered. */
export function ideTitle(
  name: string,
  options: CreationOptions | undefined,
): string {
  return options?.ides.find(ide => ide.name === name)?.title ?? name;
}

/** Title of a template, or its name where it is no longer offered. */
export function templateTitle(
  name: string,
  options: CreationOptions | undefined,
): string {
  return (
    options?.templates.find(template => template.name === name)?.title ?? name
  );
}

function compact(parts: Array<string | undefined>): string[] {
  return parts.filter((part): part is string => Boolean(part));
}
