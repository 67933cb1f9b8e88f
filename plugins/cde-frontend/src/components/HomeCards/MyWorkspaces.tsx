import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Flex, Link, Skeleton, Text } from '@backstage/ui';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { useGitTokenKeeper } from '../../hooks/useGitTokens';
import { useLaunch } from '../../hooks/useLaunch';
import type { Launch } from '../../hooks/useLaunch';
import { useLinks } from '../../hooks/useLinks';
import { useWorkspaces } from '../../hooks/useWorkspaces';
import { applyView, branchName, viewFromParams } from '../../lib/filter';
import { cdeTranslationRef } from '../../translation';
import { LaunchNotices, OpenButton } from '../Actions';
import { ErrorNotice, Status } from '../Common';
import styles from './HomeCards.module.css';

/** As many as a card of a home page holds; those used last. */
const MOST = 5;

/** The user's own workspaces, the ones used last first, each with the one click. */
export const MyWorkspaces = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  useGitTokenKeeper();
  const { value, error, refresh } = useWorkspaces({ scope: 'mine' });
  const launch = useLaunch();
  const onLaunch: Launch['launch'] = async request => {
    const workspace = await launch.launch(request);
    refresh();
    return workspace;
  };
  const shown =
    value &&
    applyView(value, viewFromParams(new URLSearchParams()))
      .filter(({ phase }) => phase !== 'Deleting')
      .slice(0, MOST);
  return (
    <Flex direction="column" gap="3">
      <LaunchNotices launch={launch} />
      {error && (
        <ErrorNotice
          error={error}
          title={t('context.home.mineFailed')}
          onRetry={refresh}
        />
      )}
      {!shown && !error && <Waiting />}
      {shown?.length === 0 && (
        <Text as="p" color="secondary">
          {t('context.home.mineNone')}
        </Text>
      )}
      {shown && shown.length > 0 && (
        <ul className={styles.rows}>
          {shown.map(workspace => (
            <WorkspaceRow
              key={workspace.id}
              workspace={workspace}
              launch={onLaunch}
            />
          ))}
        </ul>
      )}
      <Link href={links.root}>{t('context.home.mineAll')}</Link>
    </Flex>
  );
};

const WorkspaceRow = ({
  workspace,
  launch,
}: {
  workspace: Workspace;
  launch: Launch['launch'];
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <Link href={links.workspace(workspace.id)} weight="bold">
          {workspace.name}
        </Link>
        <Text color="secondary" variant="body-small">
          {workspace.component && (
            <>
              <EntityRefLink
                entityRef={workspace.component}
                defaultKind="component"
              />
              {' · '}
            </>
          )}
          {branchName(workspace) || t('common.defaultBranch')}
        </Text>
      </div>
      <Flex align="center" gap="3">
        <Status phase={workspace.phase} />
        <OpenButton workspace={workspace} launch={launch} />
      </Flex>
    </li>
  );
};

/** Of the size of what comes. */
export const Waiting = () => (
  <Flex direction="column" gap="2" role="status" aria-busy>
    <Skeleton width="100%" height={40} />
    <Skeleton width="100%" height={40} />
    <Skeleton width="100%" height={40} />
  </Flex>
);
