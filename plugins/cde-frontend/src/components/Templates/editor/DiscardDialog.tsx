import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type { TemplateDetails } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../../api';
import type { Draft } from '../../../hooks/useDraft';
import { cdeTranslationRef } from '../../../translation';
import { ActDialog } from '../ActDialog';

interface DiscardDialogProps {
  template: TemplateDetails;
  draft: Draft;
  onClose: () => void;
  onDone: () => void;
}

/** Drops the draft; with it the template, where there is nothing else of it. */
export const DiscardDialog = ({
  template,
  draft,
  onClose,
  onDone,
}: DiscardDialogProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const { id, revision } = template;

  const act = async () => {
    draft.pause();
    try {
      if (revision === undefined) await api.deleteTemplate(id);
      // What was only typed has not come to the backend yet.
      else if (draft.version > 0) await api.discardDraft(id, draft.version);
      draft.finish();
      onDone();
    } catch (error) {
      draft.resume();
      throw error;
    }
  };

  return (
    <ActDialog
      destructive
      title={t('template.discard.title')}
      button={t('template.discard.button')}
      failed={t('template.discard.failed')}
      act={act}
      onClose={onClose}
    >
      <Text as="p">
        <strong>
          {revision === undefined
            ? t('template.discard.textNew')
            : t('template.discard.text', { revision: String(revision) })}
        </strong>
      </Text>
    </ActDialog>
  );
};
