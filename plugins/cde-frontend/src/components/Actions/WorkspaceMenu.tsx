import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  ButtonIcon,
  Menu,
  MenuItem,
  MenuSeparator,
  MenuTrigger,
} from '@backstage/ui';
import {
  RiDeleteBinLine,
  RiFileCopyLine,
  RiInformationLine,
  RiMore2Fill,
  RiRestartLine,
  RiStopCircleLine,
} from '@remixicon/react';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { useLinks } from '../../hooks/useLinks';
import { browser } from '../../lib/browser';
import { cdeTranslationRef } from '../../translation';
import type { WorkspaceAction } from './ConfirmDialog';

interface WorkspaceMenuProps {
  workspace: Workspace;
  ask: (action: WorkspaceAction, workspace: Workspace) => void;
  /** Leave out the way to the workspace's page, on that page. */
  onOwnPage?: boolean;
}

/** All that can be done to a workspace besides opening it. */
export const WorkspaceMenu = ({
  workspace,
  ask,
  onOwnPage,
}: WorkspaceMenuProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const links = useLinks();
  const { allowed } = workspace;
  return (
    <MenuTrigger>
      <ButtonIcon
        variant="tertiary"
        icon={<RiMore2Fill />}
        aria-label={t('action.more', { name: workspace.name })}
      />
      <Menu placement="bottom end">
        {onOwnPage ? null : (
          <MenuItem
            iconStart={<RiInformationLine />}
            href={links.workspace(workspace.id)}
          >
            {t('action.details')}
          </MenuItem>
        )}
        {allowed.includes('stop') ? (
          <MenuItem
            iconStart={<RiStopCircleLine />}
            onAction={() => ask('stop', workspace)}
          >
            {t('action.stop')}
          </MenuItem>
        ) : null}
        {allowed.includes('restart') ? (
          <MenuItem
            iconStart={<RiRestartLine />}
            onAction={() => ask('restart', workspace)}
          >
            {t('action.restart')}
          </MenuItem>
        ) : null}
        <MenuItem
          iconStart={<RiFileCopyLine />}
          onAction={() => browser.copy(workspace.id)}
        >
          {t('action.copyId')}
        </MenuItem>
        {allowed.includes('delete') ? <MenuSeparator /> : null}
        {allowed.includes('delete') ? (
          <MenuItem
            iconStart={<RiDeleteBinLine />}
            color="danger"
            onAction={() => ask('delete', workspace)}
          >
            {t('action.delete')}
          </MenuItem>
        ) : null}
      </Menu>
    </MenuTrigger>
  );
};
