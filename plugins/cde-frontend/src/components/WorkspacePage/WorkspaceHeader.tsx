import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Flex } from '@backstage/ui';
import type { HeaderMetadataItem } from '@backstage/ui';
import { useLocation } from 'react-router-dom';
import type { WorkspaceDetails } from '@backstage-cde/plugin-cde-common';
import type { Launch } from '../../hooks/useLaunch';
import { useLinks } from '../../hooks/useLinks';
import { refName, shortCommit } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import { OpenButton, WorkspaceMenu } from '../Actions';
import type { WorkspaceActions } from '../Actions';
import { PageHeader, RelativeTime, Status, WorkspaceMarks } from '../Common';
import styles from './WorkspacePage.module.css';

/** Parts of the page in the order of their tabs; the first one is the page's own address. */
const PARTS = [
  'overview',
  'logs',
  'ports',
  'devcontainer',
  'access',
  'settings',
  'events',
] as const;

interface WorkspaceHeaderProps {
  workspace: WorkspaceDetails;
  launch: Launch['launch'];
  ask: WorkspaceActions['ask'];
  /** Asks for more before it is started, where there is something to ask for. */
  askToStart?: () => void;
}

/** What it is, how it is, and what can be done with it. */
export const WorkspaceHeader = ({
  workspace,
  launch,
  ask,
  askToStart,
}: WorkspaceHeaderProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const { pathname } = useLocation();
  const tabs = PARTS.map(part => ({
    id: part,
    label: t(`page.tabs.${part}`),
    href: links.workspace(workspace.id, part === 'overview' ? undefined : part),
  }));
  const last = pathname.replace(/\/$/, '').split('/').at(-1);
  const active = PARTS.find(part => part === last) ?? 'overview';

  return (
    <PageHeader
      title={workspace.name}
      metadata={useMetadata(workspace)}
      tabs={tabs}
      activeTabId={active}
      customActions={
        <Flex gap="2" align="center">
          <OpenButton
            workspace={workspace}
            launch={launch}
            variant="primary"
            askToStart={askToStart}
          />
          <WorkspaceMenu workspace={workspace} ask={ask} onOwnPage />
        </Flex>
      }
    />
  );
};

function useMetadata(workspace: WorkspaceDetails): HeaderMetadataItem[] {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { repository } = workspace;
  const items: HeaderMetadataItem[] = [
    {
      label: t('column.status'),
      value: (
        <Flex gap="2" align="center" className={styles.status}>
          <Status phase={workspace.phase} />
          <RelativeTime at={workspace.phaseSince} />
          <WorkspaceMarks workspace={workspace} />
        </Flex>
      ),
    },
  ];
  if (workspace.component) {
    items.push({
      label: t('column.component'),
      value: (
        <EntityRefLink
          entityRef={workspace.component}
          defaultKind="component"
        />
      ),
    });
  }
  if (repository) {
    items.push({
      label: t('column.branch'),
      value: [
        refName(repository.ref) ?? t('common.defaultBranch'),
        repository.commit &&
          repository.ref.type !== 'commit' &&
          shortCommit(repository.commit),
      ]
        .filter(Boolean)
        .join(' @ '),
    });
  }
  return items;
}
