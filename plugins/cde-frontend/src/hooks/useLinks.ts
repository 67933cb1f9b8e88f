import { useMemo } from 'react';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  handoffRouteRef,
  launchRouteRef,
  rootRouteRef,
  workspaceRouteRef,
} from '../routes';

/** Paths of this plugin's pages, wherever the portal has mounted them. */
export interface Links {
  root: string;
  handoff: string;
  workspace: (id: string, part?: string) => string;
  launch: (id: string) => string;
}

/** Paths of this plugin's pages. */
export function useLinks(): Links {
  const root = useRouteRef(rootRouteRef);
  const handoff = useRouteRef(handoffRouteRef);
  const workspace = useRouteRef(workspaceRouteRef);
  const launch = useRouteRef(launchRouteRef);
  return useMemo(
    () => ({
      root: root?.() ?? '/workspaces',
      handoff: handoff?.() ?? '/workspaces/launch',
      workspace: (id, part) => {
        const path = workspace?.({ id }) ?? `/workspaces/${id}`;
        return part ? `${path}/${part}` : path;
      },
      launch: id => launch?.({ id }) ?? `/workspaces/${id}/launch`,
    }),
    [root, handoff, workspace, launch],
  );
}
