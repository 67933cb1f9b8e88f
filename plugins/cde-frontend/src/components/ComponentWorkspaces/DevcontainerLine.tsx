import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Skeleton,
} from '@backstage/ui';
import type { Preview } from '../../hooks/usePreview';
import { cdeTranslationRef } from '../../translation';
import { ErrorNotice } from '../Common';
import { DevcontainerSummary, Report } from '../Devcontainer';

/** What the repository's devcontainer.json amounts to, with the whole report a click away. */
export const DevcontainerLine = ({ preview }: { preview: Preview }) => {
  const { t } = useTranslationRef(cdeTranslationRef);
  const [reading, setReading] = useState(false);
  if (preview.error) {
    return <ErrorNotice error={preview.error} title={t('tab.previewFailed')} />;
  }
  if (!preview.value) {
    return preview.pending ? <Skeleton width={420} height={20} /> : null;
  }
  const { devcontainer } = preview.value;
  return (
    <>
      <DevcontainerSummary
        report={devcontainer}
        onDetails={() => setReading(true)}
      />
      {reading && (
        <Dialog isOpen onOpenChange={setReading} width="min(860px, 92vw)">
          <DialogHeader>{t('devcontainer.title')}</DialogHeader>
          <DialogBody>
            <Report report={devcontainer} />
          </DialogBody>
          <DialogFooter>
            <Button variant="secondary" onPress={() => setReading(false)}>
              {t('common.close')}
            </Button>
          </DialogFooter>
        </Dialog>
      )}
    </>
  );
};
