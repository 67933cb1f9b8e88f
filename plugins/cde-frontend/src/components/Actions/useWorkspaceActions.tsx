import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { ConfirmDialog } from './ConfirmDialog';
import type { ConfirmDialogProps, WorkspaceAction } from './ConfirmDialog';

/** Actions with their dialog, which a page renders once, outside of its rows. */
export interface WorkspaceActions {
  ask: (action: WorkspaceAction, workspace: Workspace) => void;
  dialog: ReactNode;
}

/** Stop, restart and delete, each with its dialog. */
export function useWorkspaceActions(
  onDone: ConfirmDialogProps['onDone'],
): WorkspaceActions {
  const [asked, setAsked] = useState<{
    action: WorkspaceAction;
    workspace: Workspace;
  }>();
  const ask = useCallback(
    (action: WorkspaceAction, workspace: Workspace) =>
      setAsked({ action, workspace }),
    [],
  );
  const dialog = asked && (
    <ConfirmDialog
      key={`${asked.action} ${asked.workspace.id}`}
      {...asked}
      onClose={() => setAsked(undefined)}
      onDone={onDone}
    />
  );
  return { ask, dialog };
}
