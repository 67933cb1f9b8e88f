import { useApi } from '@backstage/frontend-plugin-api';
import type { CreationOptions } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import { useLive } from './useLive';
import type { Live } from './useLive';

/** While a cluster is being prepared its progress is worth a look; else options rarely change. */
const PREPARING = 3_000;
const SETTLED = 300_000;

/** What may be chosen for a new workspace, and how the clusters are. */
export function useOptions(component?: string): Live<CreationOptions> {
  const api = useApi(cdeApiRef);
  return useLive({
    key: `options ${component ?? ''}`,
    load: signal => api.getOptions(component, { signal }),
    concerns: () => false,
    interval: options =>
      options?.clusters.some(cluster => cluster.state !== 'connected')
        ? PREPARING
        : SETTLED,
  });
}
