import { useApi } from '@backstage/frontend-plugin-api';
import type {
  TemplateDetails,
  TemplateRevision,
  TemplateRevisionSummary,
  TemplateSummary,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../api';
import { useLive } from './useLive';
import type { Live } from './useLive';

/** Templates change when a person changes them; nothing announces it. */
const CALM = 60_000;
/** What is published never changes. */
const NEVER = Number.MAX_SAFE_INTEGER;

const quiet = { concerns: () => false, interval: () => CALM };

/** All templates that the user may see. */
export function useTemplates(): Live<TemplateSummary[]> {
  const api = useApi(cdeApiRef);
  return useLive({
    ...quiet,
    key: 'templates',
    load: signal => api.listTemplates({ signal }),
  });
}

/** One template. */
export function useTemplate(id: string): Live<TemplateDetails> {
  const api = useApi(cdeApiRef);
  return useLive({
    ...quiet,
    key: `template ${id}`,
    load: signal => api.getTemplate(id, { signal }),
  });
}

/** Its published revisions, newest first; fetched anew when there is another one. */
export function useRevisions({
  id,
  revision,
}: Pick<TemplateDetails, 'id' | 'revision'>): Live<TemplateRevisionSummary[]> {
  const api = useApi(cdeApiRef);
  return useLive({
    ...quiet,
    key: `revisions ${id} ${revision}`,
    load: async signal =>
      (await api.listTemplateRevisions(id, { signal }))
        .slice()
        .sort((a, b) => b.revision - a.revision),
  });
}

/** Two revisions with their texts. */
export function useRevisionPair(
  id: string,
  before: number,
  after: number,
): Live<[TemplateRevision, TemplateRevision]> {
  const api = useApi(cdeApiRef);
  return useLive({
    key: `revisions ${id} ${before} ${after}`,
    concerns: () => false,
    interval: () => NEVER,
    load: signal =>
      Promise.all([
        api.getTemplateRevision(id, before, { signal }),
        api.getTemplateRevision(id, after, { signal }),
      ]),
  });
}
