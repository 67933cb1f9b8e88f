import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { browser } from '../../lib/browser';
import { cdeTranslationRef } from '../../translation';
import styles from './Share.module.css';

/** A text of any length to take elsewhere, with a button that says when it has been copied. */
export const CopyBlock = ({ text, label }: { text: string; label: string }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [outcome, setOutcome] = useState<'copied' | 'refused'>();
  const copy = () =>
    browser.copy(text).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  return (
    <div className={styles.block}>
      <pre
        className={styles.code}
        // It scrolls, so the keyboard must get there.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={t('context.share.code')}
      >
        <code>{text}</code>
      </pre>
      <div className={styles.copy}>
        <Button
          size="small"
          variant="secondary"
          iconStart={
            outcome === 'copied' ? <RiCheckLine /> : <RiFileCopyLine />
          }
          onPress={copy}
          onBlur={() => setOutcome(undefined)}
        >
          {label}
        </Button>
        <span role="status" className={styles.outcome}>
          {outcome && t(`common.${outcome}`)}
        </span>
      </div>
    </div>
  );
};
