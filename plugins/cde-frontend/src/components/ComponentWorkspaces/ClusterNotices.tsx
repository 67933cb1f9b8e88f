import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import type {
  ClusterStatus,
  CreationOptions,
} from '@backstage-cde/plugin-cde-common';
import { formatElapsed } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import { CauseNotice, Notice } from '../Common';

/** Why nothing can be made here, and what clusters are not ready for. */
export const ClusterNotices = ({ options }: { options: CreationOptions }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <Flex direction="column" gap="2">
      {options.unavailable && (
        <CauseNotice
          cause={options.unavailable}
          title={t('launch.unavailable')}
          severity="warning"
        />
      )}
      {options.clusters.map(cluster => (
        <ClusterNotice key={cluster.name} cluster={cluster} />
      ))}
    </Flex>
  );
};

/** How far a cluster's preparation is, or why it cannot be reached; nothing when all is well. */
export const ClusterNotice = ({ cluster }: { cluster: ClusterStatus }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { preparation } = cluster;
  if (preparation?.phase === 'failed') {
    return (
      <CauseNotice
        cause={{
          reason: 'PreparationFailed',
          message: preparation.error?.message ?? preparation.title,
          cure: preparation.error?.cure,
        }}
        title={t('cluster.preparationFailed', { cluster: cluster.title })}
      />
    );
  }
  if (cluster.state === 'preparing' && preparation) {
    return (
      <Notice
        severity="info"
        title={t('cluster.preparing', {
          what: preparation.title,
          step: String(preparation.step),
          steps: String(preparation.steps),
        })}
      >
        {preparation.secondsLeft !== undefined &&
          `${t('cluster.timeLeft', {
            time: formatElapsed(preparation.secondsLeft * 1000),
          })} `}
        {t('cluster.askAlready')}
      </Notice>
    );
  }
  if (cluster.state === 'unreachable') {
    return (
      <CauseNotice
        cause={
          cluster.cause ?? {
            reason: 'Unreachable',
            message: t('cluster.unreachableText'),
          }
        }
        title={t('cluster.unreachable', { cluster: cluster.title })}
        severity="warning"
      />
    );
  }
  return null;
};
