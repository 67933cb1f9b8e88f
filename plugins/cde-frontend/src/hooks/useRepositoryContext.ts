import { useApi } from '@backstage/frontend-plugin-api';
import type { RepositoryContext } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import { useLive } from './useLive';
import type { Live } from './useLive';

const NEVER = Infinity;

/** What the page at a URL is about; the git host is asked once. */
export function useRepositoryContext(url: string): Live<RepositoryContext> {
  const api = useApi(cdeApiRef);
  return useLive({
    key: `context ${url}`,
    load: signal => api.getContext(url, { signal }),
    concerns: () => false,
    interval: () => NEVER,
  });
}
