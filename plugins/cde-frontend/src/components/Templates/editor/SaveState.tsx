import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  RiCheckLine,
  RiErrorWarningLine,
  RiLoader4Line,
  RiPencilLine,
} from '@remixicon/react';
import type { Draft } from '../../../hooks/useDraft';
import { useNow } from '../../../hooks/useNow';
import { formatRelative } from '../../../lib/format';
import { cdeTranslationRef } from '../../../translation';
import styles from './Editor.module.css';

const SHORT = 10_000;

/** Whether the backend has what is in the editor. */
export const SaveState = ({ draft }: { draft: Draft }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const now = useNow(SHORT);
  const { saving, error, theirs, text, saved, savedAt, version } = draft;
  if (saving) {
    return show(RiLoader4Line, t('template.editor.saving'));
  }
  if (error || (theirs && text !== saved)) {
    return show(RiErrorWarningLine, t('template.editor.notSaved'), 'danger');
  }
  if (text !== saved) {
    return show(RiPencilLine, t('template.editor.unsaved'));
  }
  if (savedAt) {
    const when = formatRelative(savedAt, now);
    return show(RiCheckLine, t('template.editor.savedAt', { when }));
  }
  return show(
    RiCheckLine,
    t(version > 0 ? 'template.editor.saved' : 'template.editor.noDraft'),
  );
};

function show(Icon: typeof RiCheckLine, text: string, tone?: 'danger') {
  return (
    <span className={styles.saveState} data-tone={tone}>
      <Icon aria-hidden size={16} />
      {text}
    </span>
  );
}
