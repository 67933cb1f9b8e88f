import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type { TemplateDetails } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import type { CdeApi } from '../../api';
import { affected } from '../../lib/templates';
import { cdeTranslationRef } from '../../translation';
import { ActDialog } from './ActDialog';

/** What can be done to a whole template. */
export type TemplateChange = 'deprecate' | 'retire' | 'activate' | 'delete';

const DEEDS: Record<
  TemplateChange,
  (api: CdeApi, id: string) => Promise<TemplateDetails | undefined>
> = {
  deprecate: (api, id) => api.setTemplateState(id, 'deprecated'),
  retire: (api, id) => api.setTemplateState(id, 'retired'),
  activate: (api, id) => api.setTemplateState(id, 'active'),
  delete: async (api, id) => {
    await api.deleteTemplate(id);
    return undefined;
  },
};

interface ChangeDialogProps {
  change: TemplateChange;
  template: TemplateDetails;
  onClose: () => void;
  /** With the template as it is then; without one when it is gone. */
  onDone: (template: TemplateDetails | undefined) => void;
}

/** Says what a change means for how many workspaces, then does it. */
export const ChangeDialog = ({
  change,
  template,
  onClose,
  onDone,
}: ChangeDialogProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const inUse = change === 'delete' && template.workspaces > 0;
  return (
    <ActDialog
      title={t(`template.change.${change}.title`, { name: template.title })}
      button={t(`template.change.${change}.button`)}
      failed={t('template.change.failed')}
      destructive={change === 'delete' || change === 'retire'}
      isDisabled={inUse}
      act={async () => onDone(await DEEDS[change](api, template.id))}
      onClose={onClose}
    >
      <Text as="p">{t(`template.change.${change}.text`)}</Text>
      <Affected template={template} />
      {inUse && <Text as="p">{t('template.change.delete.inUse')}</Text>}
    </ActDialog>
  );
};

const Affected = ({ template }: { template: TemplateDetails }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { running, stopped } = affected(template);
  const count = Math.max(template.workspaces, running + stopped);
  return (
    <Text as="p">
      <strong>
        {count === 0
          ? t('template.change.affectedNone')
          : t('template.change.affected', {
              count,
              running: String(running),
              stopped: String(stopped),
            })}
      </strong>
    </Text>
  );
};
