import { useCallback, useEffect, useRef, useState } from 'react';
import { useApiHolder } from '@backstage/frontend-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { WORKSPACE_SIGNAL_CHANNEL } from '@backstage-cde/plugin-cde-common';
import type { WorkspaceSignal } from '@backstage-cde/plugin-cde-common';
import { toError } from '@backstage/errors';
import { isMissing } from '../lib/errors';

/** A value that keeps itself current. */
export interface Live<T> {
  /** The last known value; it stays while a newer one is fetched, and when that fails. */
  value: T | undefined;
  /** Why the last attempt failed. */
  error: Error | undefined;
  /** Only before the first answer. */
  loading: boolean;
  /** Fetches now. */
  refresh: () => void;
  /** Changes the value in place, for an answer that is newer than any fetch under way. */
  replace: (change: (value: T) => T) => void;
}

interface LiveOptions<T> {
  /** What the value belongs to; another key starts from nothing. */
  key: string;
  load: (signal: AbortSignal) => Promise<T>;
  /** Whether a change that the backend announced can touch this value; default: any. */
  concerns?: (signal: WorkspaceSignal) => boolean;
  /** Milliseconds until the value is fetched without an announcement. */
  interval: (value: T | undefined) => number;
}

interface State<T> {
  key: string;
  value?: T;
  error?: Error;
  loading: boolean;
}

/** What setTimeout can hold, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Once announcements have been seen to arrive, asking unasked is only a safety net. */
const SAFETY_FACTOR = 5;

/**
 * Fetches a value, again whenever the backend announces a change (signals are
 * hints, never data), and slowly by itself, for portals without signals.
 */
export function useLive<T>(options: LiveOptions<T>): Live<T> {
  const { key } = options;
  const signals = useApiHolder().get(signalApiRef);
  const [state, setState] = useState<State<T>>({ key, loading: true });
  const latest = useRef(options);
  latest.current = options;
  const value = useRef<T>();
  const refreshRef = useRef<() => void>(() => {});
  const outdate = useRef<() => void>(() => {});

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let fetching = false;
    let outdated = false;
    let announced = false;
    value.current = undefined;
    setState(before => (before.key === key ? before : { key, loading: true }));

    const schedule = () => {
      const wait = Math.min(
        latest.current.interval(value.current) *
          (announced ? SAFETY_FACTOR : 1),
        LONGEST_TIMER,
      );
      timer = setTimeout(refresh, wait);
    };
    const refresh = async () => {
      if (fetching) {
        outdated = true;
        return;
      }
      fetching = true;
      outdated = false;
      clearTimeout(timer);
      let outcome: { value: T } | { error: Error };
      try {
        outcome = { value: await latest.current.load(abort.signal) };
      } catch (error) {
        outcome = { error: toError(error) };
      }
      fetching = false;
      if (abort.signal.aborted) return;
      if ('error' in outcome) {
        const { error } = outcome;
        // What is gone is not shown any longer; what cannot be reached is.
        if (isMissing(error)) value.current = undefined;
        const known = value.current;
        setState({ key, value: known, error, loading: false });
      } else if (!outdated || value.current === undefined) {
        value.current = outcome.value;
        setState({ key, value: outcome.value, loading: false });
      }
      if (outdated) refresh();
      else schedule();
    };
    refreshRef.current = refresh;
    outdate.current = () => {
      outdated = true;
    };
    refresh();

    const subscription = signals?.subscribe<
      WorkspaceSignal & { [name: string]: string | undefined }
    >(WORKSPACE_SIGNAL_CHANNEL, message => {
      announced = true;
      if (latest.current.concerns?.(message) ?? true) refresh();
    });
    const seenAgain = () => {
      if (document.visibilityState === 'visible') refresh();
    };
    document.addEventListener('visibilitychange', seenAgain);
    return () => {
      abort.abort();
      clearTimeout(timer);
      subscription?.unsubscribe();
      document.removeEventListener('visibilitychange', seenAgain);
    };
  }, [key, signals]);

  const replace = useCallback((change: (current: T) => T) => {
    if (value.current === undefined) return;
    outdate.current();
    value.current = change(value.current);
    const changed = value.current;
    setState(before => ({ ...before, value: changed }));
  }, []);
  const refresh = useCallback(() => refreshRef.current(), []);

  const current = state.key === key ? state : { key, loading: true };
  return {
    value: current.value,
    error: current.error,
    loading: current.loading,
    refresh,
    replace,
  };
}
