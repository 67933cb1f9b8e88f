import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  TimelineEvent,
  Workspace,
  WorkspaceDetails,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import type { ListWorkspacesRequest } from '../api';
import { isMoving } from '../lib/launch';
import { useLive } from './useLive';
import type { Live } from './useLive';

/** Milliseconds between unannounced fetches of what moves, and of what rests. */
const MOVING = 5_000;
const RESTING = 30_000;
/** The same for somebody who watches one workspace start. */
const WATCHED = 2_000;

/** The user's own workspaces and those shared with them; of one component or one scope where it is given. */
export function useWorkspaces(
  request: ListWorkspacesRequest = {},
): Live<Workspace[]> {
  const api = useApi(cdeApiRef);
  const { component, scope } = request;
  return useLive({
    key: `workspaces ${component ?? ''} ${scope ?? ''}`,
    load: signal => api.listWorkspaces({ component, scope }, { signal }),
    concerns: message =>
      !component || !message.component || message.component === component,
    interval: workspaces => (workspaces?.some(isMoving) ? MOVING : RESTING),
  });
}

/** Puts a workspace as the backend has just answered it into a list, and looks for what else has changed. */
export function useListChange({
  replace,
  refresh,
}: Live<Workspace[]>): (changed: Workspace) => void {
  return useCallback(
    changed => {
      replace(list =>
        list.map(item => (item.id === changed.id ? changed : item)),
      );
      refresh();
    },
    [replace, refresh],
  );
}

/** One workspace with its timeline, fetched together so that they fit each other. */
export interface WatchedWorkspace {
  workspace: WorkspaceDetails;
  events: TimelineEvent[];
}

/** One workspace and all that happened to it. */
export function useWorkspace(id: string): Live<WatchedWorkspace> {
  const api = useApi(cdeApiRef);
  return useLive({
    key: `workspace ${id}`,
    load: async signal => {
      const [workspace, events] = await Promise.all([
        api.getWorkspace(id, { signal }),
        api.getTimeline(id, undefined, { signal }),
      ]);
      return { workspace, events };
    },
    concerns: message => message.id === id,
    interval: watched =>
      watched && isMoving(watched.workspace) ? WATCHED : RESTING,
  });
}
