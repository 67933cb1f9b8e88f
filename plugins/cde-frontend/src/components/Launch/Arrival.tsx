import { useCallback } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, Card, CardBody, Flex, Text } from '@backstage/ui';
import type {
  TimelineEvent,
  WorkspaceDetails,
  WorkspacePhase,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useAction } from '../../hooks/useAction';
import type { Action } from '../../hooks/useAction';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { useEntering } from '../../hooks/useEntering';
import { useLinks } from '../../hooks/useLinks';
import { refName, shortCommit } from '../../lib/format';
import { isArriving } from '../../lib/launch';
import { failedCommands, stepsOfRun, wasOpened } from '../../lib/timeline';
import type { StepView } from '../../lib/timeline';
import { cdeTranslationRef } from '../../translation';
import { Announce, ErrorNotice, Status } from '../Common';
import { FailureNotice } from '../Quota';
import { Timeline } from '../Timeline';
import { FailedCommands } from './FailedCommands';
import { FailedStart } from './FailedStart';
import { PendingCluster } from './PendingCluster';
import { Progress } from './Progress';
import styles from './Launch.module.css';

interface ArrivalProps {
  workspace: WorkspaceDetails;
  events: TimelineEvent[];
  refresh: () => void;
  /** The newest state could not be fetched; what is shown is older. */
  connectionError: Error | undefined;
}

/** A workspace on its way to being an IDE. */
export const Arrival = ({
  workspace,
  events,
  refresh,
  connectionError,
}: ArrivalProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const { id, name, run, phase } = workspace;
  const arriving = isArriving(workspace);
  const steps = stepsOfRun(events, run, {
    arriving,
    hasRepository: workspace.repository !== undefined,
  });
  const failures = failedCommands(steps);
  // A failed lifecycle command is shown once; who comes back later knows of it.
  const held = failures.length > 0 && !wasOpened(workspace);
  const running = phase === 'Running';
  const entering = useEntering(id, running && !held);
  const start = useAction(
    useCallback(() => api.startWorkspace(id).then(refresh), [api, id, refresh]),
  );
  const stop = useAction(
    useCallback(() => api.stopWorkspace(id).then(refresh), [api, id, refresh]),
  );
  const word = t(`phase.${phase}`);
  useDocumentTitle(`${name}: ${word}`);

  return (
    <Flex direction="column" gap="4">
      <Heading workspace={workspace} />
      <Announce text={word} />
      {connectionError && (
        <ErrorNotice
          error={connectionError}
          title={t('wait.stale')}
          onRetry={refresh}
        />
      )}
      {phase === 'Pending' && <PendingCluster workspace={workspace} />}
      {arriving && <Progress workspace={workspace} steps={steps} />}
      {phase === 'Failed' && (
        <FailedStart
          workspace={workspace}
          events={events}
          steps={steps}
          retry={start}
        />
      )}
      {!arriving && !running && phase !== 'Failed' && (
        <Resting workspace={workspace} start={start} />
      )}
      {running && !held && !entering.error && (
        <Text as="p">{t('wait.opening')}</Text>
      )}
      {failures.length > 0 && (
        <FailedCommands failures={failures} ready={running} enter={entering} />
      )}
      {entering.error && (
        <ErrorNotice
          error={entering.error}
          title={t('wait.openFailed')}
          onRetry={entering.run}
        />
      )}
      {stop.error && (
        <ErrorNotice
          error={stop.error}
          title={t('confirm.stop.failed')}
          onRetry={stop.run}
        />
      )}
      <Steps workspaceId={id} steps={steps} />
      <Ways workspace={workspace} arriving={arriving} stop={stop} />
    </Flex>
  );
};

const Heading = ({ workspace }: { workspace: WorkspaceDetails }) => {
  const { name, repository, phase } = workspace;
  const at = repository && [
    refName(repository.ref),
    repository.commit && shortCommit(repository.commit),
  ];
  return (
    <Flex justify="between" align="center" gap="3" className={styles.heading}>
      <div>
        <Text
          as="h1"
          variant="title-small"
          weight="bold"
          className={styles.title}
        >
          {name}
        </Text>
        <Text as="p" color="secondary" className={styles.title}>
          {at?.filter(Boolean).join(' @ ')}
        </Text>
      </div>
      <Status phase={phase} />
    </Flex>
  );
};

const Steps = ({
  workspaceId,
  steps,
}: {
  workspaceId: string;
  steps: StepView[];
}) =>
  steps.length > 0 ? (
    <Card>
      <CardBody>
        <Timeline workspaceId={workspaceId} steps={steps} />
      </CardBody>
    </Card>
  ) : null;

/** What is said of phases in which nothing is on its way to running. */
const RESTS: Partial<
  Record<WorkspacePhase, 'stopped' | 'deleting' | 'unknown'>
> = {
  Stopped: 'stopped',
  Deleting: 'deleting',
  Unknown: 'unknown',
};

/** Stopped, stopping, being deleted or unknown: nothing happens unless somebody asks. */
const Resting = ({
  workspace,
  start,
}: {
  workspace: WorkspaceDetails;
  start: Action;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { phase, allowed, cause } = workspace;
  return (
    <Flex direction="column" gap="3" align="start">
      <Text as="p">
        {cause?.message ?? t(`wait.rest.${RESTS[phase] ?? 'moving'}`)}
      </Text>
      {start.error && (
        <FailureNotice
          error={start.error}
          title={t('wait.startFailed')}
          onRetry={start.run}
        />
      )}
      {allowed.includes('start') && (
        <Button
          autoFocus
          size="medium"
          variant="primary"
          isPending={start.busy}
          onPress={start.run}
        >
          {t('launch.start')}
        </Button>
      )}
    </Flex>
  );
};

const Ways = ({
  workspace,
  arriving,
  stop,
}: {
  workspace: WorkspaceDetails;
  arriving: boolean;
  stop: Action;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  return (
    <Flex gap="2" align="center" className={styles.heading}>
      {arriving && workspace.allowed.includes('stop') && (
        <Button variant="secondary" isPending={stop.busy} onPress={stop.run}>
          {t('common.cancel')}
        </Button>
      )}
      <ButtonLink variant="tertiary" href={links.workspace(workspace.id)}>
        {t('wait.toPage')}
      </ButtonLink>
    </Flex>
  );
};
