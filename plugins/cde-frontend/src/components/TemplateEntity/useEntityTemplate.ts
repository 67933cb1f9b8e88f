import { useApi } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import type { TemplateDetails } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useLive } from '../../hooks/useLive';
import type { Live } from '../../hooks/useLive';
import { templateIdOf } from '../../lib/templateId';

const REFRESH = 60_000;

/** The template whose page in the catalog this is. */
export function useEntityTemplate(): Live<TemplateDetails> {
  const { entity } = useEntity();
  const api = useApi(cdeApiRef);
  const id = templateIdOf(entity);
  return useLive({
    key: `template ${id}`,
    load: signal => api.getTemplate(id, { signal }),
    interval: () => REFRESH,
  });
}
