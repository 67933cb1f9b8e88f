import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text, TextField } from '@backstage/ui';
import { DateTime } from 'luxon';
import type {
  TemplateDetails,
  TemplateProblem,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../../api';
import type { Draft } from '../../../hooks/useDraft';
import { useRights } from '../../../hooks/useRights';
import { readDocument, valueAt } from '../../../lib/templateDocument';
import { cdeTranslationRef } from '../../../translation';
import { NativeField, Notice } from '../../Common';
import { ActDialog } from '../ActDialog';
import { useSummary } from './Problems';

interface PublishDialogProps {
  template: TemplateDetails;
  draft: Draft;
  problems: TemplateProblem[];
  onClose: () => void;
  onDone: (template: TemplateDetails) => void;
}

/** Makes the draft a revision that never changes again. */
export const PublishDialog = ({
  template,
  draft,
  problems,
  onClose,
  onDone,
}: PublishDialogProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const rights = useRights().value?.allowed;
  const [note, setNote] = useState('');
  const [date, setDate] = useState('');
  const summary = useSummary(problems);
  const broken = problems.some(({ severity }) => severity === 'error');
  const document = readDocument(draft.text).value;
  const privileged = valueAt(document, ['spec', 'privileged']) === true;
  const mayNot =
    privileged &&
    rights !== undefined &&
    !rights.includes('publish-privileged');
  const deadline = endOf(date);
  const past = deadline !== undefined && deadline < DateTime.now();

  const act = async () => {
    const version = await draft.flush();
    draft.pause();
    try {
      const published = await api.publishTemplate(template.id, {
        version,
        note: note.trim(),
        ...(deadline && { deadline: deadline.toUTC().toISO() ?? undefined }),
      });
      draft.finish();
      onDone(published);
    } catch (error) {
      draft.resume();
      throw error;
    }
  };

  return (
    <ActDialog
      title={t('template.publish.title', { name: template.title })}
      button={t('template.publish.button')}
      failed={t('template.publish.failed')}
      isDisabled={!note.trim() || broken || mayNot || past}
      act={act}
      onClose={onClose}
    >
      <Text as="p">
        {t('template.publish.text', {
          revision: String((template.revision ?? 0) + 1),
        })}
      </Text>
      {broken && (
        <Notice severity="danger" title={summary}>
          {t('template.publish.errors')}
        </Notice>
      )}
      {privileged && (
        <Notice
          severity={mayNot ? 'danger' : 'warning'}
          title={t('template.page.privilegedTitle')}
        >
          {t(
            mayNot
              ? 'template.publish.privilegedDenied'
              : 'template.publish.privileged',
          )}
        </Notice>
      )}
      <TextField
        autoFocus
        isRequired
        label={t('template.publish.note')}
        description={t('template.publish.noteHelp')}
        value={note}
        onChange={setNote}
      />
      {template.revision !== undefined && (
        <NativeField
          type="date"
          label={t('template.publish.deadline')}
          description={t('template.publish.deadlineHelp')}
          min={DateTime.now().toISODate() ?? undefined}
          isInvalid={past}
          value={date}
          onChange={setDate}
        />
      )}
      {past && (
        <Text role="alert" color="danger" variant="body-small">
          {t('template.publish.deadlinePast')}
        </Text>
      )}
    </ActDialog>
  );
};

/** The end of a day, where the person is. */
function endOf(date: string): DateTime | undefined {
  return date ? DateTime.fromISO(date).endOf('day') : undefined;
}
