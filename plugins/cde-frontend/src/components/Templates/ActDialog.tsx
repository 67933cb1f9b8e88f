import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
} from '@backstage/ui';
import { useFocusReturn } from '../../hooks/useFocusReturn';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice } from '../Common';

interface ActDialogProps {
  title: string;
  children: ReactNode;
  /** What the button says. */
  button: string;
  /** What is said when it fails. */
  failed: string;
  destructive?: boolean;
  isDisabled?: boolean;
  act: () => Promise<void>;
  onClose: () => void;
}

/** Says what an act means, does it, and stays open with the reason where it fails. */
export const ActDialog = ({
  title,
  children,
  button,
  failed,
  destructive,
  isDisabled,
  act,
  onClose,
}: ActDialogProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  useFocusReturn();

  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await act();
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
      width="min(560px, 92vw)"
    >
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          {children}
          {error && <ErrorNotice error={error} title={failed} />}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          variant="primary"
          destructive={destructive}
          isDisabled={isDisabled}
          isPending={busy}
          onPress={confirm}
        >
          {button}
        </Button>
      </DialogFooter>
    </Dialog>
  );
};
