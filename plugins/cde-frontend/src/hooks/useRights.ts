import { useApi } from '@backstage/frontend-plugin-api';
import type { CallerRights } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import { useLive } from './useLive';
import type { Live } from './useLive';

/** Rights change when somebody changes the policy, which is rare. */
const SETTLED = 600_000;

/** A right that a page or a tab depends on. */
export type Right = CallerRights['allowed'][number];

/** What the caller may do in general. */
export function useRights(): Live<CallerRights> {
  const api = useApi(cdeApiRef);
  return useLive({
    key: 'rights',
    load: signal => api.getRights({ signal }),
    concerns: () => false,
    interval: () => SETTLED,
  });
}
