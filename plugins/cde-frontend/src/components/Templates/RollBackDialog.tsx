import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text, TextField } from '@backstage/ui';
import type { TemplateDetails } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { cdeTranslationRef } from '../../translation';
import { ActDialog } from './ActDialog';

interface RollBackDialogProps {
  template: TemplateDetails;
  revision: number;
  onClose: () => void;
  onDone: (template: TemplateDetails) => void;
}

/** Publishes the text of an old revision anew. */
export const RollBackDialog = ({
  template,
  revision,
  onClose,
  onDone,
}: RollBackDialogProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const [note, setNote] = useState('');
  const act = async () =>
    onDone(
      await api.rollBackTemplate(template.id, { revision, note: note.trim() }),
    );
  return (
    <ActDialog
      title={t('template.rollBack.title', { revision: String(revision) })}
      button={t('template.rollBack.button')}
      failed={t('template.rollBack.failed')}
      isDisabled={!note.trim()}
      act={act}
      onClose={onClose}
    >
      <Text as="p">
        {t('template.rollBack.text', {
          revision: String(revision),
          next: String((template.revision ?? 0) + 1),
        })}
      </Text>
      <Text as="p">{t('template.rollBack.workspaces')}</Text>
      <TextField
        autoFocus
        isRequired
        label={t('template.rollBack.note')}
        description={t('template.rollBack.noteHelp')}
        value={note}
        onChange={setNote}
      />
    </ActDialog>
  );
};
