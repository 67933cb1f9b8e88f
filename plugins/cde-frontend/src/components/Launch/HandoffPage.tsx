import { useEffect, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Container, Flex, Text } from '@backstage/ui';
import { Navigate } from 'react-router-dom';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { useLinks } from '../../hooks/useLinks';
import { cdeTranslationRef } from '../../translation';
import { WaitingSkeleton } from './LaunchPage';
import styles from './Launch.module.css';

const ID = /^#([0-9a-f-]{36})$/i;

/**
 * The tab that a click opened, until the page it came from knows which
 * workspace it is for and says so in the address's fragment. Opened by hand it
 * does nothing.
 */
export const HandoffPage = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const hash = useHash();
  useDocumentTitle(t('wait.preparing'));
  const id = ID.exec(hash)?.[1];
  if (id) return <Navigate to={links.launch(id)} replace />;
  return (
    <Container py="4" className={styles.page}>
      <Flex direction="column" gap="4">
        <Text as="h1" variant="title-small" weight="bold">
          {t('wait.preparing')}
        </Text>
        <Text as="p" color="secondary">
          {t('wait.preparingText')}
        </Text>
        <WaitingSkeleton />
        <ButtonLink
          className={styles.start}
          variant="tertiary"
          href={links.root}
        >
          {t('page.allWorkspaces')}
        </ButtonLink>
      </Flex>
    </Container>
  );
};

function useHash(): string {
  const [hash, setHash] = useState(() => window.location.hash);
  useEffect(() => {
    const onChange = () => setHash(window.location.hash);
    window.addEventListener('hashchange', onChange);
    onChange();
    return () => window.removeEventListener('hashchange', onChange);
  }, []);
  return hash;
}
