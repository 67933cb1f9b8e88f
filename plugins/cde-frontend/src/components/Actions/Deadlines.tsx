import { useCallback } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import type { Deadline, Workspace } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useAction } from '../../hooks/useAction';
import { useNow } from '../../hooks/useNow';
import { canKeep, isPressing, nextDeadline } from '../../lib/deadlines';
import { explainError } from '../../lib/errors';
import { formatAbsolute } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import { useDeadlineWords } from './deadlineWords';
import styles from './Actions.module.css';

const TICK = 15_000;

interface DeadlinesProps {
  workspace: Workspace;
  /** With the workspace as it is after something was put off. */
  onKept: (workspace: Workspace) => void;
}

/** The next automatic act, for a row: with the button when it is near. */
export const NextDeadline = ({ workspace, onKept }: DeadlinesProps) => {
  const now = useNow(TICK);
  const deadline = nextDeadline(workspace);
  if (!deadline) return null;
  const pressing = isPressing(deadline, now);
  return (
    <div className={styles.deadline} data-pressing={pressing}>
      <DeadlineText deadline={deadline} now={now} />
      {pressing && canKeep(workspace, deadline) && (
        <KeepButton workspace={workspace} deadline={deadline} onKept={onKept} />
      )}
    </div>
  );
};

/** All automatic acts to come, each with its button. */
export const AllDeadlines = ({
  workspace,
  onKept,
  highlighted,
}: DeadlinesProps & {
  /** The person came for the button. */
  highlighted?: boolean;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const now = useNow(TICK);
  if (workspace.deadlines.length === 0)
    return <Text color="secondary">{t('deadline.none')}</Text>;
  return (
    <ul className={styles.deadlines}>
      {workspace.deadlines.map((deadline, index) => (
        <li
          key={deadline.act}
          className={styles.deadline}
          data-pressing={isPressing(deadline, now)}
        >
          <DeadlineText deadline={deadline} now={now} />
          {canKeep(workspace, deadline) && (
            <KeepButton
              workspace={workspace}
              deadline={deadline}
              onKept={onKept}
              primary={highlighted && index === 0}
            />
          )}
        </li>
      ))}
    </ul>
  );
};

const DeadlineText = ({
  deadline,
  now,
}: {
  deadline: Deadline;
  now: number;
}) => {
  const words = useDeadlineWords();
  return (
    <time dateTime={deadline.at} title={formatAbsolute(deadline.at)}>
      {words(deadline, now)}
    </time>
  );
};

interface KeepButtonProps extends DeadlinesProps {
  deadline: Deadline;
  primary?: boolean;
}

/** Puts off what would happen next. */
export const KeepButton = ({
  workspace,
  deadline,
  onKept,
  primary,
}: KeepButtonProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const { id, name } = workspace;
  const keep = useAction(
    useCallback(() => api.keepWorkspace(id).then(onKept), [api, id, onKept]),
  );
  const label = t(
    deadline.act === 'retention-delete'
      ? 'deadline.keep'
      : 'deadline.keepRunning',
  );
  return (
    <Flex gap="2" align="center">
      <Button
        size="small"
        variant={primary ? 'primary' : 'secondary'}
        autoFocus={primary}
        aria-label={t('deadline.keepNamed', { what: label, name })}
        isPending={keep.busy}
        onPress={keep.run}
      >
        {label}
      </Button>
      {keep.error && (
        <Text role="alert" color="danger" variant="body-small">
          {t('deadline.keepFailed')}: {explainError(keep.error).message}
        </Text>
      )}
    </Flex>
  );
};
