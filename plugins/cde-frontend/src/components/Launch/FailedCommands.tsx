import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex } from '@backstage/ui';
import type { Action } from '../../hooks/useAction';
import type { StepView } from '../../lib/timeline';
import { cdeTranslationRef } from '../../translation';

interface FailedCommandsProps {
  failures: StepView[];
  /** The IDE answers. */
  ready: boolean;
  enter: Action;
}

/** Lifecycle commands that failed: the workspace can be used all the same. Their logs are in the timeline. */
export const FailedCommands = ({ failures, ready, enter }: FailedCommandsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const names = failures.map(({ step }) => step).join(', ');
  return (
    <Alert
      role="alert"
      status="warning"
      icon
      title={t('wait.commandFailed', { count: failures.length, names })}
      description={ready ? t('wait.commandFailedText') : t('wait.commandFailedSoon')}
      customActions={
        <Flex gap="2">
          <Button variant="primary" isDisabled={!ready} isPending={enter.busy} onPress={enter.run}>
            {t('wait.openAnyway')}
          </Button>
        </Flex>
      }
    />
  );
};
