import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  TextField,
} from '@backstage/ui';
import type { Quota, SetQuotaRequest } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useAction } from '../../hooks/useAction';
import { isConflict } from '../../lib/errors';
import { MEASURES, limitText, readLimits } from '../../lib/quotaForm';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice, Notice } from '../Common';
import { EffectPane, useEffectOf } from './QuotaEffect';
import { LimitFields } from './QuotaLimitFields';
import type { LimitTexts } from './QuotaLimitFields';
import { useTargetName } from './QuotaTable';
import { NEW_TARGET, TargetFields } from './QuotaTargetFields';

interface QuotaDialogProps {
  /** Absent: a new one. */
  quota: Quota | undefined;
  /** All there are, so that a new one does not replace one that exists. */
  quotas: Quota[];
  onEdit: (quota: Quota) => void;
  currency: string;
  onClose: () => void;
  onSaved: (quotas: Quota[]) => void;
  /** Shows the quota as somebody else has left it. */
  onReload: () => Promise<void>;
}

/** Sets a quota, with its effect shown first. */
export const QuotaDialog = ({
  quota,
  quotas,
  onEdit,
  currency,
  onClose,
  onSaved,
  onReload,
}: QuotaDialogProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const [target, setTarget] = useState(quota?.target ?? NEW_TARGET);
  const [texts, setTexts] = useState<LimitTexts>(() =>
    textsOf(quota?.limits ?? {}),
  );
  const [note, setNote] = useState(quota?.note ?? '');
  const { limits, wrong } = readLimits(texts);
  const existing = quota ? undefined : find(quotas, target);
  const complete =
    !existing &&
    (target.kind === 'everyone' || Boolean(target.ref)) &&
    Object.keys(limits).length > 0 &&
    Object.keys(wrong).length === 0;
  const request: SetQuotaRequest | undefined = complete
    ? {
        target,
        limits,
        ...(note.trim() && { note: note.trim() }),
        ...(quota && { version: quota.version }),
      }
    : undefined;
  const effect = useEffectOf(request);
  const save = useAction(async () => {
    if (request) onSaved(await api.setQuota(request));
  });
  const reload = useAction(onReload);
  const who = useTargetName(target);

  return (
    <Dialog
      isOpen
      onOpenChange={open => !open && onClose()}
      width="min(680px, 94vw)"
    >
      <DialogHeader>
        {quota
          ? t('administration.quotas.editTitle', { who })
          : t('administration.quotas.newTitle')}
      </DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4">
          {!quota && <TargetFields target={target} onChange={setTarget} />}
          {existing && (
            <Notice
              severity="info"
              title={t('administration.quotas.exists', { who })}
              actions={
                <Button
                  size="small"
                  variant="secondary"
                  onPress={() => onEdit(existing)}
                >
                  {t('administration.quotas.editExisting')}
                </Button>
              }
            />
          )}
          <LimitFields texts={texts} wrong={wrong} onChange={setTexts} />
          <TextField
            label={t('administration.quotas.note')}
            description={t('administration.quotas.noteHelp')}
            maxLength={500}
            value={note}
            onChange={setNote}
          />
          <EffectPane effect={effect} currency={currency} />
          {save.error && (
            <ErrorNotice
              error={save.error}
              title={t('administration.quotas.saveFailed')}
              actions={
                isConflict(save.error) && (
                  <Button
                    size="small"
                    variant="secondary"
                    isPending={reload.busy}
                    onPress={reload.run}
                  >
                    {t('administration.quotas.reload')}
                  </Button>
                )
              }
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
          isDisabled={effect.state !== 'known'}
          isPending={save.busy}
          onPress={save.run}
        >
          {t('administration.quotas.save')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
};

function textsOf(limits: Quota['limits']): LimitTexts {
  return Object.fromEntries(
    MEASURES.map(measure => [measure, limitText(measure, limits[measure])]),
  );
}

function find(quotas: Quota[], target: Quota['target']): Quota | undefined {
  return quotas.find(
    quota =>
      quota.source === 'portal' &&
      quota.target.kind === target.kind &&
      quota.target.ref === target.ref &&
      quota.target.per === target.per,
  );
}
