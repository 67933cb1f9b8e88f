import type {
  BulkRequest,
  BulkResult,
  Workspace,
} from '@backstage-cde/plugin-cde-common';

/** Workspaces that the backend takes at once. */
const MOST_AT_ONCE = 200;

/** What a bulk act would do to the selected workspaces. */
export interface BulkPlan {
  /** Those that it can be done to, by owner. */
  byOwner: Array<{ owner: string; workspaces: Workspace[] }>;
  ids: string[];
  /** Those that it cannot be done to now. */
  skipped: Workspace[];
}

/** Sorts the selected workspaces by whether and whose they are. */
export function planBulk(
  selected: Workspace[],
  act: BulkRequest['act'],
): BulkPlan {
  const possible = selected.filter(({ allowed }) => allowed.includes(act));
  const byOwner = new Map<string, Workspace[]>();
  for (const workspace of possible) {
    byOwner.set(workspace.owner, [
      ...(byOwner.get(workspace.owner) ?? []),
      workspace,
    ]);
  }
  return {
    byOwner: [...byOwner]
      .map(([owner, workspaces]) => ({ owner, workspaces }))
      .sort((a, b) => a.owner.localeCompare(b.owner)),
    ids: possible.map(({ id }) => id),
    skipped: selected.filter(({ allowed }) => !allowed.includes(act)),
  };
}

/** Acts on any number of workspaces, as many at once as the backend takes. */
export async function actInChunks(
  request: BulkRequest,
  act: (chunk: BulkRequest) => Promise<BulkResult>,
): Promise<BulkResult['items']> {
  const items: BulkResult['items'] = [];
  for (let start = 0; start < request.ids.length; start += MOST_AT_ONCE) {
    const ids = request.ids.slice(start, start + MOST_AT_ONCE);
    items.push(...(await act({ ...request, ids })).items);
  }
  return items;
}
