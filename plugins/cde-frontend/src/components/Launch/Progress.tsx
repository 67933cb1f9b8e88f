import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type { WorkspaceDetails } from '@backstage-cde/plugin-cde-common';
import { useNow } from '../../hooks/useNow';
import { formatElapsed } from '../../lib/format';
import { currentStep, isLifecycle } from '../../lib/timeline';
import type { StepView } from '../../lib/timeline';
import { cdeTranslationRef } from '../../translation';
import styles from './Launch.module.css';

/** How long it took so far, how long it usually takes, and what is happening now. */
export const Progress = ({
  workspace,
  steps,
}: {
  workspace: WorkspaceDetails;
  steps: StepView[];
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const now = useNow(1000);
  const elapsed = Math.max(
    0,
    now - Date.parse(workspace.startedAt ?? workspace.phaseSince),
  );
  const current = currentStep(steps);
  // How long a cluster takes to be ready says nothing about workspaces.
  const usual =
    current?.step === 'cluster' ? undefined : workspace.usualStartMs;
  const time = formatElapsed(elapsed);
  const late = usual !== undefined && elapsed > usual * 1.5;
  const label =
    usual === undefined
      ? t('wait.soFar', { time })
      : t('wait.ofAbout', { time, usual: formatElapsed(usual) });
  return (
    <div>
      <div className={styles.figures}>
        <Text weight="bold">
          {current &&
            (isLifecycle(current.step)
              ? current.step
              : t(`step.${current.step}`))}
        </Text>
        <Text color="secondary">{label}</Text>
      </div>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label={t('wait.progress')}
        aria-valuetext={label}
        data-unknown={usual === undefined || late}
      >
        <div
          style={{
            width:
              usual === undefined || late
                ? undefined
                : `${share(elapsed, usual)}%`,
          }}
        />
      </div>
      {late && (
        <Text color="secondary" variant="body-small">
          {t('wait.late')}
        </Text>
      )}
    </div>
  );
};

/** Per cent of the usual time; never quite full, for the usual time is no promise. */
function share(elapsed: number, usual: number): number {
  return Math.min(95, (elapsed / usual) * 95);
}
