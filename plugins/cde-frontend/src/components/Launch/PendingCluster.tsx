import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { WorkspaceDetails } from '@backstage-cde/plugin-cde-common';
import { useOptions } from '../../hooks/useOptions';
import { cdeTranslationRef } from '../../translation';
import { CauseNotice } from '../Common';
import { ClusterNotice } from '../ComponentWorkspaces';

/** Why a workspace waits: the cluster's progress where that is the reason, else the given cause. */
export const PendingCluster = ({
  workspace,
}: {
  workspace: WorkspaceDetails;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const options = useOptions(workspace.component);
  const cluster = options.value?.clusters.find(
    ({ name }) => name === workspace.cluster,
  );
  if (cluster && cluster.state !== 'connected')
    return <ClusterNotice cluster={cluster} />;
  if (workspace.cause)
    return (
      <CauseNotice
        cause={workspace.cause}
        title={t('wait.pending')}
        severity="info"
      />
    );
  return null;
};
