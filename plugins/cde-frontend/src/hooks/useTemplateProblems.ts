import { useEffect, useMemo, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import { validateTemplate } from '@backstage-cde/plugin-cde-common';
import type { TemplateProblem } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import { useSettled } from './useSettled';

const AT_ONCE = 150;
const AFTER_TYPING = 500;

/** What is wrong with a text. */
export interface TemplateProblems {
  items: TemplateProblem[];
  /** Why the backend could not look at it; what the browser finds by itself is there all the same. */
  error?: Error;
}

/**
 * What is wrong with a text: at once what the text itself says, and soon what only the backend knows (classes,
 * clusters, kinds that are allowed).
 */
export function useTemplateProblems(text: string): TemplateProblems {
  const api = useApi(cdeApiRef);
  const settled = useSettled(text, AT_ONCE);
  const own = useMemo(() => validateTemplate(settled).problems, [settled]);
  const [answer, setAnswer] = useState<{
    text: string;
    items?: TemplateProblem[];
    error?: Error;
  }>();

  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const { signal } = abort;
        const items = await api.validateTemplate(text, { signal });
        if (!signal.aborted) setAnswer({ text, items });
      } catch (error) {
        if (!abort.signal.aborted) setAnswer({ text, error: toError(error) });
      }
    }, AFTER_TYPING);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [api, text]);

  return answer?.text === text
    ? { items: answer.items ?? own, error: answer.error }
    : { items: own };
}
