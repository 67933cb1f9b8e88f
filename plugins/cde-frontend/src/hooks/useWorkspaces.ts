import { useApi } from '@backstage/frontend-plugin-api';
import type {
  TimelineEvent,
  Workspace,
  WorkspaceDetails,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import { isMoving } from '../lib/launch';
import { useLive } from './useLive';
import type { Live } from './useLive';

/** Milliseconds between unannounced fetches of what moves, and of what rests. */
const MOVING = 5_000;
const RESTING = 30_000;
/** The same for somebody who watches one workspace start. */
const WATCHED = 2_000;

/** Workspaces that the user may see; of one component where it is given. */
export function useWorkspaces(component?: string): Live<Workspace[]> {
  const api = useApi(cdeApiRef);
  return useLive({
    key: `workspaces ${component ?? ''}`,
    load: signal => api.listWorkspaces({ component }, { signal }),
    concerns: message =>
      !component || !message.component || message.component === component,
    interval: workspaces => (workspaces?.some(isMoving) ? MOVING : RESTING),
  });
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
