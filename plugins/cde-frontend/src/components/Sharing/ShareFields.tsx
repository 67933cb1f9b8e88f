import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, Select, Text } from '@backstage/ui';
import type { WorkspaceShare } from '@backstage-cde/plugin-cde-common';
import { cdeApiRef } from '../../api';
import { useAction } from '../../hooks/useAction';
import { shortRef } from '../../lib/entities';
import {
  EMPTY_SHARE,
  isOver,
  shareForm,
  shareRequest,
  today,
} from '../../lib/sharing';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice, NativeField } from '../Common';
import { EntityPicker } from '../EntityPicker';
import styles from './Sharing.module.css';

const KINDS = ['user', 'group'];

interface ShareFieldsProps {
  workspaceId: string;
  /** The one that is changed; absent for a new one. */
  share?: WorkspaceShare;
  onShared: (shares: WorkspaceShare[], grantee: string) => void;
  onCancel?: () => void;
}

/** Who may do what, and until when. */
export const ShareFields = ({
  workspaceId,
  share,
  onShared,
  onCancel,
}: ShareFieldsProps) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const [form, setForm] = useState(share ? shareForm(share) : EMPTY_SHARE);
  const now = Date.now();
  const over = isOver(form, now);
  const give = useAction(async () =>
    onShared(
      await api.shareWorkspace(workspaceId, shareRequest(form)),
      form.grantee,
    ),
  );
  return (
    <div
      role="group"
      aria-label={
        share
          ? t('access.changing', { who: shortRef(share.grantee) })
          : t('access.share')
      }
    >
      <div className={styles.form}>
        {share ? (
          <Text weight="bold" className={styles.picker}>
            {shortRef(share.grantee)}
          </Text>
        ) : (
          <EntityPicker
            className={styles.picker}
            kinds={KINDS}
            label={t('access.who')}
            placeholder={t('access.findWho')}
            value={form.grantee}
            onChange={grantee => setForm(before => ({ ...before, grantee }))}
          />
        )}
        <Select
          className={styles.role}
          label={t('access.role')}
          options={[
            { id: 'view', label: t('access.view') },
            { id: 'use', label: t('access.use') },
          ]}
          value={form.role}
          onChange={role =>
            setForm(before => ({
              ...before,
              role: role === 'use' ? 'use' : 'view',
            }))
          }
        />
        <NativeField
          type="date"
          label={t('access.until')}
          min={today(now)}
          value={form.until}
          isInvalid={over}
          onChange={until => setForm(before => ({ ...before, until }))}
        />
        <Flex gap="2">
          <Button
            variant={share ? 'primary' : 'secondary'}
            isDisabled={!form.grantee || over}
            isPending={give.busy}
            onPress={give.run}
          >
            {share ? t('access.save') : t('access.share')}
          </Button>
          {onCancel && (
            <Button variant="secondary" onPress={onCancel}>
              {t('common.cancel')}
            </Button>
          )}
        </Flex>
      </div>
      {over && (
        <Text as="p" role="alert" color="danger" variant="body-small">
          {t('access.past')}
        </Text>
      )}
      <Text as="p" color="secondary" variant="body-small">
        {t('access.viewHelp')} {t('access.useHelp')} {t('access.untilHelp')}
      </Text>
      {give.error && (
        <ErrorNotice error={give.error} title={t('access.shareFailed')} />
      )}
    </div>
  );
};
