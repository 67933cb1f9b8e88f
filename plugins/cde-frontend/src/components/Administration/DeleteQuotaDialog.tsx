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
import type { Quota } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useAction } from '../../hooks/useAction';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice } from '../Common';
import { useTargetName } from './QuotaTable';

/** Ends a quota, after saying what that means. */
export const DeleteQuotaDialog = ({
  quota,
  onClose,
  onDeleted,
}: {
  quota: Quota;
  onClose: () => void;
  onDeleted: (quotas: Quota[]) => void;
}) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const who = useTargetName(quota.target);
  const { run, busy, error } = useAction(async () =>
    onDeleted(
      await api.setQuota({
        target: quota.target,
        limits: {},
        version: quota.version,
      }),
    ),
  );
  return (
    <Dialog
      isOpen
      onOpenChange={open => !open && onClose()}
      width="min(520px, 92vw)"
    >
      <DialogHeader>
        {t('administration.quotas.deleteTitle', { who })}
      </DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          <Text as="p">{t('administration.quotas.deleteText')}</Text>
          {error && (
            <ErrorNotice
              error={error}
              title={t('administration.quotas.deleteFailed')}
            />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {t('common.cancel')}
        </Button>
        <Button variant="primary" destructive isPending={busy} onPress={run}>
          {t('administration.quotas.deleteButton')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
};
