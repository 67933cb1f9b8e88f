import { useCallback, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody, Flex, Text } from '@backstage/ui';
import type { RepositoryContext } from '@backstage-cde/plugin-cde-common';
import { useLaunch } from '../../hooks/useLaunch';
import type { LaunchRequest } from '../../hooks/useLaunch';
import { useOptions } from '../../hooks/useOptions';
import { usePreview } from '../../hooks/usePreview';
import { useQuotaUsage } from '../../hooks/useQuotaUsage';
import { useWorkspaces } from '../../hooks/useWorkspaces';
import { contextRequest, reusable, usualComponent } from '../../lib/contexts';
import { EMPTY_FORM, formProblem } from '../../lib/creation';
import type { CreationForm } from '../../lib/creation';
import { chooseLaunch } from '../../lib/launch';
import { cdeTranslationRef } from '../../translation';
import { LaunchNotices } from '../Actions';
import { CauseNotice, ErrorNotice, Notice } from '../Common';
import { ClusterNotice } from '../ComponentWorkspaces/ClusterNotices';
import { PreviewPane } from '../NewWorkspace';
import { ContextAction } from './ContextAction';
import { ContextFacts } from './ContextFacts';
import { ContextFields, isChoice } from './ContextFields';
import styles from './OpenContext.module.css';

const TYPING_PAUSE_MS = 300;

interface ContextPanelProps {
  context: RepositoryContext;
  /** After a workspace was made or started. */
  onChanged: () => void;
}

/** What was found at an address, what a click will do, and what may be chosen before. */
export const ContextPanel = ({ context, onChanged }: ContextPanelProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [component, setComponent] = useState(() => usualComponent(context));
  const [form, setForm] = useState<CreationForm>(EMPTY_FORM);
  const [fresh, setFresh] = useState(false);
  const change = useCallback(
    (part: Partial<CreationForm>) =>
      setForm(before => ({ ...before, ...part })),
    [],
  );
  const choose = (chosen: string) => {
    setComponent(chosen);
    // Templates and classes belong to the component.
    setForm(EMPTY_FORM);
  };

  const options = useOptions(component || undefined);
  const workspaces = useWorkspaces({ scope: 'mine' });
  const own = reusable(context, component, workspaces.value);
  const reuse = chooseLaunch(own);
  const plan = fresh ? ({ kind: 'create' } as const) : reuse;
  const creates = plan.kind === 'create';
  const request = contextRequest(context, component, form);
  const cannotCreate = options.value?.unavailable;
  const preview = usePreview(
    creates && options.value && !cannotCreate && !formProblem(form)
      ? request
      : undefined,
    TYPING_PAUSE_MS,
  );
  const quota = useQuotaUsage({
    component: component || undefined,
    template: preview.value?.template,
    resourceClass: preview.value?.resourceClass,
  });
  const launch = useLaunch();
  const onLaunch = async (asked: LaunchRequest) => {
    if (await launch.launch(asked)) onChanged();
  };

  return (
    <Flex direction="column" gap="4">
      <LaunchNotices launch={launch} />
      <Card>
        <CardBody>
          <Flex direction="column" gap="4">
            <Text as="h2" variant="title-small" className={styles.long}>
              {context.change?.title ?? headline(context)}
            </Text>
            <ContextFacts
              context={context}
              component={isChoice(context) ? '' : usualComponent(context)}
            />
            <ContextAction
              plan={plan}
              other={fresh ? reuse : undefined}
              options={options.value}
              preview={preview}
              formFits={!formProblem(form)}
              launch={launch}
              onLaunch={() =>
                onLaunch(
                  plan.kind === 'create' ? { kind: 'create', request } : plan,
                )
              }
              onFresh={setFresh}
            />
          </Flex>
        </CardBody>
      </Card>
      {context.components.length === 0 && (
        <Notice severity="info" title={t('context.notInCatalog')}>
          {t('context.notInCatalogText')}
        </Notice>
      )}
      {options.error && (
        <ErrorNotice
          error={options.error}
          title={t('tab.optionsFailed')}
          onRetry={options.refresh}
        />
      )}
      {creates && cannotCreate && (
        <CauseNotice
          cause={cannotCreate}
          title={t('context.unavailable')}
          severity="warning"
        />
      )}
      {options.value?.clusters.map(cluster => (
        <ClusterNotice key={cluster.name} cluster={cluster} />
      ))}
      <div className={styles.columns} data-alone={!creates || undefined}>
        <ContextFields
          context={context}
          component={component}
          onComponent={choose}
          creates={creates}
          form={form}
          onChange={change}
          options={options.value}
          preview={preview.value}
        />
        {creates && !cannotCreate && (
          <PreviewPane
            preview={preview}
            options={options.value}
            quota={quota.value}
          />
        )}
      </div>
    </Flex>
  );
};

function headline({ repository, refName }: RepositoryContext): string {
  return [repository.name, refName].filter(Boolean).join(' · ');
}
