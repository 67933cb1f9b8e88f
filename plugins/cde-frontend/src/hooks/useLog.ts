import { useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import type { TimelineStep } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import { cleanLog } from '../lib/log';

/** A step's log as far as it is known. */
export interface Log {
  text: string;
  /** More may come. */
  open: boolean;
  error: Error | undefined;
}

const EMPTY: Log = { text: '', open: true, error: undefined };

/** Reads a step's log, and what is written to it from then on with `follow`. */
export function useLog(id: string, step: TimelineStep, follow: boolean): Log {
  const api = useApi(cdeApiRef);
  const [log, setLog] = useState<Log>(EMPTY);
  useEffect(() => {
    const abort = new AbortController();
    setLog(EMPTY);
    const onText = (text: string) => {
      if (!abort.signal.aborted)
        setLog(before => ({ ...before, text: cleanLog(before.text + text) }));
    };
    api.readLog(id, step, onText, { follow, signal: abort.signal }).then(
      () =>
        !abort.signal.aborted && setLog(before => ({ ...before, open: false })),
      error =>
        !abort.signal.aborted &&
        setLog(before => ({ ...before, open: false, error: toError(error) })),
    );
    return () => abort.abort();
  }, [api, id, step, follow]);
  return log;
}
