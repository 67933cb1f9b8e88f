import type {
  CreateWorkspaceRequest,
  RepositoryContext,
  Workspace,
} from '@backstage-cde/plugin-cde-common';
import { requestOf } from './creation';
import type { CreationForm } from './creation';

/** The address of the page at `path` that shows what a page of a git host is about. */
export function openLink(path: string, url?: string): string {
  return url ? `${path}?url=${encodeURIComponent(url)}` : path;
}

/** A URL that may become a link: what git hosts answer is not trusted to be one. */
export function webUrl(url: string | undefined): string | undefined {
  if (!url) return undefined;
  try {
    const { protocol, href } = new URL(url);
    return ['http:', 'https:'].includes(protocol) ? href : undefined;
  } catch {
    // An SSH address in its short form, for example.
    return undefined;
  }
}

/** What the backend would create from, by itself; empty for the repository alone. */
export function usualComponent(context: RepositoryContext): string {
  return context.request.component ?? '';
}

/** What will be asked for: the context's repository and ref, with what was chosen. */
export function contextRequest(
  context: RepositoryContext,
  component: string,
  form: CreationForm,
): CreateWorkspaceRequest {
  return {
    ...requestOf(component, form),
    component: component || undefined,
    repositoryUrl: component ? undefined : context.repository.url,
    ref: context.ref,
  };
}

/**
 * Workspaces to use again, as they are now: all that the backend found fitting
 * for what it would create itself, else those of the chosen component.
 */
export function reusable(
  context: RepositoryContext,
  component: string,
  current: Workspace[] | undefined,
): Workspace[] {
  const byId = new Map(current?.map(workspace => [workspace.id, workspace]));
  return context.workspaces
    .filter(
      workspace =>
        component === usualComponent(context) ||
        (workspace.component ?? '') === component,
    )
    .map(workspace => (current ? byId.get(workspace.id) : workspace))
    .filter(
      (workspace): workspace is Workspace =>
        workspace !== undefined && workspace.desired !== 'deleted',
    );
}

/** `src/server.ts:12`, as the IDE's "go to file" takes it. */
export function placeInside({
  path,
  line,
}: Pick<RepositoryContext, 'path' | 'line'>): string | undefined {
  return path && line ? `${path}:${line}` : path;
}
