import { useCallback, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Card, CardBody, Flex, Text } from '@backstage/ui';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { useLaunch } from '../../hooks/useLaunch';
import type { LaunchRequest } from '../../hooks/useLaunch';
import { useOptions } from '../../hooks/useOptions';
import { usePreview } from '../../hooks/usePreview';
import { useWorkspaces } from '../../hooks/useWorkspaces';
import { applyView, viewFromParams } from '../../lib/filter';
import { cdeTranslationRef } from '../../translation';
import { LaunchNotices, useWorkspaceActions } from '../Actions';
import type { WorkspaceAction } from '../Actions';
import { ErrorNotice } from '../Common';
import { NewWorkspaceDialog } from '../NewWorkspace';
import { StatusAnnouncements, WorkspaceList } from '../WorkspaceList';
import { ClusterNotices } from './ClusterNotices';
import { DevcontainerLine } from './DevcontainerLine';
import { LaunchPanel } from './LaunchPanel';

/** The tab of a component's page: one click to an IDE, and what there is already. */
export const ComponentWorkspaces = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { entity } = useEntity();
  const component = stringifyEntityRef(entity);
  const workspaces = useWorkspaces(component);
  const options = useOptions(component);
  const preview = usePreview(
    options.value?.unavailable ? undefined : { component },
  );
  const launch = useLaunch();
  const [choosing, setChoosing] = useState(false);
  const { refresh, replace } = workspaces;

  const onDone = useCallback(
    (_action: WorkspaceAction, changed: Workspace) => {
      replace(list =>
        list.map(item => (item.id === changed.id ? changed : item)),
      );
      refresh();
    },
    [refresh, replace],
  );
  const actions = useWorkspaceActions(onDone);
  const onLaunch = useCallback(
    async (request: LaunchRequest) => {
      const workspace = await launch.launch(request);
      refresh();
      return workspace;
    },
    [launch, refresh],
  );
  const shown =
    workspaces.value &&
    applyView(workspaces.value, viewFromParams(new URLSearchParams()));

  return (
    <Flex direction="column" gap="4" py="4">
      <LaunchNotices launch={launch} />
      <Card>
        <CardBody>
          <Flex direction="column" gap="3">
            <LaunchPanel
              component={component}
              workspaces={shown}
              options={options.value}
              preview={preview.value}
              launch={launch}
              onLaunch={onLaunch}
              onOptions={() => setChoosing(true)}
            />
            <DevcontainerLine preview={preview} />
          </Flex>
        </CardBody>
      </Card>
      {options.error && (
        <ErrorNotice
          error={options.error}
          title={t('tab.optionsFailed')}
          onRetry={options.refresh}
        />
      )}
      {options.value && <ClusterNotices options={options.value} />}
      {workspaces.error && (
        <ErrorNotice
          error={workspaces.error}
          title={t('list.failed')}
          onRetry={refresh}
        />
      )}
      {shown?.length === 0 ? (
        <Text as="p" color="secondary">
          {t('tab.empty')}
        </Text>
      ) : (
        (shown || !workspaces.error) && (
          <Flex direction="column" gap="2">
            <Text as="h2" variant="title-x-small">
              {t('tab.mine')}
            </Text>
            <WorkspaceList
              workspaces={shown}
              launch={onLaunch}
              ask={actions.ask}
              ofOneComponent
            />
          </Flex>
        )
      )}
      {shown && <StatusAnnouncements workspaces={shown} />}
      {choosing && (
        <NewWorkspaceDialog
          component={component}
          options={options.value}
          launch={launch}
          onLaunch={onLaunch}
          onClose={() => setChoosing(false)}
        />
      )}
      {actions.dialog}
    </Flex>
  );
};
