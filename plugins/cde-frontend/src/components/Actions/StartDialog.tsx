import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
  TemplateParameters,
  Workspace,
} from '@backstage-cde/plugin-cde-common';
import { useFocusReturn } from '../../hooks/useFocusReturn';
import type { Launch } from '../../hooks/useLaunch';
import type { ParameterValues } from '../../lib/parameters';
import { cdeTranslationRef } from '../../translation';
import { ParameterForm } from '../Parameters';

interface StartDialogProps {
  workspace: Workspace;
  /** The ephemeral ones. */
  parameters: TemplateParameters;
  launch: Launch['launch'];
  onClose: () => void;
}

/** Asks for what holds for one start alone, then starts. */
export const StartDialog = ({
  workspace,
  parameters,
  launch,
  onClose,
}: StartDialogProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  useFocusReturn();
  const [values, setValues] = useState<ParameterValues>({});
  const [fit, setFit] = useState(false);
  const start = () => {
    launch({ kind: 'start', workspace, request: { parameters: values } });
    onClose();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={open => !open && onClose()}
      width="min(520px, 92vw)"
    >
      <DialogHeader>{t('start.title', { name: workspace.name })}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4">
          <Text as="p">{t('start.text')}</Text>
          <ParameterForm
            schema={parameters}
            values={values}
            onChange={(changed, valid) => {
              setValues(changed);
              setFit(valid);
            }}
          />
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {t('common.cancel')}
        </Button>
        <Button variant="primary" isDisabled={!fit} onPress={start}>
          {t('start.button')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
};
