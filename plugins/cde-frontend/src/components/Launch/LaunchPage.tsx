import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Container, Flex, Skeleton } from '@backstage/ui';
import { useParams } from 'react-router-dom';
import { useLinks } from '../../hooks/useLinks';
import { useWorkspace } from '../../hooks/useWorkspaces';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice } from '../Common';
import { Arrival } from './Arrival';
import styles from './Launch.module.css';

/** Waits for a workspace, showing what happens, and becomes its IDE. Never starts one unasked. */
export const LaunchPage = () => {
  const { id = '' } = useParams();
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const watched = useWorkspace(id);

  return (
    <Container py="4" className={styles.page}>
      {watched.error && !watched.value && (
        <ErrorNotice
          error={watched.error}
          title={t('page.failed')}
          onRetry={watched.refresh}
          actions={
            <ButtonLink size="small" variant="secondary" href={links.root}>
              {t('page.allWorkspaces')}
            </ButtonLink>
          }
        />
      )}
      {watched.loading && <WaitingSkeleton />}
      {watched.value && (
        <Arrival
          workspace={watched.value.workspace}
          events={watched.value.events}
          refresh={watched.refresh}
          connectionError={watched.error}
        />
      )}
    </Container>
  );
};

/** The page's shape before anything is known. */
export const WaitingSkeleton = () => (
  <Flex direction="column" gap="4" aria-busy="true">
    <Skeleton width="50%" height={28} />
    <Skeleton width="100%" height={8} />
    {[0, 1, 2, 3, 4, 5].map(index => (
      <Skeleton key={index} width="100%" height={24} />
    ))}
  </Flex>
);
