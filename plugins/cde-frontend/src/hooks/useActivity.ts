import { useApi } from '@backstage/frontend-plugin-api';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import { useLive } from './useLive';
import type { Live } from './useLive';

const REFRESH = 60_000;
/** More people than fit a card. */
const MOST = 20;

/** The workspaces of a component that run now, as far as the user may see them. */
export function useActivity(component: string): Live<Workspace[]> {
  const api = useApi(cdeApiRef);
  return useLive({
    key: `activity ${component}`,
    load: async signal => {
      const { items } = await api.listAllWorkspaces(
        { component, phase: 'Running', limit: MOST },
        { signal },
      );
      return items;
    },
    concerns: message => !message.component || message.component === component,
    interval: () => REFRESH,
  });
}
