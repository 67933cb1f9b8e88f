import { useId } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import { RiTerminalBoxLine } from '@remixicon/react';
import type { CreationOptions } from '@backstage-cde/plugin-cde-common';
import type { Launch } from '../../hooks/useLaunch';
import type { Preview } from '../../hooks/usePreview';
import { isBroken } from '../../lib/creation';
import { describeCreation, describeWorkspace } from '../../lib/describe';
import { formatDuration } from '../../lib/format';
import type { LaunchPlan } from '../../lib/launch';
import { cdeTranslationRef } from '../../translation';
import styles from './OpenContext.module.css';

interface ContextActionProps {
  plan: LaunchPlan;
  /** The workspace that was turned down for a new one. */
  other: LaunchPlan | undefined;
  options: CreationOptions | undefined;
  preview: Preview;
  formFits: boolean;
  launch: Launch;
  onLaunch: () => void;
  onFresh: (fresh: boolean) => void;
}

/** The one button, what it will do, and the way to a new workspace or back. */
export const ContextAction = (props: ContextActionProps) => {
  const { plan, other, options, preview, formFits } = props;
  const { launch, onLaunch, onFresh } = props;
  const { t } = useTranslationRef(cdeTranslationRef);
  const description = useId();
  const cannotCreate = !options || options.unavailable !== undefined;
  const creates = plan.kind === 'create';
  const blocked =
    creates &&
    (cannotCreate ||
      !formFits ||
      preview.pending ||
      preview.error !== undefined ||
      isBroken(preview.value));
  return (
    <Flex align="center" gap="4" className={styles.action}>
      <Button
        size="medium"
        variant="primary"
        iconStart={<RiTerminalBoxLine />}
        isDisabled={blocked}
        isPending={launch.busy}
        aria-describedby={description}
        onPress={onLaunch}
      >
        {creates ? t('new.create') : t(`launch.${plan.kind}`)}
      </Button>
      {!creates && !cannotCreate && (
        <Button size="medium" variant="secondary" onPress={() => onFresh(true)}>
          {t('context.instead')}
        </Button>
      )}
      {other && other.kind !== 'create' && (
        <Button
          size="medium"
          variant="secondary"
          onPress={() => onFresh(false)}
        >
          {t('context.reuse', { name: other.workspace.name })}
        </Button>
      )}
      <div id={description} className={styles.description}>
        <WhatWillHappen plan={plan} options={options} preview={preview} />
      </div>
    </Flex>
  );
};

const WhatWillHappen = ({
  plan,
  options,
  preview,
}: Pick<ContextActionProps, 'plan' | 'options' | 'preview'>) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (plan.kind === 'create' && options?.unavailable)
    return <Text as="p">{t('context.unavailable')}</Text>;
  if (plan.kind === 'create' && isBroken(preview.value))
    return <Text as="p">{t('context.broken')}</Text>;
  const [name, usual, parts] =
    plan.kind === 'create'
      ? [
          preview.value?.name ?? t('launch.newOne'),
          preview.value?.usualStartMs,
          preview.value && describeCreation(preview.value, options),
        ]
      : [
          plan.workspace.name,
          plan.kind === 'open' ? undefined : plan.workspace.usualStartMs,
          describeWorkspace(plan.workspace, options),
        ];
  const time =
    usual !== undefined && t('launch.about', { time: formatDuration(usual) });
  return (
    <>
      <Text as="p" weight="bold">
        {t(`launch.will.${plan.kind}`, { name })}
      </Text>
      <Text as="p" color="secondary" variant="body-small">
        {[...(parts ?? []), time].filter(Boolean).join(' · ')}
      </Text>
    </>
  );
};
