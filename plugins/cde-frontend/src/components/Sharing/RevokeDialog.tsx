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
  WorkspaceDetails,
  WorkspaceShare,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useAction } from '../../hooks/useAction';
import { useFocusReturn } from '../../hooks/useFocusReturn';
import { shortRef } from '../../lib/entities';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice } from '../Common';

interface RevokeDialogProps {
  workspace: WorkspaceDetails;
  share: WorkspaceShare;
  onClose: () => void;
  onDone: (shares: WorkspaceShare[]) => void;
}

/** Says what ends when access is taken back, then does it. */
export const RevokeDialog = ({
  workspace,
  share,
  onClose,
  onDone,
}: RevokeDialogProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  useFocusReturn();
  const revoke = useAction(async () => {
    onDone(await api.unshareWorkspace(workspace.id, share.grantee));
    onClose();
  });
  return (
    <Dialog
      isOpen
      onOpenChange={open => !open && onClose()}
      width="min(520px, 92vw)"
    >
      <DialogHeader>
        {t('access.revokeTitle', { who: shortRef(share.grantee) })}
      </DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          <Text as="p">{t('access.revokeText', { name: workspace.name })}</Text>
          {revoke.error && (
            <ErrorNotice
              error={revoke.error}
              title={t('access.revokeFailed')}
            />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          autoFocus
          destructive
          variant="primary"
          isPending={revoke.busy}
          onPress={revoke.run}
        >
          {t('access.revokeButton')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
};
