import { useApi } from '@backstage/frontend-plugin-api';
import type { ChangeList } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import { useLive } from './useLive';
import type { Live } from './useLive';

const NEVER = Infinity;

/** Open pull or merge requests of a component's repository. */
export function useChanges(component: string): Live<ChangeList> {
  const api = useApi(cdeApiRef);
  return useLive({
    key: `changes ${component}`,
    load: signal => api.listChanges(component, { signal }),
    concerns: () => false,
    interval: () => NEVER,
  });
}
