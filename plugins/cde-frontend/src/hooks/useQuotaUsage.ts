import { useApi } from '@backstage/frontend-plugin-api';
import type { QuotaUsageList } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import { useLive } from './useLive';
import type { Live } from './useLive';

const SETTLED = 60_000;

/** The limits that apply to the user, with what a workspace of this kind would add to each. */
export function useQuotaUsage(
  request: {
    component?: string;
    template?: string;
    resourceClass?: string;
  } = {},
): Live<QuotaUsageList> {
  const api = useApi(cdeApiRef);
  const { component, template, resourceClass } = request;
  return useLive({
    key: `quota ${component} ${template} ${resourceClass}`,
    load: signal => api.getQuotaUsage(request, { signal }),
    interval: () => SETTLED,
  });
}
