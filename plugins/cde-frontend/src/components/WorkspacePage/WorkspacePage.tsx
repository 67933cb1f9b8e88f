import { useCallback, useState } from 'react';
import {
  BreadcrumbEntry,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { ButtonLink, Container, Flex, Skeleton, Text } from '@backstage/ui';
import {
  Navigate,
  Route,
  Routes,
  useNavigate,
  useParams,
} from 'react-router-dom';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { useLaunch } from '../../hooks/useLaunch';
import { useLinks } from '../../hooks/useLinks';
import { useWorkspace } from '../../hooks/useWorkspaces';
import type { WatchedWorkspace } from '../../hooks/useWorkspaces';
import { ephemeralOf } from '../../lib/parameterKinds';
import { cdeTranslationRef } from '../../translation';
import { LaunchNotices, StartDialog, useWorkspaceActions } from '../Actions';
import type { WorkspaceAction, WorkspaceActions } from '../Actions';
import { Announce, CauseNotice, ErrorNotice } from '../Common';
import { Report } from '../Devcontainer';
import { SettingsPart } from '../Settings';
import { AccessPart } from '../Sharing';
import { Events } from './Events';
import { Logs } from './Logs';
import { Overview } from './Overview';
import { Ports } from './Ports';
import { WorkspaceHeader } from './WorkspaceHeader';

/** Everything about one workspace. */
export const WorkspacePage = () => {
  const { id = '' } = useParams();
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const watched = useWorkspace(id);
  const { value, error, refresh, replace } = watched;
  const launch = useLaunch();
  const navigate = useNavigate();

  const onChanged = useCallback(
    (changed: Workspace) => {
      replace(before => ({
        ...before,
        workspace: { ...before.workspace, ...changed },
      }));
      refresh();
    },
    [refresh, replace],
  );
  const onDone = useCallback(
    (action: WorkspaceAction, changed: Workspace) => {
      if (action === 'delete') navigate(links.root);
      else onChanged(changed);
    },
    [links, navigate, onChanged],
  );
  const actions = useWorkspaceActions(onDone);
  const [starting, setStarting] = useState(false);
  useDocumentTitle(value?.workspace.name);

  if (!value) {
    return (
      <Container py="4">
        {error ? (
          <ErrorNotice
            error={error}
            title={t('page.failed')}
            onRetry={refresh}
            actions={
              <ButtonLink size="small" variant="secondary" href={links.root}>
                {t('page.allWorkspaces')}
              </ButtonLink>
            }
          />
        ) : (
          <PageSkeleton />
        )}
      </Container>
    );
  }
  const { workspace } = value;
  const ephemeral = ephemeralOf(workspace.parameterSchema);
  return (
    <BreadcrumbEntry
      entry={{ label: workspace.name, href: links.workspace(id) }}
    >
      <WorkspaceHeader
        workspace={workspace}
        launch={launch.launch}
        ask={actions.ask}
        askToStart={ephemeral && (() => setStarting(true))}
      />
      <Container py="4">
        <Flex direction="column" gap="4">
          <LaunchNotices launch={launch} />
          {error && (
            <ErrorNotice
              error={error}
              title={t('wait.stale')}
              onRetry={refresh}
            />
          )}
          {workspace.cause && (
            <CauseNotice
              cause={workspace.cause}
              title={t(`phase.${workspace.phase}`)}
              severity={workspace.phase === 'Failed' ? 'danger' : 'info'}
            />
          )}
          <Parts watched={value} ask={actions.ask} onChanged={onChanged} />
        </Flex>
      </Container>
      <Announce text={`${workspace.name}: ${t(`phase.${workspace.phase}`)}`} />
      {actions.dialog}
      {starting && ephemeral && (
        <StartDialog
          workspace={workspace}
          parameters={ephemeral}
          launch={launch.launch}
          onClose={() => setStarting(false)}
        />
      )}
    </BreadcrumbEntry>
  );
};

interface PartsProps {
  watched: WatchedWorkspace;
  ask: WorkspaceActions['ask'];
  onChanged: (workspace: Workspace) => void;
}

const Parts = ({ watched, ask, onChanged }: PartsProps) => (
  <Routes>
    <Route
      index
      element={<Overview watched={watched} onChanged={onChanged} />}
    />
    <Route path="logs" element={<Logs {...watched} />} />
    <Route path="ports" element={<Ports workspace={watched.workspace} />} />
    <Route path="devcontainer" element={<DevcontainerPart {...watched} />} />
    <Route
      path="access"
      element={
        <AccessPart workspace={watched.workspace} onChanged={onChanged} />
      }
    />
    <Route
      path="settings"
      element={
        <SettingsPart
          workspace={watched.workspace}
          ask={ask}
          onChanged={onChanged}
        />
      }
    />
    <Route path="events" element={<Events events={watched.events} />} />
    <Route path="*" element={<Navigate to=".." replace />} />
  </Routes>
);

const DevcontainerPart = ({ workspace }: WatchedWorkspace) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Flex direction="column" gap="3">
      <Text as="h2" variant="title-x-small">
        {t('devcontainer.title')}
      </Text>
      <Report report={workspace.devcontainer} />
    </Flex>
  );
};

const PageSkeleton = () => (
  <Flex direction="column" gap="4" aria-busy="true">
    <Skeleton width="40%" height={32} />
    <Skeleton width="70%" height={20} />
    <Skeleton width="100%" height={280} />
  </Flex>
);
