import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  PasswordField,
  Text,
  TextField,
} from '@backstage/ui';
import type {
  GitHostAccess,
  GitTokenList,
} from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useAction } from '../../hooks/useAction';
import { useFocusReturn } from '../../hooks/useFocusReturn';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice } from '../Common';

interface TokenDialogProps {
  host: GitHostAccess;
  onClose: () => void;
  onDone: (list: GitTokenList) => void;
}

/** Takes a token that a person has made at the host. */
export const TokenDialog = ({ host, onClose, onDone }: TokenDialogProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  useFocusReturn();
  const [username, setUsername] = useState('');
  const [token, setToken] = useState('');
  const save = useAction(async () => {
    const list = await api.setGitToken({
      host: host.host,
      token: token.trim(),
      ...(username.trim() && { username: username.trim() }),
    });
    onDone(list);
    onClose();
  });
  return (
    <Dialog
      isOpen
      onOpenChange={open => !open && onClose()}
      width="min(520px, 92vw)"
    >
      <DialogHeader>{t('git.tokenTitle', { host: host.host })}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          <Text as="p">{t('git.tokenText')}</Text>
          <PasswordField
            label={t('git.token')}
            autoComplete="off"
            value={token}
            onChange={setToken}
          />
          <TextField
            label={t('git.username')}
            description={t('git.usernameHelp')}
            autoComplete="off"
            value={username}
            onChange={setUsername}
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
          isDisabled={!token.trim()}
          isPending={save.busy}
          onPress={save.run}
        >
          {t('git.save')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
};
