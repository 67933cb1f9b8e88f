import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, SearchField, Select, Switch, Text } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import type {
  TimelineStep,
  WorkspaceDetails,
} from '@backstage-cde/plugin-cde-common';
import { useLog } from '../../hooks/useLog';
import type { WatchedWorkspace } from '../../hooks/useWorkspaces';
import { browser } from '../../lib/browser';
import { filterLog } from '../../lib/log';
import { hasLog, isLifecycle, stepsOfRun } from '../../lib/timeline';
import type { StepView } from '../../lib/timeline';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice } from '../Common';
import { LogText } from '../Log';
import styles from './WorkspacePage.module.css';

/** What the steps of the current start wrote. */
export const Logs = ({ workspace, events }: WatchedWorkspace) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [chosen, setChosen] = useState<TimelineStep>();
  const steps = stepsOfRun(events, workspace.run, {
    arriving: true,
    hasRepository: true,
  }).filter(hasLog);
  const view =
    steps.find(({ step }) => step === chosen) ??
    steps.find(({ state }) => state === 'failed') ??
    steps.filter(({ step }) => step !== 'ide').at(-1) ??
    steps[0];
  if (!view) return <Text as="p">{t('log.noSteps')}</Text>;
  return (
    <Flex direction="column" gap="3">
      <Select
        className={styles.stepChoice}
        label={t('log.step')}
        options={steps.map(({ step, state }) => ({
          value: step,
          label: `${isLifecycle(step) ? step : t(`step.${step}`)} (${t(
            `state.${state}`,
          )})`,
        }))}
        value={view.step}
        onChange={value =>
          setChosen(steps.find(({ step }) => step === value)?.step)
        }
      />
      <StepLogReader
        key={`${view.step} ${workspace.run}`}
        workspace={workspace}
        view={view}
      />
    </Flex>
  );
};

const StepLogReader = ({
  workspace,
  view,
}: {
  workspace: WorkspaceDetails;
  view: StepView;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [follow, setFollow] = useState(view.state === 'running');
  const [search, setSearch] = useState('');
  const log = useLog(workspace.id, view.step, follow);
  const text = log.text || (log.open ? '' : view.tail ?? '');
  const shown = filterLog(text, search);
  return (
    <Flex direction="column" gap="3">
      <Flex gap="3" align="center" className={styles.logBar}>
        <SearchField
          className={styles.logSearch}
          aria-label={t('log.search')}
          placeholder={t('log.search')}
          value={search}
          onChange={setSearch}
        />
        <Switch
          label={t('log.follow')}
          isSelected={follow}
          onChange={setFollow}
        />
        <Button
          variant="secondary"
          iconStart={<RiDownloadLine />}
          isDisabled={!text}
          onPress={() =>
            browser.download(`${workspace.name}-${view.step}.log`, text)
          }
        >
          {t('log.download')}
        </Button>
      </Flex>
      {log.error && !text && (
        <ErrorNotice error={log.error} title={t('log.failed')} />
      )}
      <LogText
        tall
        atEnd={follow || view.state === 'failed'}
        label={t('log.label', { step: view.step })}
        text={shown || (log.open ? t('log.waiting') : t('log.none'))}
      />
    </Flex>
  );
};
