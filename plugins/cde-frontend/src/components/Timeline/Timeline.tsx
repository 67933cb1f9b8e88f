import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Text, VisuallyHidden } from '@backstage/ui';
import {
  RiArrowDownSLine,
  RiArrowRightSLine,
  RiCheckLine,
  RiCircleLine,
  RiCloseCircleFill,
  RiLoader4Line,
  RiSkipForwardLine,
  RiStopCircleLine,
} from '@remixicon/react';
import type { RemixiconComponentType } from '@remixicon/react';
import { useNow } from '../../hooks/useNow';
import { causeText } from '../../lib/errors';
import { formatDuration, formatElapsed } from '../../lib/format';
import { aboutStep, hasLog, isLifecycle, stepKey } from '../../lib/timeline';
import type { StepView } from '../../lib/timeline';
import { cdeTranslationRef } from '../../translation';
import { LogText, StepLog } from '../Log';
import styles from './Timeline.module.css';

const ICONS: Record<StepView['state'], RemixiconComponentType> = {
  waiting: RiCircleLine,
  running: RiLoader4Line,
  succeeded: RiCheckLine,
  failed: RiCloseCircleFill,
  skipped: RiSkipForwardLine,
  interrupted: RiStopCircleLine,
};

interface TimelineProps {
  workspaceId: string;
  steps: StepView[];
  /** An earlier start has no logs any more, only the last lines of what failed. */
  past?: boolean;
}

/** The steps of a start with their times. */
export const Timeline = ({ workspaceId, steps, past }: TimelineProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  return (
    <ol className={styles.timeline} aria-label={t('timeline.label')}>
      {steps.map(step => (
        <Step
          key={stepKey(step)}
          workspaceId={workspaceId}
          view={step}
          past={past}
        />
      ))}
    </ol>
  );
};

const Step = ({
  workspaceId,
  view,
  past,
}: {
  workspaceId: string;
  view: StepView;
  past?: boolean;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [opened, setOpened] = useState<boolean>();
  const Icon = ICONS[view.state];
  const readable = past ? Boolean(view.tail) : hasLog(view);
  const detail = aboutStep(view);
  const expanded = readable && (opened ?? view.state === 'failed');
  const name = isLifecycle(view.step) ? (
    <code>{view.step}</code>
  ) : (
    t(`step.${view.step}`)
  );

  return (
    <li className={styles.step} data-state={view.state}>
      <div className={styles.line}>
        <Icon aria-hidden size={18} className={styles.icon} />
        <span className={styles.name}>
          {name}
          <VisuallyHidden>{`, ${t(`state.${view.state}`)}`}</VisuallyHidden>
        </span>
        <span className={styles.detail} title={detail}>
          {detail}
        </span>
        <span className={styles.log}>
          {readable && (
            <Button
              size="small"
              variant="tertiary"
              aria-expanded={expanded}
              aria-label={t('log.label', { step: view.step })}
              iconEnd={expanded ? <RiArrowDownSLine /> : <RiArrowRightSLine />}
              onPress={() => setOpened(!expanded)}
            >
              {view.state === 'running' ? t('log.live') : t('log.title')}
            </Button>
          )}
        </span>
        <StepTime view={view} />
      </div>
      {view.cause && (view.state !== 'succeeded' || expanded) && (
        <Text as="p" variant="body-small" className={styles.cause}>
          {causeText(view.cause)}
        </Text>
      )}
      {expanded &&
        (past ? (
          <LogText
            text={view.tail ?? ''}
            label={t('log.label', { step: view.step })}
          />
        ) : (
          <StepLog
            // A log that was read live is read once more in full when its step ends.
            key={view.state}
            workspaceId={workspaceId}
            step={view.step}
            follow={view.state === 'running'}
            tail={view.tail}
          />
        ))}
    </li>
  );
};

const StepTime = ({ view }: { view: StepView }) => {
  const running = view.state === 'running' && view.startedAt !== undefined;
  const now = useNow(running ? 1000 : undefined);
  const text = running
    ? formatElapsed(now - Date.parse(view.startedAt!))
    : view.durationMs !== undefined &&
      view.state !== 'skipped' &&
      formatDuration(view.durationMs);
  return <span className={styles.time}>{text}</span>;
};
