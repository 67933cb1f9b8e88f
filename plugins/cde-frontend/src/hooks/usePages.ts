import { useEffect, useRef, useState } from 'react';
import { useLive } from './useLive';
import { useSettled } from './useSettled';

/** One page of a list, as the backend hands it out. */
interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/** A list that grows by pages on demand. */
export interface Pages<T> {
  /** Undefined before the first answer. While a changed filter is asked for, the earlier ones stay. */
  items: T[] | undefined;
  hasMore: boolean;
  loadMore: () => void;
  /** What is shown is not (yet) what was asked for. */
  pending: boolean;
  error: Error | undefined;
  refresh: () => void;
}

interface PagesOptions<R, T> {
  /** Plain data; another one starts from the first page. */
  request: R;
  load: (
    request: R,
    cursor: string | undefined,
    signal: AbortSignal,
  ) => Promise<Page<T>>;
  /** Milliseconds between unannounced fetches. */
  interval: number;
  /** Whether announced changes of workspaces touch it. */
  live?: boolean;
}

/** Reads a filtered list page by page, keeps the read pages current, and waits until a filter has been typed. */
export function usePages<R extends object, T>({
  request,
  load,
  interval,
  live = false,
}: PagesOptions<R, T>): Pages<T> {
  const key = useSettled(JSON.stringify(request));
  const [asked, setAsked] = useState({ key, pages: 1 });
  const pages = asked.key === key ? asked.pages : 1;

  const { value, error, loading, refresh } = useLive<Page<T>>({
    key,
    load: async signal => {
      const all: Page<T> = { items: [] };
      for (let page = 0; page < pages; page++) {
        const next = await load(JSON.parse(key), all.nextCursor, signal);
        all.items.push(...next.items);
        all.nextCursor = next.nextCursor;
        if (!next.nextCursor) break;
      }
      return all;
    },
    concerns: () => live,
    interval: () => interval,
  });
  useEffect(() => {
    if (pages > 1) refresh();
  }, [pages, refresh]);

  const earlier = useRef<T[]>();
  if (value) earlier.current = value.items;
  return {
    items: value?.items ?? (error ? undefined : earlier.current),
    hasMore: value?.nextCursor !== undefined,
    loadMore: () => setAsked({ key, pages: pages + 1 }),
    pending: loading || key !== JSON.stringify(request),
    error,
    refresh,
  };
}
