import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import type { CdeApi } from '../../api';
import { useFocusReturn } from '../../hooks/useFocusReturn';
import { useOptions } from '../../hooks/useOptions';
import { formatBytes } from '../../lib/format';
import { cdeTranslationRef } from '../../translation';
import { FailureNotice } from '../Quota';

/** What a person can do to a workspace after being told what it means. */
export type WorkspaceAction = 'stop' | 'restart' | 'delete';

const DEEDS: Record<
  WorkspaceAction,
  (api: CdeApi, id: string) => Promise<Workspace>
> = {
  stop: (api, id) => api.stopWorkspace(id),
  restart: (api, id) => api.restartWorkspace(id),
  delete: (api, id) => api.deleteWorkspace(id),
};

/** What is asked, of which workspace. */
export interface ConfirmDialogProps {
  action: WorkspaceAction;
  workspace: Workspace;
  onClose: () => void;
  /** After the backend agreed, with the workspace as it is then. */
  onDone: (action: WorkspaceAction, workspace: Workspace) => void;
}

/** Says what an action keeps and what it loses, then does it. */
export const ConfirmDialog = ({
  action,
  workspace,
  onClose,
  onDone,
}: ConfirmDialogProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  useFocusReturn();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();

  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const changed = await DEEDS[action](api, workspace.id);
      onDone(action, changed);
      onClose();
    } catch (caught) {
      setError(toError(caught));
      setBusy(false);
    }
  };

  return (
    <Dialog
      isOpen
      onOpenChange={open => !open && onClose()}
      width="min(520px, 92vw)"
    >
      <DialogHeader>
        {t(`confirm.${action}.title`, { name: workspace.name })}
      </DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          {action === 'delete' ? (
            <Losses workspace={workspace} />
          ) : (
            <>
              <Text as="p">{t(`confirm.${action}.keeps`)}</Text>
              <Text as="p">{t(`confirm.${action}.ends`)}</Text>
            </>
          )}
          {error && (
            <FailureNotice
              error={error}
              title={t(`confirm.${action}.failed`)}
              onRetry={confirm}
            />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          autoFocus={action !== 'delete'}
          variant="primary"
          destructive={action === 'delete'}
          isPending={busy}
          onPress={confirm}
        >
          {t(`confirm.${action}.button`)}
        </Button>
      </DialogFooter>
    </Dialog>
  );
};

const Losses = ({ workspace }: { workspace: Workspace }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const { value: options } = useOptions(workspace.component);
  const storage = options?.resourceClasses.find(
    ({ name }) => name === workspace.resourceClass,
  )?.storage;
  const name = (
    <strong>
      {storage === undefined
        ? workspace.name
        : `${workspace.name} (${formatBytes(storage)})`}
    </strong>
  );
  return (
    <>
      <Text as="p">{t('confirm.delete.loses', { volume: name })}</Text>
      <Text as="p">
        <strong>{t('confirm.delete.unsaved')}</strong>
      </Text>
      <Text as="p" color="secondary">
        {t('confirm.delete.keeps')}
      </Text>
    </>
  );
};
