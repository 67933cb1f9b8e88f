import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import type { Action } from '../../hooks/useAction';
import type { StepView } from '../../lib/timeline';
import { cdeTranslationRef } from '../../translation';
import { Notice } from '../Common';

interface FailedCommandsProps {
  failures: StepView[];
  /** The IDE answers. */
  ready: boolean;
  enter: Action;
}

/** Lifecycle commands that failed: the workspace can be used all the same. Their logs are in the timeline. */
export const FailedCommands = ({
  failures,
  ready,
  enter,
}: FailedCommandsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const names = failures.map(({ step }) => step).join(', ');
  return (
    <Notice
      urgent
      severity="warning"
      title={t('wait.commandFailed', { count: failures.length, names })}
      actions={
        <Button
          variant="primary"
          isDisabled={!ready}
          isPending={enter.busy}
          onPress={enter.run}
        >
          {t('wait.openAnyway')}
        </Button>
      }
    >
      {ready ? t('wait.commandFailedText') : t('wait.commandFailedSoon')}
    </Notice>
  );
};
