import { useEffect, useRef, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import { RiBookmarkLine } from '@remixicon/react';
import { bookmarklet } from '../../lib/snippets';
import { cdeTranslationRef } from '../../translation';
import { CopyBlock } from './CopyBlock';
import styles from './Share.module.css';

/** Leads from any page of a git host to the dev environment for it; to be dragged, or copied. */
export const Bookmarklet = ({ openPage }: { openPage: string }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const link = useRef<HTMLAnchorElement>(null);
  const [clicked, setClicked] = useState(false);
  const code = bookmarklet(openPage);

  useEffect(() => {
    const { current } = link;
    // React lets nobody write such an address, for good reason; this one is made of nothing but the portal's own.
    current?.setAttribute('href', code);
    const explain = (event: Event) => {
      event.preventDefault();
      setClicked(true);
    };
    current?.addEventListener('click', explain);
    return () => current?.removeEventListener('click', explain);
  }, [code]);

  return (
    <Flex direction="column" gap="2">
      <Text as="h3" variant="body-medium" weight="bold">
        {t('context.share.bookmarklet')}
      </Text>
      <Text as="p" color="secondary">
        {t('context.share.bookmarkletText')}
      </Text>
      <div className={styles.copy}>
        {/* eslint-disable-next-line jsx-a11y/anchor-is-valid -- it has an address in a moment */}
        <a ref={link} className={styles.bookmarklet} draggable>
          <RiBookmarkLine aria-hidden size={16} />
          {t('launch.button')}
        </a>
        <span role="status" className={styles.outcome}>
          {clicked && t('context.share.bookmarkletHere')}
        </span>
      </div>
      <CopyBlock text={code} label={t('context.share.bookmarkletCopy')} />
    </Flex>
  );
};
