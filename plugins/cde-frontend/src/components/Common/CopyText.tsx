import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon, VisuallyHidden } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { browser } from '../../lib/browser';
import { cdeTranslationRef } from '../../translation';
import styles from './Common.module.css';

/** Something technical that a person may want elsewhere. */
export const CopyText = ({ text, label }: { text: string; label: string }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [outcome, setOutcome] = useState<'copied' | 'refused'>();
  const copy = () =>
    browser.copy(text).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  return (
    <span className={styles.copy}>
      <code className={styles.code} title={text}>
        {text}
      </code>
      <ButtonIcon
        size="small"
        variant="tertiary"
        aria-label={t('common.copy', { what: label })}
        icon={outcome === 'copied' ? <RiCheckLine /> : <RiFileCopyLine />}
        onPress={copy}
        onBlur={() => setOutcome(undefined)}
      />
      <VisuallyHidden role="status">
        {outcome && t(`common.${outcome}`)}
      </VisuallyHidden>
    </span>
  );
};
