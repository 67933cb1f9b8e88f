import { useCallback, useState } from 'react';
import { toError } from '@backstage/errors';

/** Something that a button does and that may fail. */
export interface Action {
  run: () => Promise<void>;
  busy: boolean;
  error: Error | undefined;
}

/** Runs a deed once at a time and keeps why it failed. */
export function useAction(deed: () => Promise<unknown>): Action {
  const [state, setState] = useState<{ busy: boolean; error?: Error }>({
    busy: false,
  });
  const run = useCallback(async () => {
    setState({ busy: true });
    try {
      await deed();
      setState({ busy: false });
    } catch (error) {
      setState({ busy: false, error: toError(error) });
    }
  }, [deed]);
  return { run, busy: state.busy, error: state.error };
}
