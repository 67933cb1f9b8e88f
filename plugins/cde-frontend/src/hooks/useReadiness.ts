import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  ComponentReadiness,
  ReadinessPage,
  ReadinessRequest,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import { usePages } from './usePages';
import type { Pages } from './usePages';

const PAGE = 50;
/** The catalog's processing takes minutes, too. */
const REFRESH = 60_000;

/** Components with their devcontainers, and the sums of all of them. */
export interface Readiness extends Pages<ComponentReadiness> {
  /** Undefined before the first answer. */
  totals: ReadinessPage['totals'];
}

/** The readiness of components, page by page. */
export function useReadiness(request: ReadinessRequest): Readiness {
  const api = useApi(cdeApiRef);
  const [totals, setTotals] = useState<ReadinessPage['totals']>();
  const pages = usePages({
    request,
    load: async (asked, cursor, signal) => {
      const page = await api.getReadiness(
        { ...asked, cursor, limit: PAGE },
        { signal },
      );
      // They come with the first page alone.
      if (page.totals && !signal.aborted) setTotals(page.totals);
      return page;
    },
    interval: REFRESH,
  });
  // What failed is not known: neither are its sums.
  return { ...pages, totals: pages.items && totals };
}
