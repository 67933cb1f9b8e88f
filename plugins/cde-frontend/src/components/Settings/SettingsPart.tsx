import { useCallback, useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Card,
  CardBody,
  CardHeader,
  Flex,
  Text,
  TextField,
} from '@backstage/ui';
import type { WorkspaceDetails } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useAction } from '../../hooks/useAction';
import { useOptions } from '../../hooks/useOptions';
import { NAME_LENGTH } from '../../lib/creation';
import {
  changedForm,
  parameterChanges,
  settingsForm,
  settingsProblem,
  settingsRequest,
} from '../../lib/settings';
import type {
  SettingsChanges,
  SettingsForm,
  SettingsProblem,
} from '../../lib/settings';
import { cdeTranslationRef } from '../../translation';
import type { WorkspaceActions } from '../Actions';
import { Announce, ErrorNotice } from '../Common';
import { ClassField } from '../NewWorkspace';
import { FailureNotice } from '../Quota';
import { AutomaticFields } from './AutomaticFields';
import { FieldProblem } from './FieldProblem';
import { ParameterSettings } from './ParameterSettings';
import { TemplatePart } from './TemplatePart';
import styles from './Settings.module.css';

interface SettingsPartProps {
  workspace: WorkspaceDetails;
  ask: WorkspaceActions['ask'];
  /** With the workspace as it is after a change. */
  onChanged: (workspace: WorkspaceDetails) => void;
}

/** All that an owner may change about a workspace, within what its template allows. */
export const SettingsPart = ({
  workspace,
  ask,
  onChanged,
}: SettingsPartProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const mayChange = workspace.allowed.includes('configure');
  // Only what differs is kept, so that what others change meanwhile shows through.
  const [changes, setChanges] = useState<SettingsChanges>({});
  const [parametersFit, setParametersFit] = useState(true);
  const saved = settingsForm(workspace);
  const form = changedForm(saved, changes);
  const problem = settingsProblem(form);
  const request = settingsRequest(workspace, form);
  const change = useCallback(
    (part: SettingsChanges) => setChanges(before => ({ ...before, ...part })),
    [],
  );
  const discard = () => {
    setChanges({});
    setParametersFit(true);
  };
  const save = useSaving(workspace, request, changed => {
    setChanges({});
    onChanged(changed);
  });

  return (
    <Flex direction="column" gap="4">
      {!mayChange && <Text as="p">{t('settings.readOnly')}</Text>}
      <TemplatePart workspace={workspace} ask={ask} onChanged={onChanged} />
      <GeneralFields
        workspace={workspace}
        form={form}
        change={change}
        problem={problem}
        isDisabled={!mayChange}
      />
      <AutomaticFields
        policy={workspace.policy}
        form={form}
        change={change}
        problem={problem}
        isDisabled={!mayChange}
      />
      <ParameterSettings
        workspace={workspace}
        values={form.parameters}
        isDisabled={!mayChange}
        onChange={(parameters, fit) => {
          change({ parameters: parameterChanges(saved, parameters) });
          setParametersFit(fit);
        }}
      />
      {save.error && (
        <FailureNotice
          error={save.error}
          title={t('settings.failed')}
          onRetry={save.run}
        />
      )}
      {mayChange && (
        <Flex gap="2" align="center" className={styles.bar}>
          <Button
            variant="primary"
            isDisabled={!request || Boolean(problem) || !parametersFit}
            isPending={save.busy}
            onPress={save.run}
          >
            {t('settings.save')}
          </Button>
          <Button
            variant="secondary"
            isDisabled={!request && parametersFit}
            onPress={discard}
          >
            {t('settings.discard')}
          </Button>
          <Announce text={save.saved ? t('settings.saved') : ''} />
          {save.saved && !request && (
            <Text color="secondary" aria-hidden>
              {t('settings.saved')}
            </Text>
          )}
        </Flex>
      )}
    </Flex>
  );
};

function useSaving(
  workspace: WorkspaceDetails,
  request: ReturnType<typeof settingsRequest>,
  onSaved: (workspace: WorkspaceDetails) => void,
) {
  const api = useApi(cdeApiRef);
  const [saved, setSaved] = useState(false);
  const action = useAction(async () => {
    if (!request) return;
    setSaved(false);
    onSaved(await api.changeSettings(workspace.id, request));
    setSaved(true);
  });
  return { ...action, saved };
}

const GeneralFields = ({
  workspace,
  form,
  change,
  problem,
  isDisabled,
}: {
  workspace: WorkspaceDetails;
  form: SettingsForm;
  change: (part: SettingsChanges) => void;
  problem: SettingsProblem | undefined;
  isDisabled: boolean;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { value: options, error, refresh } = useOptions(workspace.component);
  const names = [
    ...new Set([workspace.resourceClass, ...workspace.resourceClasses]),
  ];
  const classes =
    options?.resourceClasses.filter(({ name }) => names.includes(name)) ?? [];
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small">
          {t('settings.general')}
        </Text>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="4">
          {error && !options && (
            <ErrorNotice
              error={error}
              title={t('tab.optionsFailed')}
              onRetry={refresh}
            />
          )}
          <div className={styles.fields}>
            <div>
              <TextField
                label={t('settings.name')}
                value={form.name}
                isDisabled={isDisabled}
                isInvalid={problem === 'nameEmpty' || problem === 'nameTooLong'}
                onChange={name => change({ name })}
              />
              <FieldProblem
                problem={problem}
                texts={{
                  nameEmpty: t('settings.nameEmpty'),
                  nameTooLong: t('settings.nameTooLong', {
                    max: String(NAME_LENGTH),
                    length: String(form.name.trim().length),
                  }),
                }}
              />
            </div>
            <ClassField
              resourceClasses={classes}
              chosen={form.resourceClass}
              isDisabled={isDisabled}
              description={t('settings.classHelp')}
              onChange={resourceClass => change({ resourceClass })}
            />
          </div>
        </Flex>
      </CardBody>
    </Card>
  );
};
