import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import type {
  Workspace,
  WorkspaceDetails,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useAction } from '../../hooks/useAction';
import { useFocusReturn } from '../../hooks/useFocusReturn';
import { cdeTranslationRef } from '../../translation';
import { EntityPicker } from '../EntityPicker';
import { FailureNotice } from '../Quota';

const KINDS = ['user'];

interface TransferDialogProps {
  workspace: WorkspaceDetails;
  onClose: () => void;
  onDone: (workspace: Workspace) => void;
}

/** Gives a workspace to another user. */
export const TransferDialog = ({
  workspace,
  onClose,
  onDone,
}: TransferDialogProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  useFocusReturn();
  const [owner, setOwner] = useState('');
  const transfer = useAction(async () => {
    onDone(await api.transferWorkspace(workspace.id, owner));
    onClose();
  });
  return (
    <Dialog
      isOpen
      onOpenChange={open => !open && onClose()}
      width="min(520px, 92vw)"
    >
      <DialogHeader>
        {t('access.transferTitle', { name: workspace.name })}
      </DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          <Text as="p">{t('access.transferText')}</Text>
          <EntityPicker
            kinds={KINDS}
            label={t('access.newOwner')}
            placeholder={t('access.findOwner')}
            value={owner}
            onChange={setOwner}
          />
          {transfer.error && (
            <FailureNotice
              error={transfer.error}
              title={t('access.transferFailed')}
              onRetry={transfer.run}
            />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          variant="primary"
          isDisabled={!owner || owner === workspace.owner}
          isPending={transfer.busy}
          onPress={transfer.run}
        >
          {t('access.transferButton')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
};
