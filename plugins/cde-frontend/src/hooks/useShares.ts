import { useApi } from '@backstage/frontend-plugin-api';
import type { WorkspaceShare } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import { useLive } from './useLive';
import type { Live } from './useLive';

const SETTLED = 60_000;

/** Who else has access to a workspace. */
export function useShares(id: string): Live<WorkspaceShare[]> {
  const api = useApi(cdeApiRef);
  return useLive({
    key: `shares ${id}`,
    load: signal => api.listShares(id, { signal }),
    concerns: message => message.id === id,
    interval: () => SETTLED,
  });
}
