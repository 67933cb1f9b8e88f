import { READINESS_STATUSES } from '@backstage-cde/plugin-cde-common';
import type {
  ReadinessRequest,
  ReadinessStatus,
  ReadinessTotal,
} from '@backstage-cde/plugin-cde-common';

/** What components are summed up by. */
export type ReadinessDimension = 'owner' | 'system';

/** What the page of readiness looks at; it lives in its address. */
export interface ReadinessView {
  search: string;
  /** Entity ref, or empty for all; likewise the system. */
  owner: string;
  system: string;
  status?: ReadinessStatus;
  by: ReadinessDimension;
}

/** Reads a view from an address; unknown values count as absent. */
export function readinessFromParams(params: URLSearchParams): ReadinessView {
  const status = READINESS_STATUSES.find(each => each === params.get('status'));
  return {
    search: params.get('q') ?? '',
    owner: params.get('owner') ?? '',
    system: params.get('system') ?? '',
    ...(status && { status }),
    by: params.get('by') === 'system' ? 'system' : 'owner',
  };
}

/** Writes a view into an address, leaving out what is as usual. */
export function readinessToParams(
  view: ReadinessView,
  params: URLSearchParams,
): URLSearchParams {
  const next = new URLSearchParams(params);
  const put = (key: string, value: string | undefined) =>
    value ? next.set(key, value) : next.delete(key);
  put('q', view.search);
  put('owner', view.owner);
  put('system', view.system);
  put('status', view.status);
  put('by', view.by === 'owner' ? '' : view.by);
  return next;
}

/** What to ask the backend for. */
export function readinessRequest(view: ReadinessView): ReadinessRequest {
  const { search, owner, system, status } = view;
  return {
    ...(search.trim() && { search: search.trim() }),
    ...(owner && { owner }),
    ...(system && { system }),
    ...(status && { status }),
  };
}

/** Whether a view leaves components out. */
export function isNarrowed(view: ReadinessView): boolean {
  return Object.keys(readinessRequest(view)).length > 0;
}

/** The parts of a bar, in the order from ready to unknown; empty ones are left out. */
export function statusShares({
  byStatus,
  components,
}: Pick<ReadinessTotal, 'byStatus' | 'components'>): Array<{
  status: ReadinessStatus;
  count: number;
  /** Between 0 and 1. */
  share: number;
}> {
  return READINESS_STATUSES.map(status => ({
    status,
    count: byStatus[status],
    share: components > 0 ? byStatus[status] / components : 0,
  })).filter(({ count }) => count > 0);
}

/** How many components have a devcontainer.json that workspaces are made from. */
export function usable({ byStatus }: Pick<ReadinessTotal, 'byStatus'>): number {
  return byStatus.valid + byStatus.warnings;
}

/** The form of a software template at a path, filled in for a component. */
export function prefilled(path: string, component: string): string {
  const formData = encodeURIComponent(JSON.stringify({ component }));
  return `${path}?formData=${formData}`;
}
