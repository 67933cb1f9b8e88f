import { useState } from 'react';
import { toError } from '@backstage/errors';
import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { Button, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import { cdeApiRef } from '../../api';
import type { AuditRequest } from '../../api';
import { browser } from '../../lib/browser';
import { explainError } from '../../lib/errors';
import { cdeTranslationRef } from '../../translation';

/** Downloads all that the filter finds. */
export const AuditExport = ({ request }: { request: AuditRequest }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const api = useApi(cdeApiRef);
  const toasts = useApi(toastApiRef);
  const [busy, setBusy] = useState(false);
  const download = async (format: 'csv' | 'ndjson') => {
    setBusy(true);
    try {
      browser.download(
        `audit.${format}`,
        await api.exportAudit(request, format),
      );
    } catch (error) {
      toasts.post({
        title: t('administration.audit.exportFailed'),
        description: explainError(toError(error)).message,
        status: 'danger',
      });
    } finally {
      setBusy(false);
    }
  };
  return (
    <MenuTrigger>
      <Button
        variant="secondary"
        iconStart={<RiDownloadLine />}
        isPending={busy}
      >
        {t('administration.audit.export')}
      </Button>
      <Menu placement="bottom end">
        <MenuItem onAction={() => download('csv')}>
          {t('administration.audit.exportCsv')}
        </MenuItem>
        <MenuItem onAction={() => download('ndjson')}>
          {t('administration.audit.exportNdjson')}
        </MenuItem>
      </Menu>
    </MenuTrigger>
  );
};
