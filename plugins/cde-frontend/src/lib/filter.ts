import { parseEntityRef } from '@backstage/catalog-model';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { lastUse } from './launch';
import { refName } from './format';

/** Columns that a list can be ordered by. */
export const SORT_COLUMNS = [
  'name',
  'status',
  'component',
  'branch',
  'class',
  'used',
] as const;

export type SortColumn = (typeof SORT_COLUMNS)[number];

/** How a list is narrowed and ordered; it lives in the page's address. */
export interface ListView {
  search: string;
  /** A phase, or empty for all. */
  phase: string;
  scope: 'mine' | 'shared';
  sort: SortColumn;
  descending: boolean;
}

const DEFAULT_VIEW: ListView = {
  search: '',
  phase: '',
  scope: 'mine',
  sort: 'used',
  descending: true,
};

/** Reads a view from an address; unknown values count as absent. */
export function viewFromParams(params: URLSearchParams): ListView {
  const sort = SORT_COLUMNS.find(column => column === params.get('sort'));
  return {
    search: params.get('q') ?? '',
    phase: params.get('status') ?? '',
    scope: params.get('scope') === 'shared' ? 'shared' : 'mine',
    sort: sort ?? DEFAULT_VIEW.sort,
    descending: sort ? params.get('order') === 'desc' : DEFAULT_VIEW.descending,
  };
}

/** Writes a view into an address, leaving out what is as usual. */
export function viewToParams(
  view: ListView,
  params: URLSearchParams,
): URLSearchParams {
  const next = new URLSearchParams(params);
  const put = (key: string, value: string) =>
    value ? next.set(key, value) : next.delete(key);
  const usual =
    view.sort === DEFAULT_VIEW.sort &&
    view.descending === DEFAULT_VIEW.descending;
  put('q', view.search);
  put('status', view.phase);
  put('scope', view.scope === DEFAULT_VIEW.scope ? '' : view.scope);
  put('sort', usual ? '' : view.sort);
  put('order', usual || !view.descending ? '' : 'desc');
  return next;
}

/** The workspaces that a view shows, in its order. */
export function applyView(
  workspaces: Workspace[],
  view: ListView,
): Workspace[] {
  const wanted = view.search.trim().toLowerCase();
  const shown = workspaces.filter(
    workspace =>
      (!view.phase || workspace.phase === view.phase) &&
      (!wanted ||
        [workspace.name, componentName(workspace), branchName(workspace)].some(
          text => text.toLowerCase().includes(wanted),
        )),
  );
  const direction = view.descending ? -1 : 1;
  return shown.sort(
    (a, b) => direction * compare(a, b, view.sort) || a.id.localeCompare(b.id),
  );
}

/** Name of the component, empty without one. */
export function componentName(workspace: Workspace): string {
  return workspace.component ? parseEntityRef(workspace.component).name : '';
}

/** Name of the branch, tag or commit, empty for the repository's default. */
export function branchName(workspace: Workspace): string {
  return (workspace.repository && refName(workspace.repository.ref)) ?? '';
}

function compare(a: Workspace, b: Workspace, column: SortColumn): number {
  switch (column) {
    case 'name':
      return a.name.localeCompare(b.name);
    case 'status':
      return a.phase.localeCompare(b.phase);
    case 'component':
      return componentName(a).localeCompare(componentName(b));
    case 'branch':
      return branchName(a).localeCompare(branchName(b));
    case 'class':
      return a.resourceClass.localeCompare(b.resourceClass);
    default:
      return lastUse(a) - lastUse(b);
  }
}
