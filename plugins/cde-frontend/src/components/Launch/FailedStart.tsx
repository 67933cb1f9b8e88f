import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex } from '@backstage/ui';
import type {
  Cause,
  TimelineEvent,
  WorkspaceDetails,
} from '@backstage-cde/plugin-cde-common';
import type { Action } from '../../hooks/useAction';
import { browser } from '../../lib/browser';
import { failureReport } from '../../lib/timeline';
import type { StepView } from '../../lib/timeline';
import { cdeTranslationRef } from '../../translation';
import { CauseNotice } from '../Common';
import { FailureNotice } from '../Quota';

interface FailedStartProps {
  workspace: WorkspaceDetails;
  events: TimelineEvent[];
  steps: StepView[];
  retry: Action;
}

/** What happened, why, what to do, and the button that does it. */
export const FailedStart = ({
  workspace,
  events,
  steps,
  retry,
}: FailedStartProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const failed = steps.find(({ state }) => state === 'failed');
  const cause: Cause = workspace.cause ??
    failed?.cause ?? { reason: 'Unknown', message: t('wait.noCause') };
  return (
    <Flex direction="column" gap="3">
      <CauseNotice
        cause={cause}
        title={
          failed
            ? t('wait.failedAt', { step: t(`step.${failed.step}`) })
            : t('wait.failed')
        }
        actions={
          <>
            {workspace.allowed.includes('start') && (
              <Button
                autoFocus
                variant="primary"
                isPending={retry.busy}
                onPress={retry.run}
              >
                {t('launch.retry')}
              </Button>
            )}
            <CopyReport workspace={workspace} events={events} />
          </>
        }
      />
      {retry.error && (
        <FailureNotice
          error={retry.error}
          title={t('wait.startFailed')}
          onRetry={retry.run}
        />
      )}
    </Flex>
  );
};

/** Puts all that someone who helps needs to know on the clipboard. */
export const CopyReport = ({
  workspace,
  events,
}: Pick<FailedStartProps, 'workspace' | 'events'>) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [copied, setCopied] = useState(false);
  const copy = () =>
    browser.copy(failureReport(workspace, events)).then(() => setCopied(true));
  return (
    <Button variant="secondary" onPress={copy}>
      {copied ? t('common.copied') : t('wait.copyReport')}
    </Button>
  );
};
