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
  TextAreaField,
} from '@backstage/ui';
import type {
  GitSecretKind,
  GitSecretList,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useAction } from '../../hooks/useAction';
import { useFocusReturn } from '../../hooks/useFocusReturn';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice } from '../Common';
import styles from './GitAccess.module.css';

interface KeyDialogProps {
  kind: GitSecretKind;
  onClose: () => void;
  onDone: (list: GitSecretList) => void;
}

/** Takes a private key. */
export const KeyDialog = ({ kind, onClose, onDone }: KeyDialogProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  useFocusReturn();
  const [privateKey, setPrivateKey] = useState('');
  const save = useAction(async () => {
    onDone(await api.setGitSecret({ kind, privateKey }));
    onClose();
  });
  return (
    <Dialog
      isOpen
      onOpenChange={open => !open && onClose()}
      width="min(640px, 92vw)"
    >
      <DialogHeader>{t(`git.kind.${kind}`)}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          <Text as="p">{t('git.keyText')}</Text>
          <TextAreaField
            className={styles.key}
            label={t('git.privateKey')}
            description={t('git.privateKeyHelp')}
            rows={8}
            autoComplete="off"
            spellCheck="false"
            value={privateKey}
            onChange={setPrivateKey}
          />
          {save.error && (
            <ErrorNotice error={save.error} title={t('git.notSaved')} />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          variant="primary"
          isDisabled={!privateKey.trim()}
          isPending={save.busy}
          onPress={save.run}
        >
          {t('git.save')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
};
