import { useId } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  ButtonIcon,
  Flex,
  Menu,
  MenuItem,
  MenuTrigger,
  Skeleton,
  Text,
} from '@backstage/ui';
import {
  RiAddLine,
  RiArrowDownSLine,
  RiTerminalBoxLine,
} from '@remixicon/react';
import type {
  CreationOptions,
  Workspace,
  WorkspacePreview,
} from '@backstage-cde/plugin-cde-common';
import type { Launch } from '../../hooks/useLaunch';
import { describeCreation, describeWorkspace } from '../../lib/describe';
import { formatDuration } from '../../lib/format';
import { isBroken } from '../../lib/creation';
import { chooseLaunch } from '../../lib/launch';
import type { LaunchPlan } from '../../lib/launch';
import { cdeTranslationRef } from '../../translation';
import styles from './ComponentWorkspaces.module.css';

interface LaunchPanelProps {
  component: string;
  /** Undefined while unknown: the button waits for them, or it would make a second one. */
  workspaces: Workspace[] | undefined;
  options: CreationOptions | undefined;
  preview: WorkspacePreview | undefined;
  launch: Launch;
  onLaunch: Launch['launch'];
  onOptions: () => void;
}

/** The one button, and what it is going to do. */
export const LaunchPanel = (props: LaunchPanelProps) => {
  const {
    component,
    workspaces,
    options,
    preview,
    launch,
    onLaunch,
    onOptions,
  } = props;
  const { t } = useTranslationRef(cdeTranslationRef);
  const description = useId();
  const plan = workspaces && chooseLaunch(workspaces);
  // The backend's word: it knows rights, limits and where the repository is.
  const cannotCreate = options?.unavailable !== undefined;

  const run = () => {
    if (!plan) return;
    onLaunch(
      plan.kind === 'create'
        ? { kind: 'create', request: { component } }
        : plan,
    );
  };

  return (
    <Flex align="center" gap="4" className={styles.panel}>
      <div
        className={styles.split}
        role="group"
        aria-label={t('launch.button')}
      >
        <Button
          size="medium"
          variant="primary"
          iconStart={<RiTerminalBoxLine />}
          isDisabled={
            !plan ||
            (plan.kind === 'create' && (cannotCreate || isBroken(preview)))
          }
          isPending={launch.busy}
          aria-describedby={description}
          onPress={run}
        >
          {t('launch.button')}
        </Button>
        <MenuTrigger>
          <ButtonIcon
            size="medium"
            variant="primary"
            isDisabled={cannotCreate}
            icon={<RiArrowDownSLine />}
            aria-label={t('launch.moreOptions')}
          />
          <Menu placement="bottom end">
            <MenuItem iconStart={<RiAddLine />} onAction={onOptions}>
              {t('launch.newWithOptions')}
            </MenuItem>
          </Menu>
        </MenuTrigger>
      </div>
      <div id={description} className={styles.description}>
        {plan ? (
          <PlanText plan={plan} options={options} preview={preview} />
        ) : (
          <Skeleton width={320} height={20} />
        )}
      </div>
    </Flex>
  );
};

interface PlanTextProps {
  plan: LaunchPlan;
  options: CreationOptions | undefined;
  preview: WorkspacePreview | undefined;
}

const PlanText = ({ plan, options, preview }: PlanTextProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  if (plan.kind === 'create' && options?.unavailable)
    return <Text>{t('launch.unavailable')}</Text>;

  if (plan.kind === 'create' && isBroken(preview)) {
    return <Text>{t('launch.broken')}</Text>;
  }

  const name =
    plan.kind === 'create'
      ? preview?.name ?? t('launch.newOne')
      : plan.workspace.name;
  const parts =
    plan.kind === 'create'
      ? preview && describeCreation(preview, options)
      : describeWorkspace(plan.workspace, options);
  const usual =
    plan.kind === 'create'
      ? preview?.usualStartMs
      : plan.workspace.usualStartMs;
  const time =
    plan.kind !== 'open' &&
    usual !== undefined &&
    t('launch.about', { time: formatDuration(usual) });
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
