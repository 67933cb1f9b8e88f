import { useCallback, useEffect, useRef } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { cdeApiRef } from '../api';
import { browser } from '../lib/browser';
import { useAction } from './useAction';
import type { Action } from './useAction';

/**
 * Turns this tab into the workspace's IDE, by itself as soon as `ready`, or
 * when asked. It tries by itself only once.
 */
export function useEntering(id: string, ready: boolean): Action {
  const api = useApi(cdeApiRef);
  const enter = useAction(
    useCallback(async () => {
      const { url } = await api.openWorkspace(id);
      browser.leaveFor(url);
    }, [api, id]),
  );
  const { run } = enter;
  const tried = useRef(false);
  useEffect(() => {
    if (!ready || tried.current) return;
    tried.current = true;
    run();
  }, [ready, run]);
  return enter;
}
