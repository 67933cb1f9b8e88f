import { useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import type {
  CreateWorkspaceRequest,
  WorkspacePreview,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';

/** What a request would create. */
export interface Preview {
  /** The last answer; it stays while the next one is on its way. */
  value: WorkspacePreview | undefined;
  /** Why this cannot be created. */
  error: Error | undefined;
  /** The answer is not yet the one to the current request. */
  pending: boolean;
}

/** Asks what a request would create, `delayMs` after it last changed; not at all without one. */
export function usePreview(
  request: CreateWorkspaceRequest | undefined,
  delayMs = 0,
): Preview {
  const api = useApi(cdeApiRef);
  const [state, setState] = useState<{
    asked?: string;
    value?: WorkspacePreview;
    error?: Error;
  }>({});
  const asked = request && JSON.stringify(request);

  useEffect(() => {
    if (asked === undefined) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const value = await api.previewWorkspace(JSON.parse(asked), {
          signal: abort.signal,
        });
        if (!abort.signal.aborted) setState({ asked, value });
      } catch (error) {
        if (!abort.signal.aborted)
          setState(({ value }) => ({ asked, value, error: toError(error) }));
      }
    }, delayMs);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [api, asked, delayMs]);

  return {
    value: state.value,
    error: state.error,
    pending: asked !== undefined && state.asked !== asked,
  };
}
