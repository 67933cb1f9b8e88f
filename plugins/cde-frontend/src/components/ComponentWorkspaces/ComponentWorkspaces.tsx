import { useCallback, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Card, CardBody, Flex, Text } from '@backstage/ui';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { useGitTokenKeeper } from '../../hooks/useGitTokens';
import { useLaunch } from '../../hooks/useLaunch';
import type { LaunchRequest } from '../../hooks/useLaunch';
import { useOptions } from '../../hooks/useOptions';
import { usePreview } from '../../hooks/usePreview';
import { useQuotaUsage } from '../../hooks/useQuotaUsage';
import { useListChange, useWorkspaces } from '../../hooks/useWorkspaces';
import { applyView, viewFromParams } from '../../lib/filter';
import { cdeTranslationRef } from '../../translation';
import { LaunchNotices, useWorkspaceActions } from '../Actions';
import { ActivityLine } from '../Activity';
import { ErrorNotice } from '../Common';
import { NewWorkspaceDialog } from '../NewWorkspace';
import { QuotaMeters } from '../Quota';
import { SharePart } from '../Share';
import { StartingPoints } from '../StartingPoints';
import { StatusAnnouncements, WorkspaceList } from '../WorkspaceList';
import { ClusterNotices } from './ClusterNotices';
import { DevcontainerLine } from './DevcontainerLine';
import { LaunchPanel } from './LaunchPanel';

/** The tab of a component's page: one click to an IDE, and what there is already. */
export const ComponentWorkspaces = () => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { entity } = useEntity();
  const component = stringifyEntityRef(entity);
  useGitTokenKeeper();
  const workspaces = useWorkspaces({ component });
  const quota = useQuotaUsage({ component });
  const options = useOptions(component);
  const preview = usePreview(
    options.value?.unavailable ? undefined : { component },
  );
  const launch = useLaunch();
  const [choosing, setChoosing] = useState(false);
  const { refresh } = workspaces;
  const onChanged = useListChange(workspaces);
  const actions = useWorkspaceActions((_action, changed) => onChanged(changed));
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
  const mine = shown?.filter(isMine);
  const shared = shown?.filter(workspace => !isMine(workspace));

  return (
    <Flex direction="column" gap="4" py="4">
      {/* The dialog shows them itself. */}
      {!choosing && <LaunchNotices launch={launch} />}
      <Card>
        <CardBody>
          <Flex direction="column" gap="3">
            <LaunchPanel
              component={component}
              workspaces={mine}
              options={options.value}
              preview={preview.value}
              launch={launch}
              onLaunch={onLaunch}
              onOptions={() => setChoosing(true)}
            />
            <DevcontainerLine preview={preview} />
            {quota.value && <QuotaMeters usage={quota.value} nothingAsked />}
            <ActivityLine component={component} />
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
      {quota.error && (
        <ErrorNotice
          error={quota.error}
          title={t('quota.failed')}
          onRetry={quota.refresh}
        />
      )}
      {mine?.length === 0 ? (
        <Text as="p" color="secondary">
          {t('tab.empty')}
        </Text>
      ) : (
        (mine || !workspaces.error) && (
          <Flex direction="column" gap="2">
            <Text as="h2" variant="title-x-small">
              {t('tab.mine')}
            </Text>
            <WorkspaceList
              workspaces={mine}
              launch={onLaunch}
              ask={actions.ask}
              onChanged={onChanged}
              ofOneComponent
            />
          </Flex>
        )
      )}
      {shared && shared.length > 0 && (
        <Flex direction="column" gap="2">
          <Text as="h2" variant="title-x-small">
            {t('scope.sharedTitle')}
          </Text>
          <WorkspaceList
            workspaces={shared}
            launch={onLaunch}
            ask={actions.ask}
            onChanged={onChanged}
            ofOneComponent
            ofOthers
          />
        </Flex>
      )}
      <StartingPoints
        component={component}
        workspaces={mine ?? []}
        launch={onLaunch}
        cannotCreate={options.value?.unavailable !== undefined}
      />
      {options.value && (
        <SharePart repositoryUrl={options.value.repository?.url} />
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

/** Whether it is the user's own: only such a one is opened by the one click. */
function isMine({ relation }: Workspace): boolean {
  return relation === 'owner';
}
