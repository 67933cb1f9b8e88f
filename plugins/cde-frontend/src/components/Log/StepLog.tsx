import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type { TimelineStep } from '@backstage-cde/plugin-cde-common';
import { useLog } from '../../hooks/useLog';
import { cdeTranslationRef } from '../../translation';
import { LogText } from './LogText';

interface StepLogProps {
  workspaceId: string;
  step: TimelineStep;
  /** The step is going on: read what comes. */
  follow: boolean;
  /** Last lines from the timeline, shown where the whole log cannot be had. */
  tail?: string;
}

/** The log of one step of a start. */
export const StepLog = ({ workspaceId, step, follow, tail }: StepLogProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const log = useLog(workspaceId, step, follow);
  const text = log.text || (log.open ? '' : tail ?? '');
  if (!text) {
    return (
      <Text color="secondary" variant="body-small">
        {log.open ? t('log.waiting') : t('log.none')}
      </Text>
    );
  }
  return <LogText text={text} label={t('log.label', { step })} atEnd />;
};
