import type { AdminListRequest } from '../api';

/** What the list of all workspaces can be narrowed by. */
export type AdminFilter = Omit<AdminListRequest, 'cursor' | 'limit'>;

/** Names in the address, as the list of one's own workspaces has them. */
const PARAMS: Record<keyof AdminFilter, string> = {
  search: 'q',
  phase: 'status',
  owner: 'owner',
  group: 'group',
  system: 'system',
  component: 'component',
  template: 'template',
  resourceClass: 'class',
  cluster: 'cluster',
};

const KEYS = Object.keys(PARAMS) as Array<keyof AdminFilter>;

/** Reads a filter from an address. */
export function filterFromParams(params: URLSearchParams): AdminFilter {
  const filter: AdminFilter = {};
  for (const key of KEYS) {
    const value = params.get(PARAMS[key]);
    if (value) filter[key] = value;
  }
  return filter;
}

/** Writes a filter into an address; what it does not narrow is left out. */
export function filterToParams(
  filter: AdminFilter,
  params: URLSearchParams,
): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const key of KEYS) {
    const value = filter[key];
    if (value) next.set(PARAMS[key], value);
    else next.delete(PARAMS[key]);
  }
  return next;
}

/** How many filters besides search and status narrow it. */
export function countMore(filter: AdminFilter): number {
  return KEYS.filter(key => key !== 'search' && key !== 'phase' && filter[key])
    .length;
}
