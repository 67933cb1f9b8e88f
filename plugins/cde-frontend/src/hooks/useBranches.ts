import { useApi } from '@backstage/frontend-plugin-api';
import type { BranchList } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import { useLive } from './useLive';
import type { Live } from './useLive';

const NEVER = Infinity;

/** Branches of a component's repository, as they are when the dialog opens. */
export function useBranches(component: string): Live<BranchList> {
  const api = useApi(cdeApiRef);
  return useLive({
    key: `branches ${component}`,
    load: signal => api.getBranches(component, { signal }),
    concerns: () => false,
    interval: () => NEVER,
  });
}
